#!/bin/sh
# check-reproducible.sh SEED WORK [ARCH...]
# Builds every target twice, the second time without any cache, from another folder, in another time zone and under
# another umask, and compares all files. Control: another epoch must change the initramfs, or the comparison is blind.
# DOCKER names the client ("docker" by default; it needs BuildKit), DOCKER_HOST the engine.
set -eu
[ $# -ge 2 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
recipes=$(cd "$(dirname "$0")" && pwd)
seed=$(cd "$1" && pwd)
mkdir -p "$2"
work=$(cd "$2" && pwd)
shift 2
[ $# -gt 0 ] || set -- amd64
targets="kernel initramfs sd-stub sd-boot grub"

# build CONTEXT OUT TARGET ARCH OPTION...
build() {
    context=$1 out=$2 target=$3 arch=$4
    shift 4
    if ! DOCKER_BUILDKIT=1 ${DOCKER:-docker} build --network=none --progress=plain -f "$context/assets.Dockerfile" \
        --target "$target-out" --build-arg "ARCH=$arch" -o "type=local,dest=$out" "$@" "$context" \
        > "$work/log" 2>&1; then
        tail -n 30 "$work/log" >&2
        echo "check-reproducible: $target for $arch failed" >&2
        exit 1
    fi
}

same=0 different=0
rm -rf "$work/first" "$work/second" "$work/control" "$work/context" "$work/elsewhere"
"$recipes/context.sh" "$seed" "$work/context"
# Copies instead of links, and file times far away.
mkdir "$work/elsewhere"
(umask 077 && cp -R "$work/context" "$work/elsewhere/again")
find "$work/elsewhere" -exec touch -h -d @1000000000 {} +

for arch in "$@"; do
    for target in $targets; do
        build "$work/context" "$work/first/$arch" "$target" "$arch"
        (
            export TZ=Asia/Kathmandu
            build "$work/elsewhere/again" "$work/second/$arch" "$target" "$arch" --no-cache
        )
    done
    (cd "$work/first/$arch" && find . -type f | sort) > "$work/files"
    (cd "$work/second/$arch" && find . -type f | sort) | cmp -s - "$work/files" ||
        { echo "check-reproducible: the two builds export different files" >&2; exit 1; }
    while read -r file; do
        digest=$(sha256sum < "$work/first/$arch/$file")
        if cmp -s "$work/first/$arch/$file" "$work/second/$arch/$file"; then
            same=$((same + 1))
            echo "same      ${digest%% *} $arch ${file#./}"
        else
            different=$((different + 1))
            echo "DIFFERENT ${digest%% *} $arch ${file#./}"
        fi
    done < "$work/files"
    build "$work/context" "$work/control/$arch" initramfs "$arch" --build-arg SOURCE_DATE_EPOCH=1700000000
    if cmp -s "$work/first/$arch/initramfs-$arch.xz" "$work/control/$arch/initramfs-$arch.xz"; then
        echo "check-reproducible: another SOURCE_DATE_EPOCH gave the same initramfs, so this check sees nothing" >&2
        exit 1
    fi
    echo "control   another epoch changes initramfs-$arch.xz"
done
echo "$same files equal, $different different"
[ $different -eq 0 ]
