# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Programs and kernel modules for a guest's file system. Source it after common.sh.

# copy_modules KVER TREE MODULE...: copy modules and their dependencies, uncompressed to save
# time in the guest. Ignores the host's configuration, because an "install" line in it (such
# as ndctl's for libnvdimm) would hide a module.
copy_modules() {
	local kver=$1 tree=$2 kdir m f to

	shift 2
	kdir=$("$bed/kernel" "$kver") || return 1
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

# add_program FILE TREE: copy a program, and its libraries to the paths that ldd prints
add_program() {
	local lib

	rm -f "$2/usr/bin/${1##*/}"
	cp -L "$1" "$2/usr/bin/"
	ldd "$1" 2>/dev/null | grep -o '/[^ ]*' | while read -r lib; do
		mkdir -p "$2${lib%/*}"
		cp -Ln "$lib" "$2$lib"
	done
}

# add_busybox TREE: add busybox and a link for each of its applets
add_busybox() {
	local a from

	mkdir -p "$1"/{usr/bin,usr/lib,usr/lib64,proc,sys,dev,tmp,run}
	for a in bin sbin lib lib64; do
		ln -s "usr/${a/sbin/bin}" "$1/$a"
	done
	from=$(readlink -f "$(command -v busybox)")
	# The links point to the path that busybox has on this machine. Add that path.
	busybox --install -s "$1/usr/bin" || return
	mkdir -p "$1${from%/*}"
	rm -f "$1/usr/bin/busybox"
	cp "$from" "$1/usr/bin/busybox"
	[ -e "$1$from" ] || ln -s /usr/bin/busybox "$1$from"
}

# link_kmod TREE: use kmod instead of busybox for its commands
link_kmod() {
	local a

	for a in modprobe insmod rmmod lsmod modinfo depmod; do
		ln -sf kmod "$1/usr/bin/$a"
	done
}

# pack TREE OUT: make a reproducible cpio archive
pack() {
	(cd "$1" && find . -exec touch -hd @0 '{}' + && find . | LC_ALL=C sort |
		cpio --quiet --reproducible -o -H newc -R 0:0) > "$2.tmp" &&
		mv "$2.tmp" "$2"
}

# add_modules_under_test KVER TREE: add the modules built by bed/build, without debug
# information, because an initrd takes memory of the guest, which may be small
add_modules_under_test() {
	local tree=$2 ko=$VM_CACHE/build/$1/drivers/dax/kmem

	[ -r "$ko/dax_kmem.ko" ] || die "$ko/dax_kmem.ko is missing; run $bed/build $1"
	mkdir -p "$tree/lib/modules/$1/updates"
	cp "$ko"/*.ko "$tree/lib/modules/$1/updates/"
	strip --strip-debug "$tree/lib/modules/$1/updates"/*.ko
	depmod -b "$tree" "$1"
}

# module_index KVER TEMPLATE ROOT: add the modules under test, without debug information, and
# the output of depmod for a guest of that template; depmod is slow in a guest
module_index() {
	mkdir -p "$3/lib/modules"
	cp -rsf "$2/modules/lib/modules/$1" "$3/lib/modules/" || return
	mkdir -p "$3/lib/modules/$1/updates"
	cp "$VM_CACHE/build/$1${COVERAGE:+-coverage}/drivers/dax/kmem"/*.ko \
		"$3/lib/modules/$1/updates/" &&
		strip --strip-debug "$3/lib/modules/$1/updates"/*.ko || return
	depmod -b "$3" "$1"
	find "$3/lib/modules" -type l -delete
	mkdir -p "$3/usr"
	mv "$3/lib" "$3/usr/lib"
}
