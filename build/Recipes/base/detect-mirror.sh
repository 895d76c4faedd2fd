#!/bin/sh
# Prints where this host gets Debian from, two lines for make-seed.sh:
#
#   DEBIAN_MIRROR=URI
#   DEBIAN_SECURITY_MIRROR=URI          (empty when the host has none)
#
# DEBIAN_MIRROR / DEBIAN_SECURITY_MIRROR of the environment win. Otherwise the host's apt sources are read, both
# forms: one-line (*.list) and deb822 (*.sources). A source counts as Debian's main archive when it offers component
# "main" for a Debian release and is not a security suite. Ubuntu's sources do not count: that is another archive.
# IMAGER_APT_ROOT=FOLDER reads FOLDER/etc/apt instead (tests).
set -eu

etc=${IMAGER_APT_ROOT:-}/etc/apt

# Every enabled binary source as "URI SUITE COMPONENTS...", one line per URI and suite.
one_line_sources() {
    # deb [options] URI SUITE COMPONENT...
    cat "$etc/sources.list" "$etc"/sources.list.d/*.list 2>/dev/null |
        sed -e 's/#.*//' -e 's/\[[^]]*\]//' |
        awk '$1 == "deb" && NF >= 4 { $1 = ""; sub(/^ +/, ""); print }'
}

deb822_sources() {
    for file in "$etc"/sources.list.d/*.sources; do
        [ -r "$file" ] || continue
        # Paragraphs end at an empty line; a line that starts with a blank continues its field.
        { cat "$file"; echo; } | awk '
            function flush(   u, s, nu, ns, i, j) {
                if (!disabled && (" " field["types"] " ") ~ / deb /) {
                    nu = split(field["uris"], u, " "); ns = split(field["suites"], s, " ")
                    for (i = 1; i <= nu; i++) for (j = 1; j <= ns; j++) print u[i], s[j], field["components"]
                }
                split("", field); name = ""; disabled = 0
            }
            /^#/ { next }
            /^[ \t]*$/ { flush(); next }
            /^[ \t]/ { field[name] = field[name] " " $0; next }
            {
                name = tolower($0); sub(/:.*/, "", name)
                value = $0; sub(/^[^:]*:[ \t]*/, "", value); field[name] = value
                if (name == "enabled" && tolower(value) ~ /^(no|false|0|off)/) disabled = 1
            }'
    done
}

releases='stable|oldstable|testing|unstable|sid|buster|bullseye|bookworm|trixie|forky|duke'
sources=$({ one_line_sources; deb822_sources; } | awk '/ main( |$)/')

# pick PATTERN: the first URI whose suite matches; plain http before https, because it needs no certificates.
pick() {
    for scheme in http: https: mirror+ file: copy:; do
        found=$(echo "$sources" | awk -v suite="$1" -v scheme="$scheme" \
            '$2 ~ ("^(" suite ")$") && index($1, scheme) == 1 { print $1; exit }')
        [ -z "$found" ] || { echo "${found%/}"; return; }
    done
}

mirror=${DEBIAN_MIRROR:-$(pick "$releases")}
if [ -z "$mirror" ]; then
    echo "detect-mirror: the apt sources of this host name no Debian archive (Ubuntu's is another one)." \
        "Set DEBIAN_MIRROR to a Debian mirror, for example DEBIAN_MIRROR=http://<mirror>/debian, and" \
        "DEBIAN_SECURITY_MIRROR=http://<mirror>/debian-security for security updates." >&2
    exit 1
fi

# A mirror that was set by hand is not mixed with the host's security archive: the host may not be Debian at all.
if [ -n "${DEBIAN_SECURITY_MIRROR+set}" ] || [ -n "${DEBIAN_MIRROR:-}" ]; then
    security=${DEBIAN_SECURITY_MIRROR:-}
else
    security=$(pick "($releases)-security|($releases)/updates")
fi
echo "DEBIAN_MIRROR=$mirror"
echo "DEBIAN_SECURITY_MIRROR=$security"
