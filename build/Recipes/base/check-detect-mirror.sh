#!/bin/sh
# check-detect-mirror.sh: runs detect-mirror.sh on made-up apt configurations and compares what it prints.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset DEBIAN_MIRROR DEBIAN_SECURITY_MIRROR
passed=0 failed=0

# expect NAME MIRROR SECURITY: MIRROR empty = it must fail.
expect() {
    status=0
    got=$(IMAGER_APT_ROOT=$work sh "$here/detect-mirror.sh" 2>/dev/null) || status=1
    want=
    [ -z "$2" ] || want=$(printf 'DEBIAN_MIRROR=%s\nDEBIAN_SECURITY_MIRROR=%s' "$2" "$3")
    if [ "$got" = "$want" ] && { [ -n "$2" ] || [ $status -eq 1 ]; }; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s\nwanted:\n%s\ngot (status %s):\n%s\n' "$1" "$want" $status "$got"
    fi
    rm -rf "$work/etc"
    mkdir -p "$work/etc/apt/sources.list.d"
}

mkdir -p "$work/etc/apt/sources.list.d"
expect "no sources at all" "" ""

cat > "$work/etc/apt/sources.list" <<'LIST'
# deb http://commented.test/debian trixie main
deb-src http://source.test/debian bookworm main
deb [arch=amd64 signed-by=/k] https://tls.test/debian/ bookworm main contrib # note
deb http://plain.test/debian/ bookworm main
deb http://security.test/debian-security bookworm-security main
LIST
expect "one-line form prefers http and drops the last slash" \
    http://plain.test/debian http://security.test/debian-security

cat > "$work/etc/apt/sources.list.d/debian.sources" <<'SOURCES'
Enabled: no
Types: deb
URIs: http://disabled.test/debian
Suites: trixie
Components: main

Types: deb deb-src
URIs:
  https://folded.test/debian/
# a comment inside a paragraph
Suites: trixie
 trixie-updates
Components: main non-free-firmware

Types: deb
URIs: https://folded.test/debian-security
Suites: trixie-security
Components: main
SOURCES
expect "deb822 form, folded fields, disabled paragraph" https://folded.test/debian https://folded.test/debian-security

echo 'deb mirror+file:/etc/apt/mirrors/debian.list trixie main' > "$work/etc/apt/sources.list"
expect "cloud image with a mirror list" mirror+file:/etc/apt/mirrors/debian.list ""

echo 'deb http://archive.test/ubuntu noble main universe' > "$work/etc/apt/sources.list"
expect "Ubuntu's archive does not count" "" ""

echo 'deb http://other.test/debian bookworm main' > "$work/etc/apt/sources.list"
DEBIAN_MIRROR=http://wanted.test/debian
export DEBIAN_MIRROR
expect "the environment wins, without the host's security archive" http://wanted.test/debian ""

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
