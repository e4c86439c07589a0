#!/bin/bash
# Programs that pip does not bring: wkhtmltopdf and a Chinese font for printed documents; for tests also Chromium.
source "$(dirname "$0")/lib.sh"
purpose=${1:-run}

has_chinese_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh)" ]; }
has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }; }
}

missing() {
    command -v wkhtmltopdf >/dev/null || echo wkhtmltopdf
    has_chinese_font || echo fontconfig fonts-noto-cjk
    if [ "$purpose" = dev ]; then has_chromium || echo chromium; fi
}

install() {
    local package log=$MDQ_DIR/log/apt-install.log
    say "installing $* with apt"
    as_root apt-get update -q >"$log" 2>&1 || true
    # One at a time: a suite without one of them (wkhtmltopdf is not everywhere) still gets the others.
    for package in "$@"; do
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$package" >>"$log" 2>&1 ||
            say "apt could not install $package (see $log)"
    done
}

mkdir -p "$MDQ_DIR/log"
packages=$(missing | xargs)
[ -z "$packages" ] && exit 0
# What apt could not bring once is not asked for again at every start.
tried=$MDQ_DIR/log/apt-tried-$purpose
if [ "$(cat "$tried" 2>/dev/null)" != "$packages" ] && may_install; then
    # shellcheck disable=SC2086
    install $packages
    missing | xargs >"$tried"
fi

command -v wkhtmltopdf >/dev/null ||
    say "wkhtmltopdf is missing: printing to PDF will not work. Install the package wkhtmltopdf as root."
has_chinese_font ||
    say "No Chinese font: Chinese text in PDF will be empty boxes. Install the package fonts-noto-cjk as root."
if [ "$purpose" = dev ] && ! has_chromium; then
    fail "Chromium is missing: the browser tests cannot run." "Install the package chromium as root, then run make test again."
fi
