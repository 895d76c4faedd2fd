#!/bin/sh
# make-rootfs.sh BUSYBOX_DEBS MODULES REFERENCE_OS OUT WITH_DEBUG
# Lays out the reference OS' root file system and packs it: OUT/rootfs.sqsh, OUT/busybox.
# SOURCE_DATE_EPOCH is the time of every file.
set -eu
debs=$1 modules=$2 reference=$3 out=$4 debug=$5
root=/rootfs

mkdir -p "$out" /unpacked
for deb in "$debs"/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C /unpacked
done
busybox=$(find /unpacked -type f -path '*/bin/busybox')

for folder in dev proc sys run tmp var root mnt etc usr/bin usr/sbin usr/lib usr/local usr/lib/imager-probe; do
    mkdir -p "$root/$folder"
done
for folder in bin sbin lib; do
    ln -s "usr/$folder" "$root/$folder"
done
cp -R "$modules/." "$root/"
install -m 755 "$busybox" "$root/usr/bin/busybox"
# The names come from the worker's own busybox of the same suite: the target's may not run here.
for applet in $(/bin/busybox --list); do
    [ "$applet" = busybox ] || ln -s busybox "$root/usr/bin/$applet"
done
# The kernel itself calls /sbin/modprobe.
ln -s ../bin/busybox "$root/usr/sbin/modprobe"
install -m 755 "$reference/probe" "$root/usr/sbin/init"
# Every command that the probe runs, on the console.
[ "$debug" = 0 ] || sed -i '1a set -x' "$root/usr/sbin/init"
install -m 644 "$reference"/lib/*.sh "$root/usr/lib/imager-probe/"
install -m 644 "$reference/os-release" "$root/usr/lib/os-release"
ln -s ../usr/lib/os-release "$root/etc/os-release"

find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
chmod -R u=rwX,go=rX "$root"
# The epoch reaches mksquashfs through the environment; -mkfs-time beside it would be an error.
mksquashfs "$root" "$out/rootfs.sqsh" -noappend -all-root -no-xattrs -no-progress -quiet \
    -comp zstd -Xcompression-level 12 -b 256K
install -m 755 "$busybox" "$out/busybox"
