#!/bin/sh
# compile-kernel.sh ARCH LEVEL CCACHE OUT
# Compiles /src with /build/.config and lays out OUT: boot/{vmlinuz,System.map,config}, usr/lib/modules/RELEASE with
# stripped, unsigned modules, certs/signing_key.x509, kernel-release, kernel-ARCH.log.
set -eu
arch=$1 level=$2 ccache=$3 out=$4
. /scripts/kernel-make.sh
mkdir -p "$out/boot" "$out/certs"
log=$out/kernel-$arch.log

# The kernel forbids vector registers by explicit options, which win over what a level would allow.
case $arch-$level in
    *-v1|arm64-*) flags= ;;
    *) flags=-march=x86-64-$level ;;
esac
compiler=${cross}gcc host=gcc
if [ "$ccache" = 1 ]; then
    # Depend mode: without it a cold cache costs half of the build again, to preprocess every file.
    export CCACHE_DIR=/ccache CCACHE_DEPEND=1 CCACHE_COMPILERCHECK=content CCACHE_MAXSIZE=2G CCACHE_NOHASHDIR=1
    compiler="sh /scripts/cached-cc.sh ${cross}gcc" host="ccache gcc"
    ccache -z > /dev/null
fi

# dash has no pipefail; the status goes through a file.
(
    kernel_make -C /src O=/build -j "$(nproc)" "CC=$compiler" "HOSTCC=$host" "KCFLAGS=$flags" all && status=0 || status=$?
    echo $status > /tmp/status
) 2>&1 | tee "$log"
[ "$(cat /tmp/status)" = 0 ] || { echo "compile-kernel: make failed; the lines above say where" >&2; exit 1; }
[ "$ccache" != 1 ] || ccache -s

release=$(cat /build/include/config/kernel.release)
case $arch in
    amd64) image=arch/x86/boot/bzImage ;;
    arm64) image=arch/arm64/boot/vmlinuz.efi ;;
esac
# Without EFI_ZBOOT there is the plain image only.
[ -f "/build/$image" ] || image=arch/arm64/boot/Image
install -m 644 "/build/$image" "$out/boot/vmlinuz"
install -m 644 /build/System.map "$out/boot/System.map"
install -m 644 /build/.config "$out/boot/config"
openssl x509 -in /certificate/signing_key.crt.pem -outform DER -out "$out/certs/signing_key.x509"
echo "$release" > "$out/kernel-release"

# Under usr: modules_install adds lib/modules. Its depmod looks for the same path and is told so.
kernel_make -s -C /src O=/build "CC=$compiler" "HOSTCC=$host" INSTALL_MOD_PATH="$out/usr" INSTALL_MOD_STRIP=1 DEPMOD=true \
    modules_install
rm -f "$out/usr/lib/modules/$release/build" "$out/usr/lib/modules/$release/source"
ln -s usr/lib "$out/lib"
depmod -b "$out" -e -F "$out/boot/System.map" "$release"
rm "$out/lib"
# The reason for all of this: the kernel must trust the certificate of this build, whatever a cache brought back.
openssl x509 -in /certificate/signing_key.crt.pem -outform DER | od -An -v -tx1 | tr -d ' \n' > /tmp/certificate.hex
"${cross}objcopy" -O binary --only-section=.init.rodata --only-section=.rodata --only-section=.init.data /build/certs/system_certificates.o /tmp/embedded.bin
od -An -v -tx1 /tmp/embedded.bin | tr -d ' \n' > /tmp/embedded.hex
grep -qFf /tmp/certificate.hex /tmp/embedded.hex ||
    { echo "compile-kernel: the kernel does not hold the certificate of the signing key; build with CCACHE=0" >&2; exit 1; }
echo "compile-kernel: $release, $(find "$out/usr/lib/modules" -name '*.ko' | wc -l) modules"
