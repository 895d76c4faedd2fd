#!/usr/bin/env bash
# The Talos imager's chain of tools for an initramfs with extensions: peer.sh BASE OUT RELEASE EXTENSION...
# EXTENSION: a folder with manifest.yaml and rootfs/. Root is not needed; -all-root makes the owners.
set -euo pipefail
export LC_ALL=C TZ=UTC PATH=$PATH:/usr/sbin:/sbin
base=$1 out=$2 release=$3
shift 3
work=$(mktemp -d "$(dirname "$out")/peer.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/base" "$work/cpio" "$work/conf"
xz -dc "$base" | (cd "$work/base" && cpio -id --quiet rootfs.sqsh)

# modules.dep over the base and all extensions
unsquashfs -no-xattrs -q -n -f -d "$work/modules" "$work/base/rootfs.sqsh" usr/lib/modules
ln -s usr/lib "$work/modules/lib"
index=0
for extension in "$@"; do
    cp -r "$extension/rootfs" "$work/$index"
    if [ -d "$work/$index/usr/lib/modules/$release" ]; then
        cp -r "$work/$index/usr/lib/modules/$release/." "$work/modules/usr/lib/modules/$release/"
    fi
    index=$((index + 1))
done
echo 'search extras extra updates built-in' >"$work/conf/search.conf"
depmod --all --basedir "$work/modules" --config "$work/conf" "$release"
mkdir -p "$work/dep/usr/lib/modules/$release"
cp "$work/modules/usr/lib/modules/$release"/modules.* "$work/dep/usr/lib/modules/$release/"

# layers, one after the other as the imager makes them
printf 'layers:\n' >"$work/cpio/extensions.yaml"
for ((layer = 0; layer < index; layer++)); do
    mksquashfs "$work/$layer" "$work/cpio/$layer.sqsh" -all-root -noappend -no-progress -quiet -comp zstd -Xcompression-level 18 -no-xattrs
    printf '    - image: %s.sqsh\n' "$layer" >>"$work/cpio/extensions.yaml"
done
mksquashfs "$work/dep" "$work/cpio/modules.dep.sqsh" -all-root -noappend -no-progress -quiet -comp zstd -Xcompression-level 18
printf '    - image: modules.dep.sqsh\n' >>"$work/cpio/extensions.yaml"
(cd "$work/cpio" && find . -mindepth 1 -printf '%P\n' | sort | cpio -H newc --create --reproducible --quiet -R +0:+0) |
    zstd -T0 -18 -c --quiet >"$work/segment"
cat "$base" "$work/segment" >"$out"
