#!/usr/bin/env bash
# Extension rebuild from folders to initramfs, against the Talos imager's chain of tools. ASSETS: folder with boot assets (amd64).
# IMAGER: the command, `./build.sh cli` makes artifacts/bin/imager. Needs squashfs-tools, kmod, cpio, zstd, xz-utils, hyperfine, jq.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
assets=${ASSETS:-$root/artifacts}
imager=${IMAGER:-$root/artifacts/bin/imager}
work=${WORK:-$root/artifacts/benchmark-extensions}
rm -rf "$work"
mkdir -p "$work/base" "$work/out"

# One extension with 40 modules of the base, one service with 32 MiB of files, one small.
xz -dc "$assets/initramfs-amd64.xz" | (cd "$work/base" && cpio -id --quiet)
unsquashfs -q -n -no-xattrs -d "$work/root" "$work/base/rootfs.sqsh"
release=$(ls "$work/root/usr/lib/modules")
for name in modules service small; do
    mkdir -p "$work/$name/rootfs/usr/local/share/$name"
    printf 'version: v1alpha1\nmetadata:\n  name: %s\n  version: 1.0.0\n' "$name" >"$work/$name/manifest.yaml"
    echo "$name" >"$work/$name/rootfs/usr/local/share/$name/file"
done
extra=$work/modules/rootfs/usr/lib/modules/$release/extra
mkdir -p "$extra"
find "$work/root" -name '*.ko' | sort | head -40 | xargs cp -t "$extra"
for copy in 1 2 3; do
    cp -r "$work/root/usr" "$work/service/rootfs/usr/local/share/service/$copy"
    find "$work/service/rootfs/usr/local/share/service/$copy" -name '*.ko' -exec sh -c 'echo "$1" >>"$2"; mv "$2" "$2.bin"' sh "$copy" {} \;
done

ours="$imager metal --arch amd64 --output-kind initramfs --output-format raw --assets $assets --output $work/out --quiet \
    --system-extension-image $work/modules --system-extension-image $work/service --system-extension-image $work/small"
peer="bash $here/peer.sh $assets/initramfs-amd64.xz $work/out/peer.initramfs $release $work/modules $work/service $work/small"
hyperfine --warmup 1 --runs "${RUNS:-5}" --export-json "$work/result.json" \
    --command-name 'imager, every rule' "$ours --extension-checks warn" --command-name 'imager, no rules' "$ours --extension-checks off" \
    --command-name 'chain of tools' "$peer"
jq -r '.results | .[2].mean as $peer | .[] | "\(.command): \(.mean * 100 | round / 100) s, \(.mean / $peer * 100 | round / 100) of the chain"' "$work/result.json"
stat -c '%s bytes %n' "$work/out"/*
