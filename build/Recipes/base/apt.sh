# Sourced by make-seed.sh and make-kernel-seed.sh: the host's apt in private roots, with the archive's signature checked.
#
# Reads the caller's variables: suite, mirror, keyring, security, out, program (its name, for messages).
# Sets work, a folder inside $out that goes away at the end; downloads end up below $work/new.

fail() { echo "$program: $*" >&2; exit 1; }

for tool in apt-get apt-cache dpkg-deb dpkg sha256sum; do
    command -v "$tool" >/dev/null || fail "$tool not found: this step needs a Debian or Ubuntu host"
done
[ -r "$keyring" ] || fail "the Debian archive keyring $keyring is missing, so signatures cannot be checked." \
    "Install it with: apt-get install debian-archive-keyring (Ubuntu has the same package, in universe)," \
    "or name another keyring as fourth argument."
case $mirror in
    http://*|https://*|file:/*|copy:/*|mirror+*) ;;
    *) fail "mirror '$mirror' is not an http, https or file URI" ;;
esac
seed_arch=${SEED_ARCH:-$(dpkg --print-architecture)}

work=$(mktemp -d "$out/.work.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# apt_root ARCH: a private apt root for one architecture, with the signed indexes loaded.
apt_root() {
    root=$work/apt-$1
    mkdir -p "$root/lists/partial" "$root/archives/partial" "$root/empty"
    : > "$root/status"
    options="arch=$1 signed-by=$keyring"
    {
        echo "deb [$options] $mirror $suite main"
        # sid has neither; everything else gets point updates through them.
        case $suite in
            sid|unstable) ;;
            *)
                echo "deb [$options] $mirror $suite-updates main"
                [ -z "$security" ] || echo "deb [$options] $security $suite-security main"
                ;;
        esac
    } > "$root/sources.list"
    # The hooks are cleared because the host's would act on the host's own cache.
    cat > "$root/apt.conf" <<CONF
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Architectures;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
#clear APT::Default-Release;
APT::Architecture "$1";
APT::Architectures { "$1"; };
APT::Install-Recommends "false";
APT::Install-Suggests "false";
APT::Sandbox::User "$(id -un)";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "3";
Dir::Cache "$root";
Dir::Cache::archives "$root/archives";
Dir::Etc::sourcelist "$root/sources.list";
Dir::Etc::sourceparts "$root/empty";
Dir::Etc::preferences "$root/no-such-file";
Dir::Etc::preferencesparts "$root/empty";
Dir::State "$root";
Dir::State::extended_states "$root/extended_states";
Dir::State::lists "$root/lists";
Dir::State::status "$root/status";
Dir::Log "$root";
Debug::NoLocking "true";
CONF
    run_apt "$1" update
}

# run_apt ARCH ARGUMENT...: quiet unless it fails.
run_apt() {
    root=$work/apt-$1
    shift
    if ! LC_ALL=C apt-get -q -y -c "$root/apt.conf" "$@" > "$root/log" 2>&1; then
        cat "$root/log" >&2
        if grep -qE 'NO_PUBKEY|not signed|Missing key' "$root/log"; then
            fail "$keyring does not hold the key that signs $suite: install a newer debian-archive-keyring" \
                "(or name one as fourth argument), or build with an older SUITE"
        fi
        fail "apt-get $* failed for $suite from $mirror; see the lines above"
    fi
}

# download ARCH FOLDER PACKAGE[=VERSION]...: exactly these packages, without what they depend on.
download() {
    arch=$1
    folder=$work/new/$2
    shift 2
    mkdir -p "$folder"
    (cd "$folder" && run_apt "$arch" download "$@")
}

# kernel_package ARCH: linux-image-FLAVOUR is an empty package that depends on the current real one.
kernel_package() {
    wanted=linux-image-${KERNEL_FLAVOUR:-$1}
    case $wanted in
        linux-image-[0-9]*) echo "$wanted"; return ;;
    esac
    real=$(apt-cache -c "$work/apt-$1/apt.conf" depends "${wanted%%=*}" 2>/dev/null |
        sed -n 's/^ *Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -n 1)
    [ -n "$real" ] || fail "no kernel: $suite has no $wanted for $1. Flavours of Debian are the architecture's name," \
        "cloud-ARCH and rt-ARCH; or name a version as KERNEL_FLAVOUR=6.12.94+deb13-amd64"
    echo "$real"
}


# finish FOLDER... moves $work/new/FOLDER... into $out in place of what was there, and writes packages.txt over all of $out:
# digest, size and path of every package. It is the commit point and the record of what was taken.
finish() {
    cd "$work/new"
    # apt writes an epoch as %3a; a plain name survives every transport.
    find . -name '*%3a*' | while read -r deb; do mv "$deb" "$(echo "$deb" | sed 's/%3a/_/g')"; done
    find . -name '*.deb' -exec chmod 644 {} +
    rm -f "$out/packages.txt"
    for part in "$@"; do
        rm -rf "${out:?}/$part"
        mkdir -p "$out/$part"
        rmdir "$out/$part"
        mv "$part" "$out/$part"
    done
    cd "$out"
    find . -name '*.deb' ! -path './.work.*' | sed 's,^\./,,' | LC_ALL=C sort | while read -r deb; do
        echo "$(sha256sum < "$deb" | cut -d' ' -f1) $(stat -c %s "$deb") $deb"
    done > "$work/packages.txt"
    mv "$work/packages.txt" packages.txt
    echo "seed: $(wc -l < packages.txt) packages of $suite in $out"
}

# fetch_toolchain LISTFILE...: the listed packages with all they depend on, and a static busybox to unpack them with.
# apt resolves them against an empty status, as if nothing were installed.
fetch_toolchain() {
    run_apt "$seed_arch" --download-only install $(sed 's/#.*//' "$@")
    mkdir -p "$work/new/toolchain"
    mv "$work/apt-$seed_arch/archives/"*.deb "$work/new/toolchain/"
    download "$seed_arch" busybox.deb busybox-static
    dpkg-deb -x "$work/new/busybox.deb/"*.deb "$work/busybox"
    mv "$(find "$work/busybox" -type f -path '*/bin/busybox')" "$work/new/busybox"
    chmod 755 "$work/new/busybox"
    rm -rf "$work/new/busybox.deb"
}
