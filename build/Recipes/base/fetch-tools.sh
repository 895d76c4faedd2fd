#!/bin/sh
# Takes programs out of packages of another Debian suite than the host's, without installing anything.
#
#   fetch-tools.sh OUTDIR SUITE MIRROR PACKAGE...
#
# Leaves OUTDIR/bin/PROGRAM for every program of the packages. The packages' dependencies are not fetched: this is for programs
# that need the C library only. apt works in a private root; it checks the archive's signature and each package against the signed
# index. Needs apt-get, dpkg-deb and debian-archive-keyring; runs as any user.
set -eu

program=fetch-tools
[ $# -ge 4 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
suite=$2
mirror=$3
shift 3
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
security=

# shellcheck source=apt.sh
. "$(dirname "$0")/apt.sh"

apt_root "$seed_arch"
download "$seed_arch" tools "$@"
for package in "$work/new/tools"/*.deb; do
    dpkg-deb -x "$package" "$work/root"
done
mkdir -p "$out/bin"
find "$work/root/usr/bin" -type f -exec mv -f {} "$out/bin/" \;
