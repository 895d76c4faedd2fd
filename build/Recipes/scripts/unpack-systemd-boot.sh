#!/bin/sh
# unpack-systemd-boot.sh DEBS ARCH OUT
# Takes the EFI stub and the boot manager out of Debian's systemd-boot-efi, under the names of the Talos assets.
set -eu
debs=$1 arch=$2 out=$3
case $arch in
    amd64) efi=x64 ;;
    arm64) efi=aa64 ;;
    *) echo "unpack-systemd-boot: unknown architecture '$arch'" >&2; exit 1 ;;
esac
mkdir -p /unpacked "$out"
for deb in "$debs"/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C /unpacked
done
cp "/unpacked/usr/lib/systemd/boot/efi/linux$efi.efi.stub" "$out/sd-stub-$arch.efi"
cp "/unpacked/usr/lib/systemd/boot/efi/systemd-boot$efi.efi" "$out/sd-boot-$arch.efi"
chmod 644 "$out"/*
