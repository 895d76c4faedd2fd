#!/bin/sh
# make-initramfs.sh ROOTFS EARLY REFERENCE_OS ARCH COMPRESSION OUT
# Packs /init, /rootfs.sqsh, /bin/busybox and /early: one newc archive in one stream, OUT/initramfs-ARCH.xz. With
# COMPRESSION=zstd only the content differs: loaders and imagers know the file by this name, the kernel by its first bytes.
set -eu
rootfs=$1 early=$2 reference=$3 arch=$4 compression=$5 out=$6
tree=/initramfs
mkdir -p "$tree/bin" "$tree/early" "$out"
install -m 755 "$reference/init" "$tree/init"
install -m 755 "$rootfs/busybox" "$tree/bin/busybox"
install -m 644 "$reference/lib/console.sh" "$tree/early/"
for module in "$early"/*.ko; do
    [ ! -e "$module" ] || install -m 644 "$module" "$tree/early/"
done
install -m 644 "$rootfs/rootfs.sqsh" "$tree/rootfs.sqsh"
chmod -R u=rwX,go=rX "$tree"
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

# Parents before children, names in byte order, inode numbers counted anew, owners 0: equal trees give equal bytes.
# The kernel's xz decoder knows no check but crc32. -T1, because the other modes cut the stream into blocks.
# The lowest preset: rootfs.sqsh is compressed already, and xz would spend most of the build to save one percent.
cd "$tree"
find . -mindepth 1 -printf '%P\0' | sort -z |
    cpio -0 -o -H newc --reproducible --quiet --owner=+0:+0 > /initramfs.cpio
case $compression in
    xz) xz -T1 --check=crc32 --lzma2=preset=0,dict=8MiB -c /initramfs.cpio > "$out/initramfs-$arch.xz" ;;
    zstd) zstd -q -T1 -3 -c /initramfs.cpio > "$out/initramfs-$arch.xz" ;;
    *) echo "make-initramfs: unknown compression '$compression'" >&2; exit 1 ;;
esac
chmod 644 "$out"/initramfs-*
