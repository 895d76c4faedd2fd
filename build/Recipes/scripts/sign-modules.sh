#!/bin/sh
# sign-modules.sh SIGN_FILE KEY CERTIFICATE TREE SIGNATURES
# Signs every .ko below TREE, and leaves each signature by itself as SIGNATURES/PATH.p7s: `sign-file -s` attaches it to a
# module that someone without the key compiled. RSA signatures depend on key and module alone.
set -eu
sign=$1 key=$2 certificate=$3 tree=$4 signatures=$5
[ -x "$sign" ] || { echo "sign-modules: $sign is missing: this kernel was built without module signatures" >&2; exit 1; }
openssl x509 -in "$certificate" -outform DER -out /tmp/certificate.der
openssl pkey -in "$key" -pubout -out /tmp/public.key 2>/dev/null ||
    { echo "sign-modules: MODULE_SIGNING_KEY holds no private key that openssl can read" >&2; exit 1; }
openssl x509 -in "$certificate" -noout -pubkey | cmp -s - /tmp/public.key ||
    { echo "sign-modules: key and certificate of MODULE_SIGNING_KEY do not belong together" >&2; exit 1; }

cd "$tree"
find . -name '*.ko' | sed 's,^\./,,' | LC_ALL=C sort > /tmp/modules
while read -r module; do
    mkdir -p "$signatures/$(dirname "$module")"
    "$sign" -p sha512 "$key" /tmp/certificate.der "$module"
    mv "$module.p7s" "$signatures/$module.p7s"
done < /tmp/modules

# sign-file in a loop that never ran would leave no trace.
signed=0
while read -r module; do
    [ "$(tail -c 28 "$module")" = "~Module signature appended~" ] ||
        { echo "sign-modules: $module is not signed" >&2; exit 1; }
    signed=$((signed + 1))
done < /tmp/modules
echo "sign-modules: $signed modules signed by $(openssl x509 -in "$certificate" -noout -subject)"
