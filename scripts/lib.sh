# What the shell steps share: where things live, and how they speak.
set -euo pipefail

PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
MDQ_DIR=${MDQ_DIR:-$PROJECT/.mdq}
VENV=$MDQ_DIR/venv
PY=$VENV/bin/python
export MDQ_DIR

say() { printf '    %s\n' "$*"; }

fail() {
    printf '\nmdq: %s\n' "$1" >&2
    shift
    for line in "$@"; do printf '     %s\n' "$line" >&2; done
    exit 1
}

# step "What is done" command…: runs the command and prints the seconds it took.
step() {
    local title=$1 begin=$SECONDS
    shift
    printf '==> %s\n' "$title"
    "$@"
    printf '    done in %s s\n' $((SECONDS - begin))
}

# need_space MEGABYTES: stops before a download would fill the disk.
need_space() {
    mkdir -p "$MDQ_DIR"
    local free
    free=$(df -Pm "$MDQ_DIR" | awk 'NR == 2 {print $4}')
    [ "$free" -ge "$1" ] ||
        fail "The disk of $MDQ_DIR has $free MB free; this step needs $1 MB." \
            "Free some space, or set MDQ_DIR to a folder on another disk."
}

# Two setups at once would build over each other: the second waits for the first.
lock_setup() {
    mkdir -p "$MDQ_DIR"
    exec 9>"$MDQ_DIR/setup.lock"
    flock -n 9 || { say "another setup is running in $MDQ_DIR; waiting for it"; flock 9; }
}
