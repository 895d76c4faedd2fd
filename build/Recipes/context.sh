#!/bin/sh
# context.sh SEED CONTEXT [NAME=PATH]...: lays out the build context, this folder's files with the seed of make-seed.sh
# as seed/ and each PATH, a file or folder, as NAME. Packages become hard links where the file system allows it.
set -eu
[ $# -ge 2 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
recipes=$(cd "$(dirname "$0")" && pwd)
seed=$1 context=$2
shift 2
[ -f "$seed/packages.txt" ] ||
    { echo "context: $seed holds no complete seed (packages.txt): run base/make-seed.sh" >&2; exit 1; }

# link FROM TO
link() {
    cp -Rl "$1" "$2" 2>/dev/null || { rm -rf "$2"; cp -R "$1" "$2"; }
}
rm -rf "$context"
mkdir -p "$context"
cp -R "$recipes/." "$context/"
link "$seed" "$context/seed"
for part in "$@"; do
    target=$context/${part%%=*}
    mkdir -p "${target%/*}"
    link "${part#*=}" "$target"
done
