#!/usr/bin/env bash
# The build program against `docker buildx build` over the same recipes, context and engine, in one run. Prints a Markdown table.
#   ./build.sh all cli && tests/Benchmarks/orchestrator/run.sh
# DOCKER   the docker command with its buildx plugin, "docker" by default      RUNS  measured runs of each command, 5 by default
# DOCKERD  the engine to start for the run, "dockerd" by default (root)        ARCH  amd64 by default
# DOCKER_PLUGINS  folder with docker-buildx, where the docker command does not find it by itself
# WORK     folder for the engine's data, needs about 3 GiB, artifacts/ by default
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(cd "$here/../../.." && pwd -P)
docker=${DOCKER:-docker}
dockerd=${DOCKERD:-dockerd}
runs=${RUNS:-5}
arch=${ARCH:-amd64}
suite=${SUITE:-trixie}
seed=$root/artifacts/.cache/seed/$suite-$arch
script=$root/build/Recipes/reference-os/lib/console.sh
stages="kernel-out initramfs-out sd-boot-out sd-stub-out grub-out"
targets="kernel initramfs sd-boot sd-stub grub"

for tool in hyperfine jq "$dockerd" "$docker"; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null || { echo "$tool is missing" >&2; exit 4; }
done
[ -f "$seed/packages.txt" ] && [ -x "$root/artifacts/bin/imager" ] || { echo "run ./build.sh all cli first" >&2; exit 4; }

work=$(mktemp -d "${WORK:-$root/artifacts}/benchmark.XXXXXX")
runtime=$(mktemp -d /tmp/imager-bench.XXXXXX)
cp "$script" "$work/original"
finish() {
    cp "$work/original" "$script"
    if [ -n "${engine:-}" ]; then kill "$engine" 2>/dev/null && wait "$engine" 2>/dev/null || true; fi
    grep -o "$work[^ ]*" /proc/mounts | xargs -r umount -l || true
    rm -rf "$work" "$runtime"
}
trap finish EXIT

PATH=$PATH:/usr/sbin:/sbin "$dockerd" --config-file <(echo '{}') --data-root "$work/data" --exec-root "$runtime/exec" \
    --pidfile "$runtime/pid" --host "unix://$runtime/docker.sock" --bridge=none --iptables=false --ip-forward=false --ip-masq=false \
    >"$work/dockerd.log" 2>&1 &
engine=$!
export DOCKER_HOST=unix://$runtime/docker.sock DOCKER_CONFIG=$work/config BUILDX_NO_DEFAULT_ATTESTATIONS=1
mkdir "$work/config"
if [ -d "${DOCKER_PLUGINS:-}" ]; then cp -R "$DOCKER_PLUGINS" "$work/config/cli-plugins"; fi
"$docker" buildx version >/dev/null 2>&1 || { echo "$docker has no buildx plugin (Debian 13: docker-buildx)" >&2; exit 4; }
for _ in $(seq 300); do [ -S "$runtime/docker.sock" ] && "$docker" version >/dev/null 2>&1 && break; sleep 0.1; done
"$docker" version --format '{{.Server.Version}}' >"$work/version" || { tail -5 "$work/dockerd.log" >&2; exit 4; }

# The other side: one laid out context, five builds one after the other or at the same time.
sh "$root/build/Recipes/context.sh" "$seed" "$work/context"
stage() {
    echo "$docker buildx build -q -f $work/context/assets.Dockerfile --network none --target $1 --build-arg ARCH=$arch" \
        "--output type=local,dest=$work/out $work/context"
}
{ echo "set -e"; for name in $stages; do stage "$name"; done; } >"$work/five.sh"
{ for name in $stages; do echo "$(stage "$name") & pids=\"\$pids \$!\""; done; echo 'for pid in $pids; do wait "$pid" || exit 1; done'; } >"$work/parallel.sh"
{
    echo "set -e"
    stage initramfs-out
    echo "$root/artifacts/bin/imager iso --arch $arch --assets $work/out --output $work/iso --quiet"
} >"$work/iso.sh"
build="$root/build.sh ARCH=$arch"

# Both sides once, so that the engine has everything and the outputs are there.
$build all >"$work/log" 2>&1 || { tail -20 "$work/log" >&2; exit 1; }
bash "$work/five.sh" >"$work/log" 2>&1 || { tail -20 "$work/log" >&2; exit 1; }

# measure PREPARE COMMAND...: sets best and mean, in seconds.
measure() {
    local prepare=$1
    shift
    hyperfine --shell=none --warmup 1 --runs "$runs" --style none --export-json "$work/times.json" --prepare "$prepare" "$*" \
        >/dev/null 2>"$work/error" || { cat "$work/error" >&2; echo "failed: $*" >&2; exit 1; }
    best=$(jq -r '.results[0].min' "$work/times.json")
    mean=$(jq -r '.results[0].mean' "$work/times.json")
}

# row WHAT PREPARE OURS THEIRS LIMIT: one line of the table; "-" for a side that does not exist.
row() {
    local ours ours_mean theirs=- theirs_mean=-
    measure "$2" "$3"
    ours=$best ours_mean=$mean
    if [ "$4" != - ]; then
        measure "$2" "$4"
        theirs=$best theirs_mean=$mean
    fi
    awk -v what="$1" -v a="$ours" -v am="$ours_mean" -v b="$theirs" -v bm="$theirs_mean" -v limit="$5" 'BEGIN {
        printf "| %s | %.2f (%.2f) | %s | %s | %s |\n", what, a, am, b == "-" ? "-" : sprintf("%.2f (%.2f)", b, bm),
            b == "-" ? "-" : sprintf("%.2f", a / b), limit }'
}

# A script that changes one line of the init for both sides, another one each time.
cat >"$work/change.sh" <<EOF
n=\$(( \$(cat $work/n 2>/dev/null || echo 0) + 1 )); echo \$n >$work/n
{ cat $work/original; echo "# change \$n"; } >$script
cp $script $work/context/reference-os/lib/console.sh
EOF
echo "Engine $(cat "$work/version"), $("$docker" buildx version | awk '{ print $1, $2 }'), $(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg); seconds, best (mean) of $runs runs."
echo
echo "| what | build.sh | docker buildx | build.sh / buildx | aim |"
echo "|---|---|---|---|---|"
row "everything, nothing changed (all: boot assets, ISO, disk)" true "$build all" - "2 s"
row "boot assets, nothing changed, other = 5 buildx builds at the same time" true "$build $targets" "bash $work/parallel.sh" ""
row "boot assets, nothing changed, other = one after the other" true "$build $targets" "bash $work/five.sh" ""
row "init script changed, to the ISO, other = buildx build + imager iso" "sh $work/change.sh" "$build iso" "bash $work/iso.sh" "15 s"
row "init script changed, to the initramfs, other = buildx build" "sh $work/change.sh" "$build initramfs" \
    "$(stage initramfs-out)" ""
