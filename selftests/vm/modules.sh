# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Puts kernel modules into a guest's tree. Source it after common.sh.

# copy_modules KVER TREE MODULE...: these and what they depend on. Modules go in
# unpacked, which saves the guest the time. Configuration of the host (ndctl's
# "install libnvdimm") must not hide a module from us.
copy_modules() {
	local kver=$1 tree=$2 kdir m f to

	shift 2
	kdir=$("$here/kernel" "$kver") || return 1
	mkdir -p "$tree/lib/modules/$kver"
	for m in "$@"; do
		modprobe -C /dev/null -S "$kver" -d "$kdir" --show-depends "$m" \
			2>/dev/null
	done | sed -n 's/^insmod //p' | sort -u | while read -r f; do
		to=$tree/lib/modules/$kver/${f#*"/lib/modules/$kver/"}
		mkdir -p "${to%/*}"
		case $f in
		*.xz*) xz -dc "${f% }" > "${to%.xz*}" ;;
		*.zst*) zstd -dcq "${f% }" > "${to%.zst*}" ;;
		*) cp "${f% }" "${to% }" ;;
		esac
	done
	cp "$kdir/lib/modules/$kver"/modules.{order,builtin,builtin.modinfo} \
		"$tree/lib/modules/$kver/" 2>/dev/null
	depmod -b "$tree" "$kver"
}

# copy_module_under_test KVER TREE
copy_module_under_test() {
	local kver=$1 tree=$2 ko=${MODULE_DIR:-$VM_CACHE/modules/$1}/dax_kmem.ko

	[ -r "$ko" ] || die "$ko is not there; build it: make modules KVER=$kver"
	case $(modinfo -F vermagic "$ko") in
	"$kver "*) ;;
	*) die "$ko is for another kernel; build it: make modules KVER=$kver" ;;
	esac
	mkdir -p "$tree/lib/modules/$kver/updates"
	cp "$ko" "$tree/lib/modules/$kver/updates/"
	[ ! -r "${ko%.ko}_xen.ko" ] ||
		cp "${ko%.ko}_xen.ko" "$tree/lib/modules/$kver/updates/"
	depmod -b "$tree" "$kver"
}
