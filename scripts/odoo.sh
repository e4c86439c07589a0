#!/bin/bash
# Odoo 19.0, reachable from the virtual environment: what ODOO_HOME names, an Odoo that is already installed,
# Debian's package unpacked (not installed) into .mdq/odoo, or the official nightly source archive.
source "$(dirname "$0")/lib.sh"

ROOT=$MDQ_DIR/odoo

# The folder that holds the package "odoo" inside a given one (a Git checkout, an unpacked archive or package).
package_parent() {
    local folder
    for folder in "$1" "$1/usr/lib/python3/dist-packages" "$1"/odoo-19*; do
        [ -f "$folder/odoo/release.py" ] && { (cd "$folder" && pwd); return; }
    done
    return 1
}

is_version_19() { grep -qE '^version_info = \(19, 0' "$1/odoo/release.py"; }

# Python finds Odoo through one line in the virtual environment.
use() {
    local link
    is_version_19 "$1" || fail "$1 is not Odoo 19.0." "Set ODOO_HOME to a source tree of Odoo 19.0, or unset it."
    link=$("$PY" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/odoo-source.pth
    [ "$(cat "$link" 2>/dev/null)" = "$1" ] || echo "$1" >"$link"
    [ "$(cat "$MDQ_DIR/odoo-path" 2>/dev/null)" = "$1" ] || echo "$1" >"$MDQ_DIR/odoo-path"
}

installed_odoo() {
    local found
    found=$(cd / && python3 -c 'import odoo.release as r, os
if r.version_info[:2] == (19, 0): print(os.path.dirname(os.path.dirname(r.__file__)))' 2>/dev/null) || return 1
    [ -n "$found" ] && echo "$found"
}

# --- Debian's package ------------------------------------------------------------------------------------------------

# Odoo 19 is in Debian's unstable suite. Its links point to fonts and scripts of these packages.
FROM_UNSTABLE="odoo-19 fonts-glyphicons-halflings fonts-inconsolata fonts-montserrat fonts-ocr-b fonts-roboto-unhinted
    libjs-jquery libjs-jquery-form libjs-underscore"
# Odoo uses files of FontAwesome 4.7 that unstable's version 7 no longer has.
FROM_STABLE="fonts-font-awesome"

debian_mirror() {
    command -v apt-get >/dev/null && command -v dpkg >/dev/null || return 1
    # The label tells the main archive from the security one.
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 2>/dev/null |
        awk 'NR == 1 {print} END {exit NR == 0}' && return
    # A fresh container has not run apt-get update, so no label is known yet: take the address of a Debian release.
    apt-get indextargets --no-release-info --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk '/debian/ && !/security|updates|backports|ubuntu/ && !found {found = 1; print $2} END {exit !found}'
}

# apt with lists, cache and sources of its own: the machine's settings stay as they are and no root is needed.
private_apt() {
    local command=$1 apt=$MDQ_DIR/apt
    shift
    "$command" -q -o Dir::State="$apt" -o Dir::State::lists="$apt/lists" -o Dir::State::status=/dev/null \
        -o Dir::Cache="$apt/cache" -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::Etc::preferencesparts=/dev/null -o Acquire::Languages=none -o APT::Sandbox::User="$(id -un)" \
        "$@"
}

fetch_debian() {
    local mirror=$1 apt=$MDQ_DIR/apt keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    rm -rf "$apt"
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/debs"
    for suite in unstable stable; do echo "deb [signed-by=$keyring] $mirror $suite main"; done >"$apt/sources.list"
    say "reading the package lists of Debian's unstable and stable suites"
    private_apt apt-get update >"$MDQ_DIR/log/apt.log" 2>&1 || return 1
    say "downloading odoo-19 $(private_apt apt-cache show odoo-19 | awk '/^Version/ {print $2; exit}') and what its links point to"
    # shellcheck disable=SC2086
    (cd "$apt/debs" && private_apt apt-get download $FROM_UNSTABLE ${FROM_STABLE/%//stable} >>"$MDQ_DIR/log/apt.log" 2>&1)
}

unpack_debian() {
    local root=$1 package
    say "unpacking"
    for package in "$MDQ_DIR"/apt/debs/*.deb; do dpkg -x "$package" "$root"; done
    local packages=$root/usr/lib/python3/dist-packages
    # Python files left over from Debian's build; the whole modules are in odoo/addons.
    rm -rf "$packages/addons" "$packages/setup" "$packages/doc"
    mend "$root" "$packages/odoo"
}

# What differs between Debian's package and Odoo as published.
mend() {
    local root=$1 odoo=$2
    # The point of sale asks for a font that Debian moved to another folder.
    mkdir -p "$root/usr/share/fonts/truetype/inconsolata"
    ln -sf ../../opentype/inconsolata/Inconsolata-Regular.otf "$root/usr/share/fonts/truetype/inconsolata/Inconsolata.otf"
    # Debian removes this video-call library (it has no source). Every page would then log an error in the browser.
    local selfie=$odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js
    if [ ! -e "$selfie" ]; then
        mkdir -p "$(dirname "$selfie")"
        echo "// Left empty: Debian ships Odoo without this library. Only blurring the background of a video call needs it." >"$selfie"
    fi
    local broken
    broken=$(find "$root" -xtype l)
    [ -z "$broken" ] || fail "Links in the unpacked Odoo point nowhere:" "$broken"
}

# --- the official archive --------------------------------------------------------------------------------------------

NIGHTLY=https://nightly.odoo.com/19.0/nightly/src/odoo_19.0.latest.tar.gz

fetch_nightly() {
    say "downloading the official source archive"
    "$PY" -c 'import socket, sys, urllib.request
socket.setdefaulttimeout(30)
urllib.request.urlretrieve(*sys.argv[1:])' "$NIGHTLY" "$MDQ_DIR/odoo.tar.gz" 2>"$MDQ_DIR/log/nightly.log" || return 1
    tar -xzf "$MDQ_DIR/odoo.tar.gz" -C "$1"
    rm "$MDQ_DIR/odoo.tar.gz"
}

# --- choose ----------------------------------------------------------------------------------------------------------

mkdir -p "$MDQ_DIR/log"
if [ -n "${ODOO_HOME:-}" ]; then
    found=$(package_parent "$ODOO_HOME") || fail "ODOO_HOME=$ODOO_HOME holds no Odoo (no odoo/release.py)."
    say "using Odoo in $found (ODOO_HOME)"
    use "$found"
    exit 0
fi
if found=$(package_parent "$ROOT"); then
    use "$found"
    exit 0
fi
if found=$(installed_odoo); then
    say "using the Odoo installed in $found"
    use "$found"
    exit 0
fi

lock_setup
need_space 4000
rm -rf "$ROOT.new"
mkdir -p "$ROOT.new"
if mirror=$(debian_mirror) && fetch_debian "$mirror"; then
    unpack_debian "$ROOT.new"
elif ! fetch_nightly "$ROOT.new"; then
    rm -rf "$ROOT.new"
    fail "Odoo 19.0 could not be downloaded: no Debian mirror with odoo-19 answered, nor did the official archive." \
        "apt's output is in $MDQ_DIR/log/apt.log. With no network, unpack Odoo 19.0 yourself and set ODOO_HOME to it."
fi
mv "$ROOT.new" "$ROOT"
rm -rf "$MDQ_DIR/apt"
use "$(package_parent "$ROOT")"
