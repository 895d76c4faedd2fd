#!/bin/sh
# make-buildkitd.sh FOLDER [MIRROR]: compiles buildkitd and buildctl 0.13 for tests into FOLDER, out of Debian 13's signed archive alone.
#   ./build.sh buildkitd         does it, into artifacts/.cache/buildkitd, where the tests look
# The source is the BuildKit that Debian's docker.io package builds its dockerd with (a component of that source package), its
# Go libraries and the compiler are Debian packages, unpacked below FOLDER. Nothing is installed, no Go proxy is asked.
# Without the caches of GitHub, Amazon and Azure, which would double the work, and not optimized.
# Needs: apt, dpkg, patch, xz-utils, 125 MB of downloads, 1.2 GB in FOLDER while it works, about a minute and a half on two cores.
set -eu
[ $# -ge 1 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd -P)
mkdir -p "$1"
out=$(cd "$1" && pwd -P)

# Read by apt.sh.
program=make-buildkitd suite=trixie security='' keyring=/usr/share/keyrings/debian-archive-keyring.gpg
mirror=${2:-http://deb.debian.org/debian}
unset SEED_ARCH
. "$here/../../../build/Recipes/base/apt.sh"
for tool in patch xz; do
    command -v "$tool" >/dev/null || fail "$tool not found: apt-get install patch xz-utils"
done

apt_root "$seed_arch"
sed -n 's/^deb /deb-src /p' "$work/apt-$seed_arch/sources.list" > "$work/sources"
cat "$work/sources" >> "$work/apt-$seed_arch/sources.list"
run_apt "$seed_arch" update
mkdir -p "$work/src" "$work/root"
(cd "$work/src" && run_apt "$seed_arch" source --tar-only docker.io && run_apt "$seed_arch" source --diff-only docker.io)
# shellcheck disable=SC2046 # names
download "$seed_arch" debs $(grep -v '^#' "$here/buildkitd-packages.txt")
find "$work/new/debs" -name '*.deb' -print0 | xargs -0 -n 1 -P "$(nproc)" sh -c 'dpkg-deb -x "$2" "$1"' sh "$work/root"

gopath=$work/root/usr/share/gocode
unpack() { # NAME ARCHIVE DESTINATION: the folder with the file AUTHORS, wherever it is in the archive
    mkdir -p "$work/unpacked/$1" "$(dirname "$3")"
    tar xf "$2" -C "$work/unpacked/$1"
    authors=$(find "$work/unpacked/$1" -maxdepth 3 -name AUTHORS | LC_ALL=C sort | head -n 1)
    [ -n "$authors" ] || fail "$2 is laid out differently: it has no file AUTHORS"
    rm -rf "$3"
    mv "$(dirname "$authors")" "$3"
}
tar xf "$work"/src/docker.io_*.debian.tar.xz -C "$work/src"
unpack engine "$work"/src/docker.io_*.orig.tar.xz "$gopath/src/github.com/docker/docker"
unpack cli "$work"/src/docker.io_*.orig-cli.tar.xz "$gopath/src/github.com/docker/cli"
unpack buildkit "$work"/src/docker.io_*.orig-buildkit.tar.xz "$gopath/src/github.com/moby/buildkit"
rm -rf "$gopath/src/github.com/docker/docker/vendor/github.com/moby/buildkit"

# Debian's changes to BuildKit itself; those for the engine's own copy of it do not matter here.
cd "$gopath/src/github.com/moby/buildkit"
for name in $(grep -E '^(buildkit-remove-|grpc-middleware)' "$work/src/debian/patches/series"); do
    awk '/^Index: /{ mine = /docker\.io\/buildkit\// } mine' "$work/src/debian/patches/$name" | patch -p2 -s
done
sed -i -E '/remotecache\/(azblob|gha|s3)"|(azblob|gha|s3remotecache)\.Resolve/d' cmd/buildkitd/main.go

export GOROOT="$work/root/usr/lib/go-1.24" GOPATH="$gopath" GOCACHE="$work/cache" GO111MODULE=off GOPROXY=off
export GOTOOLCHAIN=local GOFLAGS='' CGO_ENABLED=0
"$GOROOT/bin/go" build -gcflags=all='-N -l' -ldflags '-s -w -X github.com/moby/buildkit/version.Version=v0.13.2' \
    -o "$work/bin/" ./cmd/buildkitd ./cmd/buildctl
"$work/bin/buildkitd" --version
mv "$work/bin/buildkitd" "$work/bin/buildctl" "$out/"
