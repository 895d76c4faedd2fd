#!/bin/sh
# unpack-devel.sh DEVEL
# Puts the tree that modules are compiled against below /usr/src, and makes /kernel a link to it: from devel.tar of a
# kernel of ours, or from Debian's linux-headers and linux-kbuild packages.
set -eu
cd "$1"
for file in *; do
    case $file in
        *.deb) dpkg-deb --fsys-tarfile "$file" | tar -x -C / --keep-directory-symlink ;;
        devel.tar) tar -x -C / -f "$file" ;;
        *) echo "unpack-devel: unexpected file $file" >&2; exit 1 ;;
    esac
done
set -- $(find /usr/src -maxdepth 1 -name 'linux-*' ! -name '*-common*' ! -name 'linux-kbuild-*')
[ $# -eq 1 ] && [ -f "$1/Makefile" ] && [ -f "$1/Module.symvers" ] ||
    { echo "unpack-devel: expected one tree to compile modules against, found: $*" >&2; exit 1; }
ln -s "$1" /kernel
