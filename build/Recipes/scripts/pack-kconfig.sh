#!/bin/sh
# pack-kconfig.sh SOURCE OUT
# Packs OUT/kconfig.tar: what `make menuconfig` reads of the source, about one file in thirty.
set -eu
source=$1 out=$2
mkdir -p "$out"
cd "$source"
find . -type f \( -name 'Kconfig*' -o -name 'Makefile' -o -name 'Makefile.*' -o -path './scripts/*' \
    -o -path './arch/*/scripts/*' -o -path './arch/*/Makefile*' -o -name '*.include' -o -name Kbuild \) |
    sed 's,^\./,,' | LC_ALL=C sort > /tmp/files
tar -c --owner=0 --group=0 --numeric-owner --mtime=@0 --no-recursion -f "$out/kconfig.tar" -T /tmp/files
