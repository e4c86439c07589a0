#!/bin/bash
# The virtual environment in .mdq/venv: "venv.sh" for what running needs, "venv.sh dev" for testing too.
source "$(dirname "$0")/lib.sh"

requirements=$PROJECT/requirements.txt
name=run
if [ "${1:-}" = dev ]; then
    requirements=$PROJECT/requirements-dev.txt
    name=dev
fi

stamp() { cat "$PROJECT/requirements.txt" "$requirements" | sha256sum | cut -c1-16; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.10; do
        command -v "$candidate" >/dev/null || continue
        if "$candidate" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))'; then
            command -v "$candidate"
            return
        fi
    done
    fail "Python 3.10, 3.11, 3.12 or 3.13 is needed; python3 here is $(python3 --version 2>&1 || true)." \
        "Install one of them, or name it: PYTHON=/path/to/python3.11 make run"
}

install_packages() {
    "$PY" -m pip install --quiet --disable-pip-version-check --no-warn-script-location -r "$requirements" 2>"$MDQ_DIR/log/pip.log" ||
        {
            grep -v '^WARNING' "$MDQ_DIR/log/pip.log" | tail -n 15 >&2 || true
            fail "pip could not install $(basename "$requirements") (the whole of its output: $MDQ_DIR/log/pip.log)." \
                "Without network at the first start, or behind a proxy: set HTTPS_PROXY or pip's own settings, then run again."
        }
}

[ "$(cat "$VENV/stamp-$name" 2>/dev/null)" = "$(stamp)" ] && "$PY" -c '' 2>/dev/null && exit 0

lock_setup
need_space 2000
mkdir -p "$MDQ_DIR/log"
# The base environment is shared with "dev": a changed requirements.txt rebuilds it, new packages are added to it.
if ! "$PY" -c '' 2>/dev/null; then
    rm -rf "$VENV"
    python=$(find_python)
    say "virtual environment with $("$python" --version) in $VENV"
    "$python" -m venv "$VENV" ||
        fail "Python's venv module does not work here." "On Debian and Ubuntu: apt-get install python3-venv"
fi
say "installing $(basename "$requirements")"
install_packages
stamp >"$VENV/stamp-$name"
