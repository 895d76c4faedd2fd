#!/usr/bin/env bash
# The squashfs writer against mksquashfs, in one run. Prints a Markdown table.
#   tests/Benchmarks/squashfs/run.sh [FOLDER]      a tree to pack, /usr/lib/x86_64-linux-gnu by default
# RUNS  measured runs of each, the best counts, 3 by default     CPUS  processors and threads, 2 by default
# CASES lines of "compressor level block-bytes"
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
folder=${1:-/usr/lib/x86_64-linux-gnu}
runs=${RUNS:-3}
cpus=${CPUS:-2}
cases=${CASES:-"zstd 3 131072
zstd 15 131072
zstd 18 262144
xz 6 131072"}
for tool in mksquashfs unsquashfs taskset /usr/bin/time; do
    command -v "$tool" >/dev/null || { echo "$tool is missing" >&2; exit 4; }
done
work=$(mktemp -d "${WORK:-${TMPDIR:-/tmp}}/squashfs.XXXXXX")
trap 'rm -rf "$work"' EXIT
# A native program, as the imager command is: no time goes into compiling while it runs.
dotnet publish -c Release -p:PublishNative=true -v q -nologo -o "$work/bin" "$here" >&2
ours=$work/bin/Imager.Benchmarks.Squashfs

# best COMMAND...: sets seconds (elapsed, best), cpu (of that run), megabytes.
best() {
    seconds=999999
    for _ in $(seq "$runs"); do
        rm -f "$work/image"
        taskset -c "0-$((cpus - 1))" /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$@" >/dev/null 2>"$work/error" || { cat "$work/error" >&2; exit 1; }
        read -r elapsed user system peak < <(tail -1 "$work/time")
        if awk "BEGIN { exit !($elapsed < $seconds) }"; then
            seconds=$elapsed cpu=$(awk "BEGIN { print $user + $system }") megabytes=$((peak / 1000))
        fi
    done
    bytes=$(stat -c %s "$work/image")
}

cp -r "$folder" "$work/tree" && rm -rf "$work/tree/"{build,source}
echo "$(du -sm --apparent-size "$work/tree" | cut -f1) MB in $(find "$work/tree" -type f | wc -l) files, $cpus processors"
echo
echo "| case | imager s (cpu) | mksquashfs s (cpu) | imager / other | imager MB RAM | other MB RAM | imager bytes | other bytes | size ratio |"
echo "|---|---|---|---|---|---|---|---|---|"
while read -r compressor level block; do
    level_option=()
    [ "$compressor" = xz ] || level_option=(-Xcompression-level "$level")
    best "$ours" "$work/tree" "$work/image" "$compressor" "$level" "$block" "$cpus"
    unsquashfs -q -n -d "$work/out" "$work/image" >/dev/null && diff -r --no-dereference "$work/tree" "$work/out" && rm -rf "$work/out"
    a=$seconds ac=$cpu am=$megabytes ab=$bytes
    best mksquashfs "$work/tree" "$work/image" -noappend -no-progress -quiet -all-root -no-xattrs -processors "$cpus" \
        -comp "$compressor" "${level_option[@]}" -b "$block"
    awk -v c="$compressor $level, $((block / 1024)) KiB" -v a="$a" -v ac="$ac" -v am="$am" -v ab="$ab" -v b="$seconds" -v bc="$cpu" -v bm="$megabytes" -v bb="$bytes" \
        'BEGIN { printf "| %s | %.2f (%.1f) | %.2f (%.1f) | %.2f | %d | %d | %d | %d | %.4f |\n", c, a, ac, b, bc, a / b, am, bm, ab, bb, ab / bb }'
done <<<"$cases"
