#!/bin/sh
# Takes programs out of packages of another Debian suite than the host's, without installing anything.
#
#   fetch-tools.sh OUTDIR SUITE MIRROR PACKAGE...
#
# Leaves OUTDIR/bin/PROGRAM for every program of the packages. The packages' dependencies are not fetched: this is for programs
# that need the C library only. apt works in a private root; it checks the archive's signature and each package against the signed
# index. Needs apt-get, dpkg-deb and debian-archive-keyring; runs as any user.
set -eu

fail() { echo "fetch-tools: $*" >&2; exit 1; }

[ $# -ge 4 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
suite=$2
mirror=$3
shift 3
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r "$keyring" ] || fail "the Debian archive keyring $keyring is missing: apt-get install debian-archive-keyring"

work=$(mktemp -d "$out/.work.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/empty" "$work/new" "$work/root"
: > "$work/status"
echo "deb [signed-by=$keyring] $mirror $suite main" > "$work/sources.list"
cat > "$work/apt.conf" <<CONF
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Default-Release;
APT::Sandbox::User "$(id -un)";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "3";
Dir::Cache "$work";
Dir::Cache::archives "$work/archives";
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "$work/empty";
Dir::Etc::preferences "$work/no-such-file";
Dir::Etc::preferencesparts "$work/empty";
Dir::State "$work";
Dir::State::lists "$work/lists";
Dir::State::status "$work/status";
Dir::Log "$work";
Debug::NoLocking "true";
CONF
cd "$work/new"
for command in update "download $*"; do
    # shellcheck disable=SC2086 # words, not paths
    LC_ALL=C apt-get -q -y -c "$work/apt.conf" $command > "$work/log" 2>&1 || { cat "$work/log" >&2; fail "apt-get $command failed"; }
done
for package in *.deb; do
    dpkg-deb -x "$package" "$work/root"
done
mkdir -p "$out/bin"
find "$work/root/usr/bin" -type f -exec mv -f {} "$out/bin/" \;
