#!/bin/sh
# unpack-kernel.sh DEBS ARCH TREE OUT
# Unpacks Debian's prebuilt kernel: TREE keeps lib/modules with its indexes, OUT gets what is exported.
set -eu
debs=$1 arch=$2 tree=$3 out=$4
mkdir -p "$tree/usr/lib" "$out"
ln -s usr/lib "$tree/lib"                     # bookworm packs modules under /lib, trixie under /usr/lib

for deb in "$debs"/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$tree" --keep-directory-symlink
done

set -- "$tree"/usr/lib/modules/*
[ $# -eq 1 ] && [ -d "$1" ] || { echo "unpack-kernel: expected one kernel release, found: $*" >&2; exit 1; }
release=${1##*/}
[ -f "$tree/boot/vmlinuz-$release" ] || { echo "unpack-kernel: no boot/vmlinuz-$release" >&2; exit 1; }

# Debian's package ships no modules.dep. No -F: its System.map is a stub, with it every symbol would be "unknown".
rm -f "$1/build" "$1/source"
depmod -b "$tree" "$release"

cp "$tree/boot/vmlinuz-$release" "$out/vmlinuz-$arch"
echo "$release" > "$out/kernel-release-$arch"
chmod 644 "$out"/*
