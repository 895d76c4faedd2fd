#!/bin/sh
# compile-module.sh ARCH NAME SOURCE OUT
# Compiles SOURCE against /kernel and lays out OUT as a system extension: manifest.yaml and
# rootfs/usr/lib/modules/RELEASE/extras/*.ko. SOURCE holds
#   - a Makefile or Kbuild of an out-of-tree module; patches/*.patch in it are applied first, or
#   - NAME.patch files only: a queue that adds a driver's folder to the kernel.
set -eu
arch=$1 name=$2 source=$3 out=$4
. /scripts/kernel-make.sh
fail() { echo "compile-module: $*" >&2; exit 1; }
tree=/work
mkdir -p "$tree"

# new_files PATCH: the parts of a patch that make files, or change files that earlier ones made. A parent's Kconfig and
# Makefile may be changed too, since only the kernel's own build needs that; any other changed file means that the patch is
# for the kernel.
new_files() {
    awk -v "tree=$tree" '
        /^diff --git / || /^--- / { if (/^--- /) old = $2; else { held = $0 "\n"; next } }
        /^--- / { line = $0; next }
        /^\+\+\+ / {
            file = $2; sub(/^[^\/]*\//, "", file); base = file; sub(/.*\//, "", base)
            keep = (old == "/dev/null" || (getline ignored < (tree "/" file)) >= 0)
            if (!keep && base != "Kconfig" && base != "Makefile") { print file > "/tmp/changed" }
            if (keep) printf "%s\n%s\n", line, $0
            next
        }
        (/^[-+ @\\]/ && !/^-- $/) || /^$/ { if (keep) print; next }
        { keep = 0 }' "$1"
}

if [ -f "$source/Makefile" ] || [ -f "$source/Kbuild" ]; then
    cp -R "$source/." "$tree/"
    for patch in "$source"/patches/*.patch; do
        [ ! -e "$patch" ] || patch -d "$tree" -p1 --forward --batch --fuzz=0 < "$patch" || fail "${patch##*/} does not apply"
    done
    folder=$tree
elif ls "$source"/*.patch > /dev/null 2>&1; then
    for patch in "$source"/*.patch; do
        rm -f /tmp/changed
        new_files "$patch" > /tmp/new.patch
        [ ! -e /tmp/changed ] || fail "${patch##*/} changes the kernel itself ($(tr '\n' ' ' < /tmp/changed)): put it into" \
            "build/Recipes/kernel/patches and build the kernel with KERNEL_SOURCE"
        [ ! -s /tmp/new.patch ] || patch -d "$tree" -p1 --forward --batch < /tmp/new.patch || fail "${patch##*/} does not apply"
    done
    set -- $(find "$tree" -name Makefile -o -name Kbuild)
    [ $# -eq 1 ] || fail "the patches must add one folder with a Makefile or Kbuild, they add: $*"
    folder=${1%/*}
else
    fail "SRC has neither a Makefile or Kbuild nor *.patch files"
fi

# obj-$(CONFIG_HELLO) of a driver that was written for the kernel's own tree: asked for as a module.
options=$(cat "$folder"/Makefile "$folder"/Kbuild 2>/dev/null | sed -n 's/^obj-\$(\(CONFIG_[A-Za-z0-9_]*\)).*/\1=m/p' | sort -u)
# Type information (BTF) of modules takes another program, and nothing that we load asks for it.
kernel_make -C /kernel "M=$folder" $options CONFIG_DEBUG_INFO_BTF_MODULES= modules ||
    fail "make failed; the lines above say where. The module is compiled by: make -C KERNEL M=SRC modules"

release=$(cat /kernel/include/config/kernel.release)
extras=$out/rootfs/usr/lib/modules/$release/extras
mkdir -p "$extras"
find "$folder" -name '*.ko' | LC_ALL=C sort > /tmp/modules
[ -s /tmp/modules ] || fail "no .ko came out: obj-m in the Makefile names none"
while read -r module; do
    "${cross}strip" --strip-debug -o "$extras/${module##*/}" "$module"
    chmod 644 "$extras/${module##*/}"
done < /tmp/modules

first=$(head -n 1 /tmp/modules)
field() { modinfo -F "$1" "$first" | head -n 1 | tr -d '"\\'; }
if [ -f "$source/manifest.yaml" ]; then
    cp "$source/manifest.yaml" "$out/manifest.yaml"
else
    version=$(field version) author=$(field author) description=$(field description)
    cat > "$out/manifest.yaml" <<MANIFEST
version: v1alpha1
metadata:
  name: $name
  version: "${version:-0.1.0}"
  author: "${author:-unknown}"
  description: "${description:-Kernel module $name} (for kernel $release)"
MANIFEST
fi
chmod 644 "$out/manifest.yaml"
echo "compile-module: $(wc -l < /tmp/modules) module(s) for $release, vermagic $(modinfo -F vermagic "$extras/${first##*/}")"
