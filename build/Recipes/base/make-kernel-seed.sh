#!/bin/sh
# Downloads the Debian packages that compiling a kernel or a kernel module needs, besides those of make-seed.sh.
#
#   make-kernel-seed.sh tools|source OUTDIR SUITE MIRROR [KEYRING]
#
# tools:  toolchain/ and busybox (toolchain.txt plus kernel/toolchain.txt, all they depend on, a cross compiler when
#         needed) and headers/ (the kbuild tree of Debian's kernel KERNEL_RELEASE)
# source: source/, Debian's own kernel source of SUITE
#
# Environment, besides DEBIAN_SECURITY_MIRROR and SEED_ARCH as in make-seed.sh:
#   ARCH            tools: the architecture that is compiled for, default amd64
#   KERNEL_RELEASE  tools: release of Debian's kernel (6.12.94+deb13-amd64); empty = no headers
#   KERNEL_VERSION  tools: version of its package
set -eu

[ $# -ge 4 ] && [ $# -le 5 ] || { sed -n '2,15s/^# \{0,1\}//p' "$0" >&2; exit 2; }
part=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)
suite=$3
mirror=$4
keyring=${5:-/usr/share/keyrings/debian-archive-keyring.gpg}
security=${DEBIAN_SECURITY_MIRROR:-}
arch=${ARCH:-amd64}
recipes=$(cd "$(dirname "$0")" && pwd)

program=make-kernel-seed
. "$recipes/apt.sh"
# Not "arch": download uses that name.
target=$arch
apt_root "$seed_arch"

# dependency PACKAGE ARCH PATTERN: the first dependency of PACKAGE whose name matches.
dependency() {
    apt-cache -c "$work/apt-$2/apt.conf" depends "$1" 2>/dev/null |
        sed -n "s/^ *Depends: \\($3\\)\$/\\1/p" | head -n 1
}

# fetch_headers: what stands for the source tree when a module is compiled. Its programs (modpost, sign-file) are those
# of linux-kbuild, taken for the worker's architecture: they run here.
fetch_headers() {
    [ -e "$work/apt-$target" ] || apt_root "$target"
    headers=linux-headers-$KERNEL_RELEASE
    common=$(dependency "$headers" "$target" 'linux-headers-[^ ]*-common[^ ]*')
    kbuild=$(dependency "$headers" "$target" 'linux-kbuild-[^ ]*')
    [ -n "$common" ] && [ -n "$kbuild" ] ||
        fail "$suite has no $headers any more: the kernel package is older than the mirror. Run: ./build.sh packages --force"
    download "$target" headers "$headers=$KERNEL_VERSION" "$common=$KERNEL_VERSION"
    download "$seed_arch" headers "$kbuild=$KERNEL_VERSION"
}

case $part in
    tools)
        sed 's/#.*//' "$recipes/toolchain.txt" "$recipes/../kernel/toolchain.txt" > "$work/list"
        case $seed_arch-$target in
            amd64-amd64|arm64-arm64) ;;
            amd64-arm64) echo gcc-aarch64-linux-gnu >> "$work/list" ;;
            arm64-amd64) echo gcc-x86-64-linux-gnu >> "$work/list" ;;
            *) fail "compiling for '$target' on $seed_arch is not supported: amd64 and arm64 are" ;;
        esac
        fetch_toolchain "$work/list"
        mkdir -p "$work/new/headers"
        [ -z "${KERNEL_RELEASE:-}" ] || fetch_headers
        finish busybox toolchain headers
        ;;
    source)
        source=$(dependency linux-source "$seed_arch" 'linux-source-[0-9][^ ]*')
        [ -n "$source" ] || fail "$suite has no linux-source"
        download "$seed_arch" source "$source"
        finish source
        ;;
    *) fail "unknown part '$part': tools or source" ;;
esac
