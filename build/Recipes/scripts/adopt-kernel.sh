#!/bin/sh
# adopt-kernel.sh TREE
# Makes a kernel that was compiled or came in an image look like an unpacked Debian package: indexes for modprobe.
set -eu
tree=$1
ln -sfn usr/lib "$tree/lib"
set -- "$tree"/usr/lib/modules/*
[ $# -eq 1 ] && [ -d "$1" ] || { echo "adopt-kernel: expected one kernel release, found: $*" >&2; exit 1; }
for index in modules.order modules.builtin modules.builtin.modinfo; do
    [ -f "$1/$index" ] || { echo "adopt-kernel: the kernel's modules come without $index" >&2; exit 1; }
done
# System.map where it is a real one: depmod then knows the kernel's own symbols, and a module that needs others is noticed.
if [ -s "$tree/boot/System.map" ]; then
    depmod -b "$tree" -e -F "$tree/boot/System.map" "${1##*/}"
else
    depmod -b "$tree" "${1##*/}"
fi
