#!/usr/bin/env bash
# Images by the imager against the shell pipeline an engineer would write (pipeline.sh), in one run. Prints a Markdown table.
#   ./build.sh cli && tests/Benchmarks/images/run.sh [NAME...]
# ASSETS  folder with boot assets, artifacts/ by default      PAYLOAD_MIB  size of the initramfs, 80 by default, 0 = the real one
# IMAGER  the command, artifacts/bin/imager by default        RUNS         measured runs of each command, 3 by default
# WORK    folder on the disk to measure, needs about 3 GiB    CPUS         processors to use, 2 by default
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(cd "$here/../../.." && pwd -P)
real=${ASSETS:-${IMAGER_ASSETS:-$root/artifacts}}
imager=${IMAGER:-$root/artifacts/bin/imager}
runs=${RUNS:-3}
cpus=${CPUS:-2}
work=$(mktemp -d "${WORK:-$root/artifacts}/benchmark.XXXXXX")
trap 'rm -rf "$work"' EXIT

for tool in hyperfine jq sgdisk mkfs.vfat mcopy mkfs.xfs xorriso qemu-img zstd xz pigz objcopy taskset /usr/bin/time; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null || { echo "$tool is missing" >&2; exit 4; }
done
[ -x "$imager" ] || { echo "$imager is missing: run ./build.sh cli" >&2; exit 4; }

# The real boot programs; the initramfs is made of incompressible bytes of the wanted size, the same in every run.
mkdir "$work/assets"
cp -r "$real"/vmlinuz-amd64 "$real"/initramfs-amd64.xz "$real"/sd-*-amd64.efi "$real"/grub-amd64 "$work/assets/"
if [ "${PAYLOAD_MIB:-80}" -gt 0 ]; then
    head -c "${PAYLOAD_MIB:-80}M" /dev/zero | openssl enc -aes-128-ctr -nosalt -pass pass:imager -pbkdf2 >"$work/assets/initramfs-amd64.xz"
fi
export ASSETS=$work/assets
cat "$ASSETS/vmlinuz-amd64" "$ASSETS/initramfs-amd64.xz" >"$work/payload"
payload_mb=$(($(stat -c %s "$work/payload") / 1000000))

