#!/bin/sh
# make-container-root.sh DEBS OUT
# The part of Debian that our containers need: the C library, what a .NET program loads, and the certificate authorities.
# Packages are unpacked, not installed; nothing in it can be run by itself, there is no shell and no package manager.
set -eu
debs=$1 out=$2
mkdir -p "$out"
for folder in bin sbin lib lib64; do
    mkdir -p "$out/usr/$folder"
    ln -s "usr/$folder" "$out/$folder"
done
for deb in "$debs"/*.deb; do
    # Through a pipe, so that a package that still has /lib of its own follows the link.
    dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink --no-same-owner -C "$out"
done

# What update-ca-certificates would have made.
mkdir -p "$out/etc/ssl/certs"
find "$out/usr/share/ca-certificates" -name '*.crt' | LC_ALL=C sort | while read -r certificate; do
    cat "$certificate"
    echo
done > "$out/etc/ssl/certs/ca-certificates.crt"
[ -s "$out/etc/ssl/certs/ca-certificates.crt" ] || { echo "make-container-root: no certificate authorities" >&2; exit 1; }

echo 'root:x:0:0:root:/root:/usr/sbin/nologin' > "$out/etc/passwd"
echo 'root:x:0:' > "$out/etc/group"
rm -rf "$out/usr/share/doc" "$out/usr/share/man" "$out/usr/share/locale" "$out/usr/share/lintian" "$out/usr/share/ca-certificates" \
    "$out/usr/share/gdb" "$out/usr/share/gcc" "$out/usr/sbin"/* "$out/usr/bin"/* "$out/usr/share/bash-completion" "$out"/usr/lib/*/gconv \
    "$out"/usr/lib/*/engines-3 "$out"/usr/lib/*/audit "$out/etc/ca-certificates" "$out/usr/share/perl5" "$out/etc/ld.so.conf.d" "$out/etc/ld.so.conf"
