#!/bin/sh
# make-grub.sh DEBS ARCH CONFIG OUT
# Makes the prebuilt GRUB images. Nothing in them depends on the image they end up in:
#   - the prefix (,gpt3)/grub means "partition 3 of the drive I was loaded from", on BIOS and on EFI alike;
#   - on an ISO the EFI image looks for the marker file (its own root would be the FAT partition when booted from USB);
#   - every module is inside, so no module folder is needed on the medium.
set -eu
debs=$1 arch=$2 config=$3 out=$4/grub-$2

modules() { sed 's/#.*//' "$@" | tr -s ' \n' '\n\n' | sed '/^$/d'; }

# image FORMAT NAME PREFIX MODULELIST... : module names are checked first, grub-mkimage's own message names no list.
image() {
    format=$1 name=$2 prefix=$3
    shift 3
    for module in $(modules "$@"); do
        [ -f "/unpacked/usr/lib/grub/$format_folder/$module.mod" ] ||
            { echo "make-grub: GRUB has no module '$module' for $format_folder (listed in $*)" >&2; exit 1; }
    done
    set -- $(modules "$@")
    if [ "$name" = iso-efi.efi ]; then
        set -- -c "$config/iso-early.cfg" "$@"
    fi
    grub-mkimage -d "/unpacked/usr/lib/grub/$format_folder" -O "$format" -p "$prefix" -o "$out/$name" "$@"
}

mkdir -p /unpacked "$out"
for deb in "$debs"/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C /unpacked --keep-directory-symlink
done

case $arch in
    amd64)
        format_folder=i386-pc
        cp /unpacked/usr/lib/grub/i386-pc/boot.img /unpacked/usr/lib/grub/i386-pc/boot_hybrid.img "$out"
        image i386-pc core.img '(,gpt3)/grub' "$config/modules-common.txt" "$config/modules-i386-pc.txt"
        image i386-pc-eltorito eltorito.img /boot/grub "$config/modules-common.txt" "$config/modules-i386-pc.txt"
        format_folder=x86_64-efi
        efi_list=$config/modules-x86_64-efi.txt
        ;;
    arm64)
        format_folder=arm64-efi
        efi_list=$config/modules-arm64-efi.txt
        ;;
    *) echo "make-grub: unknown architecture '$arch'" >&2; exit 1 ;;
esac
image "$format_folder" grub-efi.efi '(,gpt3)/grub' "$config/modules-common.txt" "$efi_list"
image "$format_folder" iso-efi.efi /boot/grub "$config/modules-common.txt" "$efi_list"
chmod 644 "$out"/*
