#!/bin/sh
# pack-devel.sh ARCH OUT
# Packs OUT/devel.tar: usr/src/linux-RELEASE, what a module needs to be compiled without the kernel's source. Source and
# output of the build become one tree. The programs in it (modpost, fixdep, sign-file, objtool) run on the worker.
set -eu
arch=$1 out=$2
. /scripts/kernel-make.sh
release=$(cat "$out/kernel-release")
tree=/devel/usr/src/linux-$release
mkdir -p "$tree"

# from FOLDER FIND-EXPRESSION...: copies what the expression finds, with its path.
from() {
    cd "$1"
    shift
    find . "$@" -print0 | cpio -0 -p -d -m --quiet "$tree"
}
from /src -maxdepth 1 -type f \( -name Makefile -o -name Kbuild -o -name 'Kconfig*' -o -name COPYING \)
from /src -path './scripts/*' -type f
from /src \( -path './include/*' -o -path "./arch/$karch/include/*" \) -type f
from /src -path "./arch/$karch/*" -type f \( -name 'Makefile*' -o -name 'Kbuild*' -o -name 'Kconfig*' -o -name '*.lds' -o -path '*/scripts/*' -o -path '*/tools/*' \)
from /build \( -path './include/*' -o -path "./arch/$karch/include/*" -o -path './scripts/*' \) -type f \
    ! -name '*.o' ! -name '*.cmd' ! -name '*.a' ! -name '*.d'
from /build -path './tools/objtool/objtool' -type f
for file in .config Module.symvers; do
    cp "/build/$file" "$tree/$file"
done
# Kconfig's screens are of no use here.
rm -rf "$tree/scripts/kconfig/"*conf "$tree/scripts/selinux" "$tree/scripts/gcc-plugins"

find "$tree" -type f -perm /111 -exec chmod 755 {} +
find "$tree" -type f ! -perm /111 -exec chmod 644 {} +
cd /devel
tar -c --sort=name --mtime="@${SOURCE_DATE_EPOCH:-1735689600}" --owner=0 --group=0 --numeric-owner --format=ustar \
    -f "$out/devel.tar" usr/src
rm -rf /devel
