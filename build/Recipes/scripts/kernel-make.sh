# Sourced: kernel_make GOAL... runs the kernel's make for architecture $arch, with the values that must not vary.

case $arch in
    amd64) karch=x86 triplet=x86_64-linux-gnu ;;
    arm64) karch=arm64 triplet=aarch64-linux-gnu ;;
    *) echo "kernel-make: unknown architecture '$arch'" >&2; exit 1 ;;
esac
cross=$triplet-
# Native packages have both names; a cross compiler only the long one.
command -v "${cross}gcc" >/dev/null || cross=
export KBUILD_BUILD_USER=imager KBUILD_BUILD_HOST=imager KBUILD_BUILD_VERSION=1
KBUILD_BUILD_TIMESTAMP=$(date -u -d "@${SOURCE_DATE_EPOCH:-1735689600}")
export KBUILD_BUILD_TIMESTAMP

kernel_make() {
    make "ARCH=$karch" "CROSS_COMPILE=$cross" "$@"
}
