# Kernel modules: for the hardware, from extensions, on request.

modules_folder=/usr/lib/modules/$(uname -r)

# File systems are loaded up front: mount asks the kernel, which asks modprobe, but not for those named by alias only.
load_filesystem_modules() {
    for module in efivarfs iso9660 vfat nls_cp437 nls_iso8859-1 nls_ascii nls_utf8 xfs ext4 sr_mod sd_mod; do
        modprobe -q "$module" 2>/dev/null
    done
}

# There is no udev: every device's alias is offered to modprobe, repeatedly while devices still appear.
load_hardware_modules() {
    find /sys/devices -name modalias -exec cat {} + 2>/dev/null | sort -u > /tmp/aliases
    [ ! -e /tmp/aliases.done ] || grep -vxFf /tmp/aliases.done /tmp/aliases > /tmp/aliases.new
    [ -e /tmp/aliases.done ] || cp /tmp/aliases /tmp/aliases.new
    if [ -s /tmp/aliases.new ]; then
        xargs modprobe -a -q < /tmp/aliases.new 2>/dev/null
        cp /tmp/aliases /tmp/aliases.done
    fi
}

# report_module NAME [FILE]: loads it and says how it went, with the kernel's reason.
report_module() {
    module=$(echo "$1" | tr - _)
    if grep -q "^$module " /proc/modules; then
        say "module: $module loaded"
        return
    fi
    modprobe "$1" 2> /tmp/error || [ -z "${2:-}" ] || insmod "$2" 2> /tmp/error
    if grep -q "^$module " /proc/modules; then
        say "module: $module loaded"
    else
        reason=$(tail -n 1 /tmp/error)
        say "module: $module refused ${reason##*: }"
    fi
}

# Every module file that an extension brought for this kernel.
report_extension_modules() {
    while read -r file; do
        case /$file in
            */lib/modules/"$(uname -r)"/*)
                name=${file##*/}
                report_module "${name%.ko}" "/${file#./}"
                ;;
            *) say "module: $file refused built for another kernel release" ;;
        esac
    done < /run/probe/extension-modules
}

# imager.probe.modules=a,b on the command line.
report_requested_modules() {
    for module in $(argument imager.probe.modules | tr , ' '); do
        report_module "$module"
    done
}

report_extension_services() {
    find /usr/local/etc/containers -name '*.yaml' 2>/dev/null | sort > /tmp/services
    while read -r file; do
        say "extension-service: $file"
    done < /tmp/services
}

# The machine configuration that the image carries, as an extension put it where Talos looks for it.
report_embedded_config() {
    file=/usr/local/etc/talos/config.yaml
    if [ -f "$file" ]; then
        digest=$(sha256sum < "$file")
        say "embedded-config: $file bytes=$(wc -c < "$file") mode=$(stat -c %a "$file") sha256=${digest%% *}"
    fi
}
