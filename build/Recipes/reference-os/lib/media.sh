# Block devices, partitions and file systems.

# attribute DEVICE NAME: a value of the device's uevent file, such as PARTNAME (the GPT name).
attribute() {
    sed -n "s/^$2=//p" "/sys/class/block/$1/uevent" 2>/dev/null
}

# hex DEVICE OFFSET LENGTH: nothing when it cannot be read (an empty drive).
hex() {
    xxd -p -s "$2" -l "$3" "/dev/$1" 2>/dev/null | tr -d '\n'
}

text() {
    hex "$@" | xxd -r -p | tr -d '\000' | sed 's/ *$//'
}

# detect DEVICE: sets filesystem and label by the magic numbers of what we build. "-" = unknown, "none" = empty.
# Each program started costs much under emulation, so the first 128 bytes are read once.
detect() {
    filesystem=- label=-
    head=$(hex "$1" 0 128)
    case $head in
        "") filesystem=none ;;                  # nothing to read: an empty drive
        58465342*) filesystem=xfs label=$(text "$1" 108 12) ;;
        5a4b3c2d*) filesystem=talosmeta ;;
        68737173*) filesystem=squashfs ;;
        *)
            if [ "${head:164:10}" = 4641543332 ]; then
                filesystem=vfat label=$(text "$1" 71 11)
            elif [ "${head:108:8}" = 46415431 ]; then
                filesystem=vfat label=$(text "$1" 43 11)
            elif [ "$(hex "$1" 32769 5)" = 4344303031 ]; then
                filesystem=iso9660 label=$(text "$1" 32808 32)
            elif [ "$(hex "$1" 1080 2)" = 53ef ]; then
                filesystem=ext4 label=$(text "$1" 1144 16)
            fi
            ;;
    esac
    # Labels are one word in our lines, and mkfs.vfat writes NO NAME for none.
    label=$(echo "$label" | tr ' ' _)
    case $label in
        ""|NO_NAME) label=- ;;
    esac
}

# partition_uuid DEVICE: the unique GUID of a GPT partition, read from the table: kernels before 6.13 do not tell.
# The header is in the second sector, the entries start at the LBA in its bytes 72..79, 128 bytes each, GUID at 16.
partition_uuid() {
    index=$(cat "/sys/class/block/$1/partition" 2>/dev/null) || return
    disk=$(readlink -f "/sys/class/block/$1/..")
    disk=${disk##*/}
    sector=$(cat "/sys/class/block/$disk/queue/logical_block_size")
    [ "$(hex "$disk" "$sector" 8)" = 4546492050415254 ] || return          # "EFI PART"
    lba=$(hex "$disk" $((sector + 72)) 4)
    lba=$((0x${lba:6:2}${lba:4:2}${lba:2:2}${lba:0:2}))
    guid=$(hex "$disk" $((lba * sector + (index - 1) * 128 + 16)) 16)
    printf '%s-%s-%s-%s-%s' "${guid:6:2}${guid:4:2}${guid:2:2}${guid:0:2}" "${guid:10:2}${guid:8:2}" \
        "${guid:14:2}${guid:12:2}" "${guid:16:4}" "${guid:20:12}"
}

# Devices that can hold something of ours, whole disks before their partitions.
block_devices() {
    find /sys/class/block -mindepth 1 | sed "s,.*/,," | grep -vE "^(loop|ram|zram|dm-|fd)" | sort -V
}

# with_partition_name NAME
with_partition_name() {
    for device in $(block_devices); do
        [ "$(attribute "$device" PARTNAME)" != "$1" ] || echo "$device"
    done
}

# The medium we came from: the loader's own word for it first, then an ISO, then a disk that looks like ours.
find_boot_media() {
    boot_media=
    boot_uuid=$(efi_text LoaderDevicePartUUID | tr A-F a-f)
    for device in $(block_devices); do
        detect "$device"
        if [ -n "$boot_uuid" ] && [ "$(partition_uuid "$device")" = "$boot_uuid" ]; then
            boot_media="/dev/$device by=loader partuuid=$boot_uuid"
            return 0
        elif [ "$filesystem" = iso9660 ] && [ -z "$boot_media" ]; then
            boot_media="/dev/$device by=iso9660 label=$label"
        fi
    done
    [ -z "$boot_uuid" ] || return 1
    [ -z "$boot_media" ] || return 0
    for name in META EFI BOOT; do
        for device in $(with_partition_name "$name"); do
            boot_media="/dev/$device by=partition-name name=$name"
            return 0
        done
    done
    return 1
}

# seconds: since the kernel started.
seconds() {
    cut -d. -f1 /proc/uptime
}

# USB storage shows up a second or more after its driver, SCSI is scanned in the background, and nothing tells when that
# is over. So: wait until the boot medium is there and no new device has come for a moment, longer if there is reason to
# expect one (the loader named a partition, a USB device of class mass storage), and shortly otherwise.
wait_for_media() {
    patience=$(argument imager.probe.wait) || {
        patience=3
        ! efi_text LoaderDevicePartUUID > /dev/null || patience=20
    }
    started=$(seconds)
    before=
    while :; do
        load_hardware_modules
        now=$(block_devices | tr '\n' ' ')
        if find_boot_media && [ "$now" = "$before" ]; then
            break
        fi
        before=$now
        waited=$(($(seconds) - started))
        limit=$patience
        ! cat /sys/bus/usb/devices/*/bInterfaceClass 2>/dev/null | grep -q '^08' || [ "$limit" -ge 15 ] || limit=15
        [ "$waited" -lt "$limit" ] || break
        sleep 0.3
    done
}

report_blocks() {
    for device in $(block_devices); do
        size=$(($(cat "/sys/class/block/$device/size") * 512))
        name=$(attribute "$device" PARTNAME)
        uuid=$(partition_uuid "$device")
        detect "$device"
        say "block: /dev/$device $size ${name:--} type=$filesystem label=$label partuuid=${uuid:--}"
    done
}

report_boot_media() {
    if find_boot_media; then
        say "boot-media: $boot_media"
    else
        say "boot-media: none"
    fi
}

# Mounts what an image of ours may hold, and lists the files: a writer's file system is sound when the kernel reads it.
report_mounts() {
    mkdir -p /tmp/mnt
    for device in $(block_devices); do
        detect "$device"
        name=$(attribute "$device" PARTNAME)
        case $filesystem:$name in
            xfs:*|vfat:*|ext4:*) ;;
            iso9660:*) name=$label ;;
            *) continue ;;
        esac
        [ -n "$name" ] || name=$label
        [ "$name" != - ] || name=unnamed
        name=$(echo "$name" | tr ' ' _)
        if mount -t "$filesystem" -o ro "/dev/$device" /tmp/mnt 2> /tmp/error; then
            say "mount-$filesystem $name /dev/$device ok"
            report_files "$name"
            umount /tmp/mnt
        else
            say "mount-$filesystem $name /dev/$device failed: $(tail -n 1 /tmp/error)"
        fi
    done
}

# imager.probe.digests adds the sha256 of every file, which takes its time under emulation.
report_files() {
    (cd /tmp/mnt && find . -type f | sort | head -n 500) > /tmp/files
    digests=no
    ! argument imager.probe.digests > /dev/null || digests=yes
    while read -r file; do
        digest=
        if [ $digests = yes ]; then
            digest=$(sha256sum < "/tmp/mnt/$file")
            digest=" sha256=${digest%% *}"
        fi
        say "file: $1 ${file#.} $(stat -c %s "/tmp/mnt/$file")$digest"
    done < /tmp/files
}
