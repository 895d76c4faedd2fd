# META: tagged values, key 0xa being the network document. They come from the META partition of a disk, or, where there
# is no partition yet (ISO, PXE), from talos.environment=INSTALLER_META_BASE64=... on the kernel command line.

second_copy=

# report_value SOURCE KEY FILE: KEY is hexadecimal without 0x.
report_value() {
    digest=$(sha256sum < "$3")
    bytes=$(stat -c %s "$3")
    say "meta: $1 key=0x$2 bytes=$bytes sha256=${digest%% *}"
    # The second copy's values are not printed again; their digests tell whether they differ.
    [ "$1" != "$second_copy" ] || return
    say "meta-value: 0x$2 $(base64 -w 0 < "$3")"
    [ "$2" != a ] || report_network_document "$1" "$3"
}

# Not a parser, a summary: which sections the document has, and what the lists in them are named.
report_network_document() {
    digest=$(sha256sum < "$2")
    sections=$(sed -n 's/^\([a-zA-Z][a-zA-Z0-9]*\):.*/\1/p' "$2" | tr '\n' ',')
    links=$(sed -n 's/^ *-\{0,1\} *name: *//p' "$2" | tr -d '"' | tr '\n' ',')
    say "network-document: $1 bytes=$(stat -c %s "$2") sections=${sections%,} links=${links%,} sha256=${digest%% *}"
}

# ---- the partition --------------------------------------------------------------------------------------------------
# An ADV block is 262144 bytes, big-endian: magic 5a4b3c2d, entries (tag u32, length u32, value; tag 0 ends), the
# SHA-256 of the block with these 32 bytes zero at 262108, magic a5b4c3d2 at 262140. Two copies, at 0 and 262144.
adv_bytes=262144
adv_checksum=262108

number() {
    printf '%d' "0x$(xxd -p -s "$2" -l 4 "$1")"
}

# check_adv FILE: says why a block is not valid; nothing when it is.
check_adv() {
    first=$(xxd -p -s 0 -l 4 "$1")
    last=$(xxd -p -s $((adv_bytes - 4)) -l 4 "$1")
    if [ "$(stat -c %s "$1")" -ne $adv_bytes ]; then
        echo "short"
    elif [ "$first$last" = 0000000000000000 ]; then
        echo "empty"
    elif [ "$first" != 5a4b3c2d ]; then
        echo "magic1 is $first"
    elif [ "$last" != a5b4c3d2 ]; then
        echo "magic2 is $last"
    else
        want=$(xxd -p -s $adv_checksum -l 32 -c 32 "$1")
        have=$({ head -c $adv_checksum "$1"; head -c 32 /dev/zero; tail -c 4 "$1"; } | sha256sum)
        [ "$want" = "${have%% *}" ] || echo "checksum is $want, computed ${have%% *}"
    fi
}

# report_adv SOURCE FILE: every value of a valid block.
report_adv() {
    offset=4
    while [ $((offset + 8)) -le $adv_checksum ]; do
        tag=$(number "$2" $offset)
        [ "$tag" -ne 0 ] || return
        length=$(number "$2" $((offset + 4)))
        offset=$((offset + 8))
        if [ $((offset + length)) -gt $adv_checksum ]; then
            say "meta-error: $1 tag $tag of $length bytes at $((offset - 8)) overruns the block"
            return
        fi
        tail -c +$((offset + 1)) "$2" | head -c "$length" > /tmp/value
        report_value "$1" "$(printf '%x' "$tag")" /tmp/value
        offset=$((offset + length))
    done
}

report_meta_partitions() {
    for device in $(with_partition_name META); do
        second_copy=
        for copy in 1 2; do
            source="partition:/dev/$device copy=$copy"
            # 256 KiB blocks: copy 1 is block 0, copy 2 is block 1.
            dd if="/dev/$device" of=/tmp/adv bs=$adv_bytes skip=$((copy - 1)) count=1 2>/dev/null
            problem=$(check_adv /tmp/adv)
            if [ -z "$problem" ]; then
                say "meta-copy: $source valid"
                report_adv "$source" /tmp/adv
                second_copy="partition:/dev/$device copy=2"
            else
                say "meta-copy: $source invalid: $problem"
            fi
        done
    done
}

# ---- the command line -----------------------------------------------------------------------------------------------
# KEY=VALUE joined by ";", gzip'ed when long, then base64. Values may hold newlines, so the cut is made in hexadecimal.
report_meta_environment() {
    for word in $(cat /proc/cmdline); do
        case $word in
            talos.environment=INSTALLER_META_BASE64=*) ;;
            *) continue ;;
        esac
        if ! echo "${word#talos.environment=INSTALLER_META_BASE64=}" | base64 -d > /tmp/environment 2>/dev/null; then
            say "meta-error: env INSTALLER_META_BASE64 is not base64"
            continue
        fi
        form=plain
        if [ "$(xxd -p -l 2 /tmp/environment)" = 1f8b ]; then
            form=gzip
            gunzip -c < /tmp/environment > /tmp/unpacked 2>/dev/null || say "meta-error: env damaged gzip stream"
            mv /tmp/unpacked /tmp/environment
        fi
        say "meta-env: form=$form bytes=$(stat -c %s /tmp/environment)"
        # "61 3d 3b 62 " -> one line per piece, cut at 3b (";")
        xxd -p -c 1 /tmp/environment | tr '\n' ' ' | sed 's/3b /\n/g' > /tmp/pieces
        [ ! -s /tmp/environment ] || echo >> /tmp/pieces
        while read -r piece; do
            report_piece "$piece"
        done < /tmp/pieces
    done
}

# report_piece HEX: KEY=VALUE, cut at the first 3d ("="). The key is a number in C notation.
report_piece() {
    case " $1 " in
        *" 3d "*) ;;
        *) say "meta-error: env piece without '=': $(echo "$1" | xxd -r -p)"; return ;;
    esac
    bytes=" $1 "
    key=$(echo "${bytes%% 3d *}" | xxd -r -p)
    echo "${bytes#* 3d }" | xxd -r -p > /tmp/value
    case $key in
        0x[0-9a-fA-F]*|[0-9]*) report_value env "$(printf '%x' "$key" 2>/dev/null)" /tmp/value ;;
        *) say "meta-error: env invalid key '$key'" ;;
    esac
}
