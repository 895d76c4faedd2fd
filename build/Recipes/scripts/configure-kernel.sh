#!/bin/sh
# configure-kernel.sh ARCH CONFIG WITH_DEBUG WITH_RACE
# Makes /build/.config: Kconfig's defaults, changed by CONFIG/config-ARCH, then CONFIG/fragments/*.config in the order of
# their names, then what signing needs. A line that Kconfig did not take is an error: it drops them in silence.
set -eu
arch=$1 config=$2 debug=$3 race=$4
. /scripts/kernel-make.sh
mkdir -p /build

set -- "$config/config-$arch"
for fragment in "$config"/fragments/*.config; do
    [ ! -e "$fragment" ] || set -- "$@" "$fragment"
done
[ "$debug" = 0 ] || set -- "$@" "$config/debug.config"
[ "$race" = 0 ] || set -- "$@" "$config/race.config"
set -- "$@" "$config/signing.config"
for file in "$@"; do
    cat "$file"
    echo
done > /build/wanted.config
kernel_make -s -C /src O=/build KCONFIG_ALLCONFIG=/build/wanted.config alldefconfig

# The last line for a symbol counts. "n" and "is not set" are one, and a symbol that does not exist is not set.
awk '
    function value(line) {
        if (line ~ /^# CONFIG_[A-Za-z0-9_]+ is not set$/) { name = $2; return "n" }
        if (line ~ /^CONFIG_[A-Za-z0-9_]+=/) { name = substr(line, 1, index(line, "=") - 1)
            return substr(line, index(line, "=") + 1) }
        name = ""
        return ""
    }
    { sub(/\r$/, ""); sub(/[ \t]+$/, ""); text = value($0); if (name == "") next }
    FNR == NR { if (!(name in wanted)) order[++count] = name; wanted[name] = text; next }
    { got[name] = text }
    END {
        for (i = 1; i <= count; i++) {
            name = order[i]
            now = (name in got) ? got[name] : "n"
            if (now != wanted[name]) { print "  " name "=" wanted[name] " became " now; failed = 1 }
        }
        exit failed
    }' /build/wanted.config /build/.config > /tmp/lost || {
    {
        echo "configure-kernel: Kconfig did not take these lines of config-$arch and its fragments (a dependency is not met,"
        echo "or this kernel has no such symbol); change them or what they depend on, ./build.sh kernel-menuconfig shows it:"
        cat /tmp/lost
    } >&2
    exit 1
}
echo "configure-kernel: $(grep -c '=y$' /build/.config) built in, $(grep -c '=m$' /build/.config) modules"
