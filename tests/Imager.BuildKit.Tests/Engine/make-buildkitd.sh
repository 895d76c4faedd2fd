#!/usr/bin/env bash
# make-buildkitd.sh FOLDER: compiles buildkitd and buildctl 0.13 for tests into FOLDER, out of Debian 13's signed archive alone.
#   IMAGER_TEST_BUILDKITD=FOLDER dotnet test tests/Imager.BuildKit.Tests
# The source is the BuildKit that Debian's docker.io package builds its dockerd with (a component of that source package), its
# Go libraries and the compiler are Debian packages, unpacked below a temporary folder. Nothing is installed, no Go proxy is asked.
# Needs: apt, dpkg, dpkg-dev, patch, about 3 GiB in WORK (/tmp by default), two minutes on two cores.
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd -P)
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
work=$(mktemp -d "${WORK:-/tmp}/make-buildkitd.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

mkdir -p lists/partial archives/partial src root
: >status
printf 'deb%s [signed-by=%s] %s trixie main\n' '' "$keyring" "$mirror" -src "$keyring" "$mirror" >sources.list
apt() {
    apt-get -q -q -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists" \
        -o Dir::State::status="$work/status" -o Dir::Cache::archives="$work/archives" -o Dir::Cache::pkgcache= \
        -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root -o APT::Install-Recommends=false "$@"
}
apt update
(cd src && apt source --download-only docker.io)
tar xf src/docker.io_*.debian.tar.xz -C src
sources=$(grep -oE 'golang-[a-z0-9.-]+-dev' src/debian/control | sort -u | grep -v golang-github-docker-docker-dev)
# shellcheck disable=SC2086
apt -y --download-only install golang-1.24-go golang-1.24-src $sources
for package in archives/golang-*.deb; do dpkg -x "$package" root; done

go=$work/root/usr/share/gocode/src
mkdir -p "$go/github.com/docker" "$go/github.com/moby"
rm -rf "$go/github.com/moby/buildkit" "$go/github.com/docker/docker" "$go/github.com/docker/cli"
unpack() { mkdir -p "$work/unpacked/$1" && tar xf "$2" -C "$work/unpacked/$1"; }
unpack engine src/docker.io_*.orig.tar.xz
unpack cli src/docker.io_*.orig-cli.tar.xz
unpack buildkit src/docker.io_*.orig-buildkit.tar.xz
find_root() { dirname "$(find "$work/unpacked/$1" -maxdepth 3 -name "$2" | sort | head -n 1)"; }
cp -R "$(find_root engine AUTHORS)" "$go/github.com/docker/docker"
cp -R "$(find_root cli AUTHORS)" "$go/github.com/docker/cli"
cp -R "$(find_root buildkit AUTHORS)" "$go/github.com/moby/buildkit"
rm -rf "$go/github.com/docker/docker/vendor/github.com/moby/buildkit"

# Debian's changes to BuildKit itself; those for the engine's own copy of it do not matter here.
cd "$go/github.com/moby/buildkit"
for name in $(grep -E '^(buildkit-remove-|grpc-middleware)' "$work/src/debian/patches/series"); do
    awk '/^Index: /{ mine = /docker\.io\/buildkit\// } mine' "$work/src/debian/patches/$name" | patch -p2 -s
done

export GOROOT=$work/root/usr/lib/go-1.24 GOPATH=$work/root/usr/share/gocode GOCACHE=$work/cache GO111MODULE=off GOPROXY=off
export GOTOOLCHAIN=local GOFLAGS= CGO_ENABLED=0
"$GOROOT/bin/go" build -ldflags "-s -w -X github.com/moby/buildkit/version.Version=v0.13.2" -o "$out/" ./cmd/buildkitd ./cmd/buildctl
"$out/buildkitd" --version
