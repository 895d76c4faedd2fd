#!/bin/sh
# unpack-source.sh SOURCE PATCHES TREE
# Unpacks the one source in SOURCE (Debian's linux-source package, or a tar of any compression) as TREE, and applies
# PATCHES/*.patch in the order of their names.
set -eu
source=$1 patches=$2 tree=$3
mkdir -p "$tree" /unpacked

set -- "$source"/*
[ $# -eq 1 ] && [ -f "$1" ] || { echo "unpack-source: expected one source, found: $*" >&2; exit 1; }
archive=$1
case $archive in
    *.deb)
        dpkg-deb --fsys-tarfile "$archive" | tar -x -C /unpacked
        archive=$(find /unpacked/usr/src -name 'linux-source-*.tar.*')
        ;;
esac
tar -x --no-same-owner --strip-components=1 -C "$tree" -f "$archive"
rm -rf /unpacked
[ -f "$tree/Kbuild" ] && [ -f "$tree/MAINTAINERS" ] ||
    { echo "unpack-source: ${archive##*/} is no kernel source: it has no Kbuild and MAINTAINERS at its top" >&2; exit 1; }
# Objects of an earlier build in the folder of a developer would be taken for sources.
if [ -f "$tree/.config" ] || [ -d "$tree/include/config" ]; then
    make -s -C "$tree" mrproper
fi

for patch in "$patches"/*.patch; do
    [ -e "$patch" ] || continue
    echo "unpack-source: ${patch##*/}"
    patch -d "$tree" -p1 --forward --batch --fuzz=0 < "$patch" ||
        { echo "unpack-source: ${patch##*/} does not apply" >&2; exit 1; }
done
