#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The Debian packages, by the commands of README.md in a clean Debian: they build,
# to lintian's liking, with what they should have; a program builds with the
# library; they install, dkms builds and signs the module (for one kernel;
# test_dkms.sh has all); they upgrade to a next version; a purge leaves nothing.
# What check runs looks unreachable to shellcheck.
# tier: full
# shellcheck source=lib.sh disable=SC2317
. "$(dirname "$0")/lib.sh"

for tool in mmdebstrap lintian pkg-config gcc; do
	command -v "$tool" > /dev/null || skip_all "$tool is missing; .ci/deps packages installs it"
done
[ "$(id -u)" = 0 ] || skip_all "a clean Debian wants root"
kver=${kernels[0]}	# what Debian 12 came with
packages="dax-kmem-dkms daxkmem daxkmem-xen libdaxkmem0 libdaxkmem-dev"
tree=$work/unpacked	# a folder for each package
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

# files PACKAGE: its files and links, without what every package has
files() {
	(cd "$tree/$1" && find . ! -type d | sed 's/^\.//' | sort) |
		grep -vE "^/usr/share/doc/$1/(changelog(\.gz)?|copyright)$"
}

# What make install put into debian/tmp and is not of the library.
installed() {
	(cd "$src/debian/tmp" && find . ! -type d | sed 's/^\.//' |
		grep -vE 'libdaxkmem|daxkmem-xen($|\.8|\.rules|-watch|-placement)' | sort)
}

# The module's sources, where dkms looks for them.
driver_sources() {
	(cd "$src" && find Kbuild dkms.conf drivers -type f |
		sed "s,^,/usr/src/dax-kmem-$version/," | sort)
}

test_contents() {
	is "daxkmem has what make install installs, but for the library" \
		"$(files daxkmem | sed 's/\.gz$//' | sort)" "$(installed | sed 's/\.gz$//' | sort)"
	like "... with the tool, its man page and the guide" "$(files daxkmem | xargs)" \
		"/usr/sbin/daxkmem .*/usr/share/doc/daxkmem/admin-guide.*/usr/share/man/man8/daxkmem.8.gz"
	is "daxkmem-xen has what is for Xen" "$(files daxkmem-xen | sed 's/\.gz$//')" "\
/usr/lib/daxkmem/daxkmem-xen
/usr/lib/daxkmem/daxkmem-xen-placement.so
/usr/lib/systemd/system/daxkmem-xen-watch.service
/usr/lib/udev/rules.d/60-daxkmem-xen.rules
/usr/share/man/man8/daxkmem-xen.8"
	is "dax-kmem-dkms has the module's sources" "$(files dax-kmem-dkms)" "$(driver_sources)"
	is "libdaxkmem0 has the library" "$(files libdaxkmem0)" "\
$lib/libdaxkmem.so.0
$lib/libdaxkmem.so.0.1.0"
	is "libdaxkmem-dev has what building takes" "$(files libdaxkmem-dev)" "\
/usr/include/libdaxkmem.h
$lib/libdaxkmem.a
$lib/libdaxkmem.so
$lib/pkgconfig/libdaxkmem.pc
/usr/share/man/man3/libdaxkmem.3.gz"
}

test_hardening() {
	local f

	for f in daxkmem/usr/sbin/daxkmem daxkmem-xen/usr/lib/daxkmem/daxkmem-xen{,-placement.so} "libdaxkmem0$lib/libdaxkmem.so.0"; do
		like "${f##*/} is linked with all relocations done at start" \
			"$(readelf -d "$tree/$f")" BIND_NOW
		like "... and checks its stack and its copies" \
			"$(nm -D "$tree/$f" | xargs)" "__stack_chk_fail"
	done
}

test_symbols() {
	is "the library exports what its map names, and nothing else" \
		"$(nm -D --defined-only "$tree/libdaxkmem0$lib/libdaxkmem.so.0" |
			awk '$2 == "T" { sub("@.*", "", $3); print $3 }' | sort)" \
		"$(sed -n '/^global:/,/^local:/s/^\t\([a-z_]*\);/\1/p' \
			"$top/tools/daxkmem/lib/libdaxkmem.map" | sort)"
	like "packages that use it will depend on the right version" \
		"$(dpkg-deb -I "$(deb libdaxkmem0)" symbols)" "LIBDAXKMEM_0 0\.1"
}

# pc WORD...: pkg-config, that looks nowhere but in the packages
pc() {
	PKG_CONFIG_LIBDIR=$tree/both$lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$tree/both \
		pkg-config "$@" libdaxkmem
}

# Two devices, as /sys shows them.
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
	is "pkg-config knows the version" "$(pc --modversion)" "$version"
	# shellcheck disable=SC2046
	check "a program compiles with what pkg-config says" \
		gcc -Wall -Werror $(pc --cflags) -o "$prog" "$here/list_devices.c" $(pc --libs)
	like "... it needs the library by its name" "$(readelf -d "$prog")" 'NEEDED.*\[libdaxkmem.so.0\]'
	is "... and lists the devices of a tree" \
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
step "they are built"
lib=/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
check "lintian finds neither errors nor warnings" lintian --fail-on error,warning \
	--allow-root "$debs"/dax-kmem_*.changes
test_contents
test_hardening
test_symbols
test_library
step "they have been looked at"
test_chroot
finish
