#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The commands of README.md work in a clean Debian: the packages build, pass lintian and have
# the right files; a program builds with the library; the packages install, and dkms builds
# and signs the module (for one kernel; test_dkms.sh tests all); they upgrade to the next
# version; a purge leaves no files behind.
# Functions called by check look unreachable to shellcheck.
# tier: full
# skips-on: any: a clean Debian wants root
# shellcheck source=lib.sh disable=SC2317
. "$(dirname "$0")/lib.sh"

for tool in mmdebstrap lintian pkg-config gcc; do
	command -v "$tool" > /dev/null || skip_all "$tool is missing; .ci/deps packages installs it"
done
[ "$(id -u)" = 0 ] || skip_all "a clean Debian needs root"
kver=${kernels[0]}	# Debian 12's default kernel
packages="dax-kmem-dkms daxkmem daxkmem-xen libdaxkmem0 libdaxkmem-dev"
tree=$work/unpacked	# a directory for each package
mkdir "$tree"

deb() {
	echo "$debs/$1"_*.deb
}

unpack() {
	local p

	for p in $packages; do
		dpkg -x "$(deb "$p")" "$tree/$p" || return
	done
}

# files PACKAGE: list its files and links, without those that every package has
files() {
	(cd "$tree/$1" && find . ! -type d | sed 's/^\.//' | sort) |
		grep -vE "^/usr/share/doc/$1/(changelog(\.gz)?|copyright)$"
}

# Lists the files that make install put into debian/tmp, except those of the library and of
# daxkmem-xen.
installed() {
	(cd "$src/debian/tmp" && find . ! -type d | sed 's/^\.//' |
		grep -vE 'libdaxkmem|daxkmem-xen($|\.8|\.rules|-watch|-placement|-hotadd)' | sort)
}

# The module's sources, where dkms looks for them.
driver_sources() {
	(cd "$src" && find Kbuild dkms.conf drivers -type f |
		sed "s,^,/usr/src/dax-kmem-$version/," | sort)
}

test_contents() {
	is "daxkmem has the files of make install, except the library and daxkmem-xen" \
		"$(files daxkmem | sed 's/\.gz$//' | sort)" "$(installed | sed 's/\.gz$//' | sort)"
	like "... with the tool, its man page and the guide" "$(files daxkmem | xargs)" \
		"/usr/sbin/daxkmem .*/usr/share/doc/daxkmem/admin-guide.*/usr/share/man/man8/daxkmem.8.gz"
	is "daxkmem-xen has the files for Xen" "$(files daxkmem-xen | sed 's/\.gz$//')" "\
/usr/lib/daxkmem/daxkmem-xen
/usr/lib/daxkmem/daxkmem-xen-hotadd
/usr/lib/daxkmem/daxkmem-xen-placement.so
/usr/lib/systemd/system/daxkmem-xen-watch.service
/usr/lib/udev/rules.d/95-daxkmem-xen.rules
/usr/share/man/man8/daxkmem-xen.8"
	is "dax-kmem-dkms has the module's sources" "$(files dax-kmem-dkms)" "$(driver_sources)"
	is "libdaxkmem0 has the library" "$(files libdaxkmem0)" "\
$lib/libdaxkmem.so.0
$lib/libdaxkmem.so.0.1.0"
	is "libdaxkmem-dev has the development files" "$(files libdaxkmem-dev)" "\
/usr/include/libdaxkmem.h
$lib/libdaxkmem.a
$lib/libdaxkmem.so
$lib/pkgconfig/libdaxkmem.pc
/usr/share/man/man3/libdaxkmem.3.gz"
}

test_hardening() {
	local f

	for f in daxkmem/usr/sbin/daxkmem daxkmem-xen/usr/lib/daxkmem/daxkmem-xen{,-placement.so} "libdaxkmem0$lib/libdaxkmem.so.0"; do
		like "${f##*/} is linked with BIND_NOW" \
			"$(readelf -d "$tree/$f")" BIND_NOW
		like "... and built with the stack protector" \
			"$(nm -D "$tree/$f" | xargs)" "__stack_chk_fail"
	done
}

# dpkg-shlibdeps does not find libraries that are loaded late.
test_late() {
	like "daxkmem depends on the libraries that it loads" \
		"$(dpkg-deb -f "$(deb daxkmem)" Depends)" "libbpf1.*libkmod2"
	like "so does libdaxkmem0" "$(dpkg-deb -f "$(deb libdaxkmem0)" Depends)" libkmod2
	is "daxkmem is not linked with them" \
		"$(readelf -d "$tree/daxkmem/usr/sbin/daxkmem" | grep -cE 'NEEDED.*lib(bpf|kmod|crypto)')" 0
}

test_symbols() {
	is "the library exports exactly the symbols in its map" \
		"$(nm -D --defined-only "$tree/libdaxkmem0$lib/libdaxkmem.so.0" |
			awk '$2 == "T" { sub("@.*", "", $3); print $3 }' | sort)" \
		"$(sed -n '/^global:/,/^local:/s/^\t\([a-z_]*\);/\1/p' \
			"$top/tools/daxkmem/lib/libdaxkmem.map" | sort)"
	like "the symbols file has the right version of the library" \
		"$(dpkg-deb -I "$(deb libdaxkmem0)" symbols)" "LIBDAXKMEM_0 0\.1"
}

# pc WORD...: run pkg-config, which only looks into the packages
pc() {
	PKG_CONFIG_LIBDIR=$tree/both$lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$tree/both \
		pkg-config "$@" libdaxkmem
}

# Makes a sysroot with two devices.
make_sysroot() {
	local d=$work/sysroot/sys/bus/dax

	mkdir -p "$d"/devices/dax{0.0,10.0} "$d/drivers/device_dax"
	echo 4096 > "$d/devices/dax0.0/size"
	echo 8192 > "$d/devices/dax10.0/size"
	ln -s ../../drivers/device_dax "$d/devices/dax10.0/driver"
}

test_library() {
	local here=$top/selftests/build prog=$work/list_devices

	cp -a "$tree/libdaxkmem0" "$tree/both"
	cp -a "$tree/libdaxkmem-dev/." "$tree/both"
	make_sysroot
	is "pkg-config reports the version" "$(pc --modversion)" "$version"
	# shellcheck disable=SC2046
	check "a program compiles with the options that pkg-config prints" \
		gcc -Wall -Werror $(pc --cflags) -o "$prog" "$here/list_devices.c" $(pc --libs)
	like "... needs libdaxkmem.so.0" "$(readelf -d "$prog")" 'NEEDED.*\[libdaxkmem.so.0\]'
	is "... and lists the devices of a sysroot" \
		"$(LD_LIBRARY_PATH=$tree/both$lib "$prog" "$work/sysroot")" \
		"dax0.0 - 4096"$'\n'"dax10.0 device_dax 8192"
}

# shellcheck source=../bed/debian/chroot.sh
. "$top/selftests/bed/debian/chroot.sh"
# shellcheck source=chroot.sh
. "$top/selftests/build/chroot.sh"

debs=$("$top/selftests/build/packages")
src=$debs/src
check "the README's commands build packages in a clean Debian" test -n "$debs"
check "... five of them" unpack
[ "$failed" = 0 ] || finish
step "the packages are built"
lib=/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
check "lintian finds neither errors nor warnings" lintian --fail-on error,warning \
	--allow-root "$debs"/dax-kmem_*.changes
test_contents
test_hardening
test_late
test_symbols
test_library
step "the packages are checked"
test_chroot
finish
