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
# What lies beside it (results, keys, recipes, notes) is none of it, readable or not.
state_of_sources() {
    (
        cd "$IMAGER_ROOT"
        {
            find build src profiles \( -path build/Recipes -o -name bin -o -name obj \) -prune -o -type f \( -name '*.cs' -o -name '*.csproj' \
                -o -name '*.props' -o -name '*.targets' -o -name '*.json' -o -name '*.proto' -o -name '*.yaml' -o -name .editorconfig \) -print0 || exit 1
            for file in .editorconfig BannedSymbols.txt Directory.*.props Directory.*.targets global.json build.sh; do
                if [ -e "$file" ]; then printf '%s\0' "$file"; fi
            done
        } | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c 1-16
    )
}

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) rid=linux-x64 ;;
    Linux-aarch64) rid=linux-arm64 ;;
    Darwin-arm64) rid=osx-arm64 ;;
    *) fail "this machine ($(uname -s), $(uname -m)) is not one of linux-x64, linux-arm64, osx-arm64." ;;
esac

hosts=$IMAGER_ROOT/artifacts/.cache/host
enough_kb=102400
ownership_advice="If root made it, give it back: sudo chown -R \$USER $IMAGER_ROOT/artifacts"
state=$(state_of_sources) || fail "a source of the build program cannot be read; its name is above. Make it readable: chmod -R u+rX $IMAGER_ROOT"

# Says why dotnet failed: not everything is the compiler's word.
explain_failure() {
    local log=$1 exit_code=$2 free
    free=$(df -Pk "$hosts" 2>/dev/null | awk 'NR == 2 { print $4 }')
    if grep -qiE 'no space left|not enough space|disk quota exceeded' "$log"; then
        fail "the disk is full; dotnet's words are above. $((${free:-0} / 1024)) MB are free in $hosts." "Free some space and try again."
    elif grep -qE 'error (CS|CA|IDE|RS|AD|SYSLIB)[0-9]+' "$log"; then
        fail "the build program does not compile; the compiler's words are above and in $log."
    elif grep -qE 'error NU[0-9]+' "$log"; then
        fail "the packages of the build program cannot be restored; NuGet's words are above and in $log."
    elif grep -qiE 'read-only file system|permission denied|access to the path .* is denied' "$log"; then
        fail "dotnet may not write where it has to; its words are above and in $log." "$ownership_advice"
    elif [ "${free:-$enough_kb}" -lt "$enough_kb" ]; then
        fail "the disk of $hosts is full: $((free / 1024)) MB are free, and compiling the build program takes about $((enough_kb / 1024)) MB." \
            "Free some space and try again."
    fi
    fail "dotnet could not compile the build program (exit code $exit_code); its words are above and in $log."
}

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
        local exit_code=$?
        cat "$log" >&2
        rm -f "$hosts/compiling"
        explain_failure "$log" "$exit_code"
    }
    mv "$hosts/new" "$hosts/$1"
    rm -f "$hosts/compiling"

    # Keep the last few: other runs may still be using theirs.
    ls -1td "$hosts"/????????????????/ | tail -n +6 | xargs -r rm -rf
}

if [ ! -e "$hosts/$state/imager-build.dll" ]; then
    mkdir -p "$hosts" && : >>"$hosts/lock" || fail "$hosts cannot be written to, and the build program has to be compiled there." "$ownership_advice"
    exec 9>"$hosts/lock"
    if command -v flock >/dev/null; then flock 9; fi
    if [ ! -e "$hosts/$state/imager-build.dll" ]; then compile "$state"; fi
    exec 9>&-
fi

exec "$dotnet" "$hosts/$state/imager-build.dll" "$@"
