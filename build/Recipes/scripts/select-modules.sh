#!/bin/sh
# select-modules.sh TREE OUT NAMES LISTFILE...
# Copies the listed kernel modules (and the words of NAMES) with all they depend on from TREE to OUT/usr/lib/modules,
# uncompressed, indexes made anew; OUT.early: the files to load, in order, before rootfs.sqsh can be mounted (none where
# they are built in); and OUT.not-shipped: a list of the kernel's other modules.
set -eu
tree=$1 out=$2 names=$3
shift 3
release=$(ls "$tree/usr/lib/modules")
from=$tree/usr/lib/modules/$release
to=$out/usr/lib/modules/$release
mkdir -p "$to" "$out.early"
ln -s usr/lib "$out/lib"                      # depmod and modprobe look under /lib
cp "$from/modules.order" "$from/modules.builtin" "$from/modules.builtin.modinfo" "$to/"

# Prints the files for one module in loading order; nothing for one that is built in.
files_of() {
    modprobe -d "$tree" -S "$release" --show-depends "$1" > /tmp/depends 2> /tmp/error || {
        echo "select-modules: kernel $release has no module '$1' ($(cat /tmp/error))" >&2
        return 1
    }
    sed -n 's/^insmod \([^ ]*\).*/\1/p' /tmp/depends
}

# All unknown names are reported at once.
unknown=0
: > /tmp/files
for name in $names $(sed 's/#.*//' "$@"); do
    files_of "$name" >> /tmp/files || unknown=$((unknown + 1))
done
[ $unknown -eq 0 ] ||
    { echo "select-modules: $unknown unknown module(s) in $* and EXTRA_MODULES '$names'" >&2; exit 1; }

unpack() {
    case $1 in
        *.ko.xz) xz -dc "$1" > "$2" ;;
        *.ko.zst) zstd -qdc "$1" > "$2" ;;
        *.ko.gz) gzip -dc "$1" > "$2" ;;
        *.ko) cp "$1" "$2" ;;
        *) echo "select-modules: unknown kind of module file $1" >&2; return 1 ;;
    esac
}

sort -u /tmp/files > /tmp/unique
while read -r file; do
    target=$to/kernel/${file##*/kernel/}
    target=${target%.ko*}.ko
    mkdir -p "${target%/*}"
    unpack "$file" "$target"
done < /tmp/unique
depmod -b "$out" "$release"
rm "$out/lib"

(cd "$from" && find . -name '*.ko*' | sed 's,^\./,,; s,\.ko.*,.ko,' | LC_ALL=C sort) > /tmp/all
(cd "$to" && find . -name '*.ko' | sed 's,^\./,,' | LC_ALL=C sort) > /tmp/shipped
grep -vxFf /tmp/shipped /tmp/all > "$out.not-shipped" || true
echo "select-modules: $(wc -l < /tmp/shipped) modules of $release, $(wc -l < "$out.not-shipped") not shipped"

: > /tmp/early
for name in loop squashfs overlay; do
    files_of "$name" >> /tmp/early
done
count=100
awk '!seen[$0]++' /tmp/early > /tmp/early.once
while read -r file; do
    name=${file##*/}
    unpack "$file" "$out.early/$count-${name%.ko*}.ko"
    count=$((count + 1))
done < /tmp/early.once
