#!/bin/sh
# context.sh SEED CONTEXT: lays out the build context, this folder's files with the seed of make-seed.sh as seed/.
# Packages become hard links where the file system allows it.
set -eu
[ $# -eq 2 ] || { sed -n '2,3s/^# \{0,1\}//p' "$0" >&2; exit 2; }
recipes=$(cd "$(dirname "$0")" && pwd)
[ -f "$1/packages.txt" ] ||
    { echo "context: $1 holds no complete seed (packages.txt): run base/make-seed.sh" >&2; exit 1; }
rm -rf "$2"
mkdir -p "$2"
cp -R "$recipes/." "$2/"
cp -Rl "$1" "$2/seed" 2>/dev/null || { rm -rf "$2/seed"; cp -R "$1" "$2/seed"; }
