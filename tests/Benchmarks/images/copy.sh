#!/usr/bin/env bash
# copy.sh IN OUT [COMMAND...]: cp, or the command from IN to standard output, with the data on the disk at the end: the imager
# leaves it there too.
set -euo pipefail
input=$1 output=$2
shift 2
if [ $# -gt 0 ]; then
    "$@" <"$input" >"$output"
else
    cp "$input" "$output"
fi
sync "$output"
