# What the firmware and the boot loader left behind.

efi_variables=/sys/firmware/efi/efivars
loader_vendor=4a67b082-0a4c-41cf-b6c7-440b29bb8c4f     # systemd's boot loader interface
global_vendor=8be4df61-93ca-11d2-aa0d-00e098032b8c

# efi_text NAME: a UTF-16 string variable of the loader interface. The first 4 bytes are the attributes.
efi_text() {
    [ -e "$efi_variables/$1-$loader_vendor" ] || return 1
    tail -c +5 "$efi_variables/$1-$loader_vendor" | tr -d '\000'
}

report_firmware() {
    if [ ! -d /sys/firmware/efi ]; then
        say "firmware: bios"
        return
    fi
    say "firmware: uefi"
    mount -t efivarfs efivarfs "$efi_variables" 2>/dev/null
    # The fifth byte is the value: 1 = Secure Boot enforced.
    secure=$efi_variables/SecureBoot-$global_vendor
    if [ -e "$secure" ] && [ "$(tail -c 1 "$secure" | xxd -p)" = 01 ]; then
        say "secure-boot: on"
    else
        say "secure-boot: off"
    fi
    for name in LoaderInfo StubInfo LoaderImageIdentifier StubImageIdentifier LoaderDevicePartUUID; do
        if value=$(efi_text "$name"); then
            say "efi: $name=$value"
        fi
    done
}
