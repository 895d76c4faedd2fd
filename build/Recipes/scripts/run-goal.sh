#!/bin/sh
# run-goal.sh ARCH GOAL CONFIG OUT
# Runs one of the kernel's configuration goals on CONFIG/config-ARCH, or on CONFIG/edited where a person changed it.
# OUT/config-ARCH is the result as savedefconfig writes it (what differs from Kconfig's defaults), or the file as it was
# when nothing changed, so that its comments stay; OUT/GOAL.txt what the goal printed.
set -eu
arch=$1 goal=$2 config=$3 out=$4
. /scripts/kernel-make.sh
mkdir -p /build /before "$out"

KCONFIG_ALLCONFIG=$config/config-$arch kernel_make -s -C /src O=/before alldefconfig
cp "$config/config-$arch" /build/.config
[ ! -f "$config/edited" ] || cp "$config/edited" /build/.config
kernel_make -s -C /src O=/build "$goal" > "$out/$goal.txt" 2>&1 < /dev/null || { cat "$out/$goal.txt" >&2; exit 1; }
cat "$out/$goal.txt"

kernel_make -s -C /src O=/build olddefconfig
if cmp -s /before/.config /build/.config; then
    cp "$config/config-$arch" "$out/config-$arch"
else
    kernel_make -s -C /src O=/build savedefconfig
    {
        echo "# Written by ./build.sh kernel-GOAL: what differs from the defaults of Kconfig, $(head -n 3 /build/.config |
            sed -n 's/^# \(Linux.*\) Kernel Configuration/\1/p')."
        cat /build/defconfig
    } > "$out/config-$arch"
fi
chmod 644 "$out"/*
