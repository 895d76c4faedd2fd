#!/bin/sh
# Downloads every Debian package the recipes need, so that no step inside BuildKit touches the network.
#
#   make-seed.sh OUTDIR SUITE MIRROR [KEYRING]
#
# Environment (all optional):
#   DEBIAN_SECURITY_MIRROR  URI of the security archive; empty = leave SUITE-security out
#   ARCHES                  target architectures, default "amd64"
#   KERNEL_FLAVOUR          linux-image-KERNEL_FLAVOUR[=VERSION], default: the architecture's own name
#   SEED_ARCH               architecture of the build worker, default: the host's
#
# Runs as any user, needs apt-get, dpkg-deb and coreutils. apt works in a private root: it reads the host's
# apt.conf (proxies, CA, credentials), and nothing else of the host, and changes nothing there. apt checks the
# archive's signature against KEYRING and each package against the signed index.
set -eu

[ $# -ge 3 ] && [ $# -le 4 ] || { sed -n '2,16s/^# \{0,1\}//p' "$0" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
suite=$2
mirror=$3
keyring=${4:-/usr/share/keyrings/debian-archive-keyring.gpg}
security=${DEBIAN_SECURITY_MIRROR:-}
arches=${ARCHES:-amd64}
recipes=$(cd "$(dirname "$0")" && pwd)

program=make-seed
. "$recipes/apt.sh"

# openssl_package ARCH: the library got another name with 64-bit time.
openssl_package() {
    for name in libssl3t64 libssl3; do
        if apt-cache -c "$work/apt-$1/apt.conf" show "$name" >/dev/null 2>&1; then echo "$name"; return; fi
    done
    fail "no libssl3: $suite has neither libssl3t64 nor libssl3 for $1"
}

for arch in $seed_arch $arches; do
    [ -e "$work/apt-$arch" ] || apt_root "$arch"
done

fetch_toolchain "$recipes/toolchain.txt"

for arch in $arches; do
    case $arch in
        amd64) grub="grub-pc-bin grub-efi-amd64-bin" ;;
        arm64) grub="grub-efi-arm64-bin" ;;
        *) fail "unknown architecture '$arch' in ARCHES: amd64 and arm64 are supported" ;;
    esac
    kernel=$(kernel_package "$arch")
    download "$arch" "$arch/kernel" "$kernel"
    download "$arch" "$arch/busybox" busybox-static
    download "$arch" "$arch/systemd-boot" systemd-boot-efi
    download "$arch" "$arch/grub" $grub
    openssl=$(openssl_package "$arch")
    download "$arch" "$arch/container" libc6 libgcc-s1 libstdc++6 zlib1g "$openssl" libzstd1 liblzma5 ca-certificates
done

# Replace only what this run fetched: another architecture's folder stays.
finish busybox toolchain $arches
