#!/bin/sh
# Fetches the systemd stubs of Debian 12 and 13 for amd64 and arm64 into a folder; UkiTests reads them from there:
#   fetch-stubs.sh /tmp/stubs && IMAGER_EFI_STUBS=/tmp/stubs dotnet test tests/Imager.Oracle.Tests
# apt checks the signatures; its state stays inside the folder, nothing is installed.
set -eu
folder=${1:?usage: fetch-stubs.sh FOLDER}
mirror=${DEBIAN_MIRROR:?set it to a Debian mirror}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
for suite in bookworm trixie; do
    for arch in amd64 arm64; do
        place="$folder/$suite-$arch"
        mkdir -p "$place/apt/lists/partial" "$place/apt/cache/archives/partial"
        : > "$place/apt/status"
        echo "deb [arch=$arch signed-by=$keyring] $mirror $suite main" > "$place/apt/sources.list"
        set -- -q -o "Dir::State=$place/apt" -o "Dir::State::status=$place/apt/status" -o "Dir::State::lists=$place/apt/lists" \
            -o "Dir::Cache=$place/apt/cache" -o "Dir::Etc::sourcelist=$place/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
            -o "APT::Architecture=$arch" -o "APT::Architectures=$arch" -o APT::Sandbox::User=root
        apt-get "$@" update
        (cd "$place" && apt-get "$@" download systemd-boot-efi && dpkg-deb -x systemd-boot-efi_*.deb . && rm ./*.deb)
        rm -rf "$place/apt"
    done
done
find "$folder" -name 'linux*.efi.stub'
