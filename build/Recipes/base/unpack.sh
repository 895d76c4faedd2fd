#!/bin/busybox sh
# Makes the toolchain's root folder /target out of the packages in /debs, on a file system that holds busybox only.
#
# The packages are unpacked, not installed: a compiler or grub-mkimage is only files. No maintainer script runs, so
# nothing writes a log, a cache or a time stamp, and the result depends on the packages alone.
set -eu
busybox=/bin/busybox

unpack() {
    $busybox dpkg-deb -x "$1" /target || { echo "unpack: $1 cannot be unpacked" >&2; exit 1; }
}

# /bin, /sbin and /lib are links into /usr before anything else arrives, because older packages still carry files
# under those names. Newer base-files brings the links itself and must find nothing there, so it goes first.
$busybox mkdir -p /target
for deb in /debs/base-files_*.deb; do
    [ ! -e "$deb" ] || unpack "$deb"
done
cd /target
for folder in bin sbin lib lib64; do
    [ ! -d "$folder" ] || [ -L "$folder" ] || $busybox rmdir "$folder"
    $busybox mkdir -p "usr/$folder"
    [ -L "$folder" ] || $busybox ln -s "usr/$folder" "$folder"
done
for deb in /debs/*.deb; do
    case $deb in
        */base-files_*) ;;
        *) unpack "$deb" ;;
    esac
done

# The links that maintainer scripts would have made and that our steps use.
$busybox ln -sf mawk usr/bin/awk
[ -e usr/bin/sh ] || $busybox ln -s dash usr/bin/sh
$busybox mkdir -p -m 1777 tmp var/tmp
$busybox mkdir -p -m 700 root

# Documentation and translations are most of the files and none of the tools.
$busybox rm -rf usr/share/doc usr/share/man usr/share/info usr/share/locale usr/share/lintian
