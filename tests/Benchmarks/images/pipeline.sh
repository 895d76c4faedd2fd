#!/usr/bin/env bash
# What an engineer with a shell writes to get these images: one function per image, called as `pipeline.sh NAME OUT`.
# Inputs in the environment: ASSETS (folder with boot assets); amd64 only.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL=C TZ=UTC MTOOLS_SKIP_CHECK=1
readonly CMDLINE="talos.platform=metal console=tty0 slab_nomerge pti=on consoleblank=0 printk.devkmsg=on"
readonly KERNEL=$ASSETS/vmlinuz-amd64 INITRAMFS=$ASSETS/initramfs-amd64.xz STUB=$ASSETS/sd-stub-amd64.efi
readonly SD_BOOT=$ASSETS/sd-boot-amd64.efi GRUB=$ASSETS/grub-amd64
readonly BOOT_MIB=2000 EFI_MIB=2101

out=$2
work=$(mktemp -d "$(dirname "$out")/work.XXXXXX")
trap 'rm -rf "$work"' EXIT

le64() { printf '%016x' "$1" | sed 's/\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)/\\x\8\\x\7\\x\6\\x\5\\x\4\\x\3\\x\2\\x\1/'; }

poke() { printf "$(le64 "$3")" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }

# The next free address behind the stub's sections, image base included, and from there on one section after the other.
uki() {
    local address size name file arguments=()
    printf 'ID=talos\nNAME="Talos"\nVERSION_ID=1.15.0\n' >"$work/osrel"
    printf '%s' "$CMDLINE" >"$work/cmdline"
    address=$(objdump -h "$STUB" | awk '/^ +[0-9]+ / { print $3, $4 }' | while read -r size vma; do echo $((16#$size + 16#$vma)); done | sort -n | tail -1)
    address=$(((address + 4095) / 4096 * 4096))
    for name in osrel cmdline initrd linux; do
        case $name in
            initrd) file=$INITRAMFS ;;
            linux) file=$KERNEL ;;
            *) file=$work/$name ;;
        esac
        arguments+=(--add-section ".$name=$file" --change-section-vma ".$name=$(printf '0x%x' "$address")")
        size=$(stat -L -c %s "$file")
        address=$(((address + size + 4095) / 4096 * 4096))
    done
    objcopy "${arguments[@]}" "$STUB" "$work/uki.efi"
}

# esp FILE MIB
esp() {
    truncate -s "$2M" "$1"
    mkfs.vfat -F 32 -n EFI --invariant "$1" >/dev/null
    printf 'timeout 10\n' >"$work/loader.conf"
    mmd -i "$1" ::/EFI ::/EFI/BOOT ::/EFI/Linux ::/loader
    mcopy -i "$1" "$SD_BOOT" ::/EFI/BOOT/BOOTX64.EFI
    mcopy -i "$1" "$work/uki.efi" ::/EFI/Linux/Talos-1.15.0.efi
    mcopy -i "$1" "$work/loader.conf" ::/loader/loader.conf
}

grub_cfg() { printf 'set timeout=3\nmenuentry Talos {\n  linux %s %s\n  initrd %s\n}\n' "$1" "$CMDLINE" "$2"; }

boot_xfs() {
    grub_cfg /A/vmlinuz /A/initramfs.xz >"$work/grub.cfg"
    printf '/\n0 0\nd--755 0 0\nA d--755 0 0\nvmlinuz ---644 0 0 %s\ninitramfs.xz ---644 0 0 %s\n$\ngrub d--755 0 0\ngrub.cfg ---644 0 0 %s\n$\n$\n' \
        "$KERNEL" "$INITRAMFS" "$work/grub.cfg" >"$work/proto"
    truncate -s "${BOOT_MIB}M" "$1"
    mkfs.xfs -q -n ftype=1 -L BOOT -p "$work/proto" "$1"
}

# into DISK MIB FILE: the file's data, at an offset of whole MiB.
into() { dd if="$3" of="$1" bs=1M seek="$2" conv=notrunc,sparse status=none; }

# sd_boot_disk FILE MIB EFI_MIB
sd_boot_disk() {
    uki
    esp "$work/esp" "$3"
    truncate -s "$2M" "$1"
    sgdisk -n "1:1M:+$3M" -t 1:ef00 -c 1:EFI -n 2:0:+1M -t 2:8300 -c 2:META "$1" >/dev/null
    into "$1" 1 "$work/esp"
}

