#!/bin/sh
# check-kernel.sh A B: compares two kernels, artifacts/kernel-ARCH folders, file by file. Exit 1 when they differ.
# Made with one key they must be equal. Made with two, signatures are cut off the modules first, which is said; the
# certificate is inside vmlinuz, so vmlinuz, certificate and detached signatures are then only counted.
set -eu
[ $# -eq 2 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# payload FILE: a module without its signature: payload, CMS, 12 bytes whose last four are the CMS length, 28 of marker.
payload() {
    if [ "$(tail -c 28 "$1")" = "~Module signature appended~" ]; then
        length=$(tail -c 32 "$1" | head -c 4 | od -An -tu1 | awk '{ print (($1 * 256 + $2) * 256 + $3) * 256 + $4 }')
        head -c $(($(stat -c %s "$1") - length - 40)) "$1"
    else
        cat "$1"
    fi
}

(cd "$1" && find . -type f ! -name 'kernel-*.log' | LC_ALL=C sort) > "$work/a"
(cd "$2" && find . -type f ! -name 'kernel-*.log' | LC_ALL=C sort) > "$work/b"
cmp -s "$work/a" "$work/b" || { echo "check-kernel: different files:"; diff "$work/a" "$work/b"; exit 1; }
keys=one
cmp -s "$1/certs/signing_key.x509" "$2/certs/signing_key.x509" || keys=two
[ $keys = one ] || echo "check-kernel: two keys: signatures are cut off the modules before they are compared"

same=0 different=0 signature=0
while read -r file; do
    case $keys-$file in
        two-*.ko)
            payload "$1/$file" > "$work/x"
            payload "$2/$file" > "$work/y"
            set -- "$1" "$2" "$work/x" "$work/y"
            ;;
        two-*.p7s|two-./certs/*|two-./boot/vmlinuz) signature=$((signature + 1)); continue ;;
        *) set -- "$1" "$2" "$1/$file" "$2/$file" ;;
    esac
    if cmp -s "$3" "$4"; then
        same=$((same + 1))
    else
        different=$((different + 1))
        echo "DIFFERENT $file"
    fi
done < "$work/a"
echo "$same files equal, $different different, $signature not compared because they depend on the key"
[ $different -eq 0 ]
