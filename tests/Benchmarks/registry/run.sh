#!/usr/bin/env bash
# Pull and push against skopeo, same registry on loopback, same image, in one run. Prints a Markdown table.
# MB    size of each of the four layers, 64 by default        RUNS  measured runs of each, 5 by default
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
runs=${RUNS:-5}
megabytes=${MB:-64}
for tool in docker-registry skopeo umoci hyperfine jq; do
    command -v "$tool" >/dev/null || { echo "$tool is missing" >&2; exit 4; }
done
work=$(mktemp -d "${WORK:-${TMPDIR:-/tmp}}/registry.XXXXXX")
registry_pid=
trap '[ -z "$registry_pid" ] || kill "$registry_pid"; rm -rf "$work"' EXIT
# A native program, as the imager command is: no time goes into compiling while it runs.
dotnet publish -c Release -p:PublishNative=true -v q -nologo -o "$work/bin" "$here" >&2
ours=$work/bin/Imager.Benchmarks.Registry

port=${PORT:-5871}
cat >"$work/registry.yml" <<YAML
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/registry}, delete: {enabled: true}}
http: {addr: 127.0.0.1:$port}
YAML
docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
registry_pid=$!
for _ in $(seq 50); do curl -sf "http://127.0.0.1:$port/v2/" >/dev/null && break; sleep 0.1; done

# Four layers of bytes that do not shrink.
umoci init --layout "$work/image" && umoci new --image "$work/image:v1"
for layer in 1 2 3 4; do
    head -c "$((megabytes * 1000000))" /dev/urandom >"$work/layer"
    umoci insert --rootless --image "$work/image:v1" "$work/layer" "/layer-$layer"
done
skopeo copy -q --dest-tls-verify=false "oci:$work/image:v1" "docker://127.0.0.1:$port/bench/image:v1"

measure() { # NAME PREPARE OURS OTHER
    hyperfine -N --runs "$runs" --warmup 1 --export-json "$work/json" --prepare "$2" "$3" --prepare "$2" "$4" >/dev/null
    jq -r --arg name "$1" '.results | "| \($name) | \(.[0].min * 1000 | round) | \(.[0].user + .[0].system | . * 1000 | round) | \(.[1].min * 1000 | round) | \(.[1].user + .[1].system | . * 1000 | round) | \(.[0].min / .[1].min * 100 | round / 100) |"' "$work/json"
}

echo "4 layers of $megabytes MB, docker-registry on loopback, best of $runs"
echo
echo "| what | imager ms | imager CPU ms | skopeo ms | skopeo CPU ms | imager / skopeo |"
echo "|---|---|---|---|---|---|"
measure "pull, verified" "rm -rf $work/out" \
    "$ours pull 127.0.0.1:$port/bench/image:v1 $work/out" \
    "skopeo copy -q --src-tls-verify=false docker://127.0.0.1:$port/bench/image:v1 oci:$work/out:v1"
measure "push to an empty registry" "rm -rf $work/registry/docker/registry/v2" \
    "$ours push $work/image 127.0.0.1:$port/bench/pushed:v1" \
    "skopeo copy -q --dest-tls-verify=false oci:$work/image:v1 docker://127.0.0.1:$port/bench/pushed:v1"
measure "push of what is there" "true" \
    "$ours push $work/image 127.0.0.1:$port/bench/pushed:v1" \
    "skopeo copy -q --dest-tls-verify=false oci:$work/image:v1 docker://127.0.0.1:$port/bench/pushed:v1"