# dual_boot_disk FILE MIB
dual_boot_disk() {
    uki
    esp "$work/esp" "$EFI_MIB"
    boot_xfs "$work/boot"
    truncate -s "$2M" "$1"
    sgdisk -n "1:1M:+${EFI_MIB}M" -t 1:ef00 -c 1:EFI -n 2:0:+1M -t 2:ef02 -c 2:BIOS -n "3:0:+${BOOT_MIB}M" -t 3:8300 -c 3:BOOT \
        -n 4:0:+1M -t 4:8300 -c 4:META "$1" >/dev/null
    into "$1" 1 "$work/esp"
    local bios=$((1 + EFI_MIB))
    cp "$GRUB/boot.img" "$GRUB/core.img" "$work/"
    chmod u+w "$work/boot.img" "$work/core.img"
    poke "$work/boot.img" 92 $((bios * 2048))
    poke "$work/core.img" 500 $((bios * 2048 + 1))
    dd if="$work/boot.img" of="$1" bs=440 count=1 conv=notrunc status=none
    into "$1" "$bios" "$work/core.img"
    into "$1" $((bios + 1)) "$work/boot"
    rm "$work/esp" "$work/boot"
}

case $1 in
    sgdisk-alone)
        truncate -s 1246M "$out"
        sgdisk -n 1:1M:+1101M "$out" >/dev/null
        ;;
    iso)
        uki
        payload=$(($(stat -c %s "$work/uki.efi") / 1048576 + 12))
        esp "$work/esp" "$payload"
        mkdir -p "$work/iso/boot/grub"
        ln -s "$KERNEL" "$work/iso/boot/vmlinuz"
        ln -s "$INITRAMFS" "$work/iso/boot/initramfs.xz"
        cp "$GRUB/eltorito.img" "$work/iso/boot/grub/"
        grub_cfg /boot/vmlinuz /boot/initramfs.xz >"$work/iso/boot/grub/grub.cfg"
        xorriso -as mkisofs -quiet -f -iso-level 3 -r -V TALOS --grub2-mbr "$GRUB/boot_hybrid.img" -b boot/grub/eltorito.img \
            -no-emul-boot -boot-load-size 4 -boot-info-table --grub2-boot-info -eltorito-alt-boot \
            -e --interval:appended_partition_2:all:: -no-emul-boot -append_partition 2 0xef "$work/esp" -appended_part_as_gpt \
            -o "$out" "$work/iso" 2>/dev/null
        ;;
    metal-sd-boot) sd_boot_disk "$out" 1246 1101 ;;
    metal-dual-boot) dual_boot_disk "$out" 8192 ;;
    aws)
        dual_boot_disk "$work/disk.raw" 8192
        zstd -3 -T0 -q -f "$work/disk.raw" -o "$out"
        ;;
    aws-long)
        dual_boot_disk "$work/disk.raw" 8192
        zstd -3 --long=27 -T0 -q -f "$work/disk.raw" -o "$out"
        ;;
    azure)
        dual_boot_disk "$work/disk.raw" 8192
        qemu-img convert -f raw -O vpc -o subformat=fixed,force_size=on "$work/disk.raw" "$work/disk.vhd"
        zstd -3 -T0 -q -f "$work/disk.vhd" -o "$out"
        ;;
    exoscale)
        dual_boot_disk "$work/disk.raw" 10240
        qemu-img convert -f raw -O qcow2 -o cluster_size=8k "$work/disk.raw" "$work/disk.qcow2"
        zstd -3 -T0 -q -f "$work/disk.qcow2" -o "$out"
        ;;
    vmware)
        dual_boot_disk "$work/disk.raw" 8192
        qemu-img convert -f raw -O vmdk -o subformat=streamOptimized,adapter_type=lsilogic "$work/disk.raw" "$work/disk.vmdk"
        printf '<Envelope/>\n' >"$work/disk.ovf"
        (cd "$work" && sha256sum --tag disk.vmdk disk.ovf >disk.mf)
        tar --format=ustar --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$work" -cf "$out" disk.ovf disk.mf disk.vmdk
        ;;
    gcp)
        dual_boot_disk "$work/disk.raw" 8192
        tar --sparse --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$work" -cf - disk.raw | pigz -6 -n >"$out"
        ;;
    digital-ocean)
        dual_boot_disk "$work/disk.raw" 8192
        pigz -6 -n <"$work/disk.raw" >"$out"
        ;;
    *)
        echo "unknown image $1" >&2
        exit 2
        ;;
esac
