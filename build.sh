#!/usr/bin/env bash
# Compiles build/ when its sources changed, then becomes it. Everything else is in C#: see build/README.md.
set -euo pipefail

IMAGER_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
export IMAGER_ROOT DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

fail() {
    printf 'error: %s\n' "$@" >&2
    exit 4
}

dotnet=dotnet
if ! command -v dotnet >/dev/null; then
    dotnet="${DOTNET_ROOT:-$HOME/.dotnet}/dotnet"
    [ -x "$dotnet" ] || fail "there is no dotnet in PATH." \
        "Install the .NET SDK that $IMAGER_ROOT/global.json asks for: https://dotnet.microsoft.com/download/dotnet/10.0"
fi

# The content of everything that is compiled into the build program; one folder per state, so runs never disturb each other.
state_of_sources() {
    (
        cd "$IMAGER_ROOT"
        find . \( -path ./artifacts -o -path ./.git -o -path ./tests -o -path ./docs -o -path ./build/Recipes \) -prune -o \
            -type f ! -name '*.md' ! -path '*/bin/*' ! -path '*/obj/*' -print0 |
            LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c 1-16
    )
}

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) rid=linux-x64 ;;
    Linux-aarch64) rid=linux-arm64 ;;
    Darwin-arm64) rid=osx-arm64 ;;
    *) fail "this machine ($(uname -s), $(uname -m)) is not one of linux-x64, linux-arm64, osx-arm64." ;;
esac

hosts=$IMAGER_ROOT/artifacts/.cache/host
state=$(state_of_sources)

compile() {
    local sdk work=$hosts/work log=$hosts/compile.log
    sdk=$(cd "$IMAGER_ROOT" && "$dotnet" --version 2>&1) || fail "the .NET SDK that global.json asks for is not installed." \
        "$(sed -n 's/.*"version": *"\([^"]*\)".*/Get \1 (or a later patch of it): https:\/\/dotnet.microsoft.com\/download\/dotnet\/10.0/p' \
            "$IMAGER_ROOT/global.json")"

    # Left behind by a compile that was interrupted: its half-written files would look up to date.
    if [ -e "$hosts/compiling" ]; then rm -rf "$work"; fi
    : >"$hosts/compiling"
    printf 'compiling the build program with .NET SDK %s ...\n' "$sdk" >&2
    rm -rf "$hosts/new"
    (
        cd "$IMAGER_ROOT"
        "$dotnet" publish build/Imager.Build.csproj -c Release -o "$hosts/new" -v quiet -nologo -nodeReuse:false \
            -p:UseSharedCompilation=false -p:ArtifactsPath="$work" -p:PublishFor=$rid
    ) </dev/null >"$log" 2>&1 || {
        cat "$log" >&2
        rm -f "$hosts/compiling"
        fail "the build program does not compile; the compiler's words are above and in $log."
    }
    mv "$hosts/new" "$hosts/$1"
    rm -f "$hosts/compiling"

    # Keep the last few: other runs may still be using theirs.
    ls -1td "$hosts"/????????????????/ | tail -n +6 | xargs -r rm -rf
}

if [ ! -e "$hosts/$state/imager-build.dll" ]; then
    mkdir -p "$hosts"
    exec 9>"$hosts/lock"
    if command -v flock >/dev/null; then flock 9; fi
    if [ ! -e "$hosts/$state/imager-build.dll" ]; then compile "$state"; fi
    exec 9>&-
fi

exec "$dotnet" "$hosts/$state/imager-build.dll" "$@"