# measure NAME COMMAND...: sets seconds (best), mean, cpu (user and system seconds, mean), megabytes (largest process), bytes
# (of the result).
measure() {
    local name=$1
    shift
    rm -rf "$work/out" && mkdir "$work/out"
    hyperfine --shell=none --warmup 1 --runs "$runs" --style none --export-json "$work/times.json" \
        --prepare "bash -c 'rm -rf $work/out/*'" "taskset -c 0-$((cpus - 1)) $*" >/dev/null 2>"$work/error" || {
        cat "$work/error" >&2
        echo "$name failed: $*" >&2
        exit 1
    }
    seconds=$(jq -r '.results[0].min' "$work/times.json")
    mean=$(jq -r '.results[0].mean' "$work/times.json")
    cpu=$(jq -r '.results[0] | .user + .system' "$work/times.json")
    rm -rf "$work/out"/*
    taskset -c "0-$((cpus - 1))" /usr/bin/time -o "$work/time" -f %M "$@" >/dev/null 2>&1
    megabytes=$(($(tail -1 "$work/time") / 1000))
    bytes=$(find "$work/out" -maxdepth 1 -type f -printf '%s\n' | awk '{ sum += $1 } END { printf "%.0f", sum }')
}

# row IMAGE OURS THEIRS: commands as one string each.
row() {
    local image=$1 ours_best ours_mean ours_mb ours_bytes
    measure "$image" $2
    ours_best=$seconds ours_mean=$mean ours_mb=$megabytes ours_bytes=$bytes
    measure "$image" $3
    awk -v image="$image" -v a="$ours_best" -v am="$ours_mean" -v b="$seconds" -v bm="$mean" -v x="$ours_mb" -v y="$megabytes" \
        -v p="$ours_bytes" -v q="$bytes" \
        'BEGIN { printf "| %s | %.2f (%.2f) | %.2f (%.2f) | %.2f | %d | %d | %.1f | %.1f |\n", image, a, am, b, bm, a / b, x, y, p / 1e6, q / 1e6 }'
}

# aim IMAGE OURS THEIRS: as row, and once more without what starting the imager takes. Best times.
aim() {
    local ours ours_cpu ours_mb ours_bytes
    measure "$1" $2
    ours=$seconds ours_cpu=$cpu ours_mb=$megabytes ours_bytes=$bytes
    measure "$1" $3
    awk -v image="$1" -v a="$ours" -v b="$seconds" -v s="$start" -v c="$ours_cpu" -v d="$cpu" -v x="$ours_mb" -v p="$ours_bytes" \
        -v q="$bytes" 'BEGIN { printf "| %s | %.3f | %.3f | %.2f | %.2f | %.2f | %.2f | %d | %.1f | %.1f |\n",
            image, a, b, a / b, (a - s) / b, c, d, x, p / 1e6, q / 1e6 }'
}

build="$imager --arch amd64 --assets $ASSETS --output $work/out --quiet --threads $cpus"
pipeline() { echo "bash $here/pipeline.sh $1 $work/out/image"; }
wanted() { [ ${#names[@]} -eq 0 ] || [[ " ${names[*]} " == *" $1 "* ]]; }
names=("$@")

cat >"$work/raw-disk.yaml" <<EOF
platform: metal
secureboot: false
output:
  kind: image
  imageOptions:
    diskSize: 8589934592
    diskFormat: raw
  outFormat: raw
EOF
sed 's/8589934592/1306525696/' "$work/raw-disk.yaml" >"$work/small-disk.yaml"
small="--target-version 1.10.0 --bootloader sd-boot $work/small-disk.yaml"

echo "Payload $payload_mb MB, $cpus processors, $(nproc) in the machine, load $(cut -d' ' -f1 /proc/loadavg); best (mean) of $runs runs."
if wanted copy; then
    measure start "$imager" --version
    start=$seconds
    copy="$here/copy.sh $work/payload $work/out/payload"
    echo
    printf 'Against the payload alone, synced to the disk on both sides; imager --version takes %.3f s.\n\n' "$start"
    echo "| image, other | imager s | other s | ratio | ratio without start | imager CPU s | other CPU s | imager MB | imager file MB | other file MB |"
    echo "|---|---|---|---|---|---|---|---|---|---|"
    aim "ISO, cp" "$build iso" "$copy"
    aim "metal raw 1246 MiB sd-boot, cp" "$build $small" "$copy"
    aim "alibabacloud qcow2 8 GiB grub (one copy), cp" "$build alibabacloud --bootloader grub" "$copy"
    aim "aws 8 GiB raw.zst dual-boot, zstd -3 --long=27 -T$cpus" "$build aws" "$copy zstd -3 --long=27 -T$cpus -q -c"
    aim "aws 8 GiB raw.zst grub (one copy), zstd -3 --long=27 -T$cpus" "$build aws --bootloader grub" "$copy zstd -3 --long=27 -T$cpus -q -c"
    aim "azure 8 GiB vhd.zst dual-boot, zstd -3 --long=27 -T$cpus" "$build azure" "$copy zstd -3 --long=27 -T$cpus -q -c"
    aim "digital-ocean 8 GiB raw.gz grub (one copy), pigz -6 -p $cpus" "$build digital-ocean --bootloader grub" "$copy pigz -6 -n -c -p $cpus"
fi
if [ ${#names[@]} -eq 0 ] || [ "${names[*]}" != copy ]; then
    echo
    echo "Against the shell pipeline."
    echo
    echo "| image | imager s | other s | imager / other | imager MB | other MB | imager file MB | other file MB |"
    echo "|---|---|---|---|---|---|---|---|"
fi
if wanted iso; then row "ISO, BIOS and UEFI" "$build iso" "$(pipeline iso)"; fi
if wanted metal; then
    row "metal raw 1246 MiB, sd-boot" "$build $small" "$(pipeline metal-sd-boot)"
    row "metal raw 8 GiB, dual-boot" "$build $work/raw-disk.yaml" "$(pipeline metal-dual-boot)"
fi
if wanted aws; then
    row "aws 8 GiB raw.zst" "$build aws" "$(pipeline aws)"
    row "aws 8 GiB raw.zst, other with --long=27" "$build aws" "$(pipeline aws-long)"
fi
if wanted azure; then row "azure 8 GiB vhd.zst" "$build azure" "$(pipeline azure)"; fi
if wanted exoscale; then row "exoscale 10 GiB qcow2.zst" "$build exoscale" "$(pipeline exoscale)"; fi
if wanted vmware; then row "vmware 8 GiB ova" "$build vmware" "$(pipeline vmware)"; fi
if wanted gcp; then row "gcp 8 GiB tar.gz" "$build gcp" "$(pipeline gcp)"; fi
if wanted digital-ocean; then row "digital-ocean 8 GiB raw.gz" "$build digital-ocean" "$(pipeline digital-ocean)"; fi
if wanted all; then
    profiles=$("$imager" profiles list | awk '{ print $1 }' | grep -vE '^(secureboot-.*|.*installer|metal-4k|-|NAME|name)$' | tr '\n' ' ')
    measure all $build $profiles
    echo
    echo "All $(wc -w <<<"$profiles") amd64 profiles in one run: $(printf '%.2f s best, %.2f s mean' "$seconds" "$mean"), $megabytes MB, $((bytes / 1000000)) MB of files ($profiles)."
fi
measure sgdisk bash "$here/pipeline.sh" sgdisk-alone "$work/out/image"
echo
echo "Of each disk pipeline, sgdisk alone takes $(printf '%.2f' "$seconds") s: it sleeps a second after writing."
