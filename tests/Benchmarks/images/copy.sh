#!/usr/bin/env bash
# cp with the data on the disk at the end, as the imager leaves it; with --gzip, compressed by pigz.
set -euo pipefail
if [ "$1" = --gzip ]; then
    exec pigz -6 -n -c "$2" >"$3"
fi
cp "$1" "$2"
sync "$2"
