#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tier: full
# make install puts the files where they belong, and nothing elsewhere.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

command -v scdoc > /dev/null || skip_all "scdoc is missing"
check "make install DESTDIR=" make -s -C "$top" install DESTDIR="$work/dest"
check "the tool is there and runs" "$work/dest/usr/sbin/daxkmem" --version
if [ -e "$top/tools/daxkmem/xen/daxkmem-xen" ]; then
	check "... and finds what is for Xen" "$work/dest/usr/sbin/daxkmem" xen list --help
	check "... with the library for xl beside it" \
		nm -D "$work/dest/usr/lib/daxkmem/daxkmem-xen-placement.so"
fi
check "the man page is there" grep -q '^\.TH' "$work/dest/usr/share/man/man8/daxkmem.8"
check "... the other one too" grep -q '^\.TH' "$work/dest/usr/share/man/man5/daxkmem.conf.5"
check "... with the settings" grep -q kernel-size "$work/dest/usr/share/man/man5/daxkmem.conf.5"
is "... and with nothing left to fill in" \
	"$(grep -l '@[A-Z_]*@' "$work"/dest/usr/share/man/man*/* | wc -l)" 0
check "the completion is there" \
	bash -n "$work/dest/usr/share/bash-completion/completions/daxkmem"
check "the rule and the units are there" test -s "$work/dest/usr/lib/udev/rules.d/60-daxkmem.rules" \
	-a -s "$work/dest/usr/lib/systemd/system/daxkmem@.service" \
	-a -s "$work/dest/usr/lib/systemd/system/daxkmem-bad@.service"
check "the completion is there" \
	bash -n "$work/dest/usr/share/bash-completion/completions/daxkmem"
check "the documents are there" test -s "$work/dest/usr/share/doc/daxkmem/admin-guide.md"
check "the schemas are there" test -s "$work/dest/usr/share/daxkmem/schema/list.json"
check "... and refer to each other where they are" \
	env SCHEMAS="$work/dest/usr/share/daxkmem/schema" "$top/selftests/cli/test_schemas.sh"
check "the library is there" nm -D "$work/dest/usr/lib/libdaxkmem.so"
is "... by its names" "$(readlink "$work/dest/usr/lib/libdaxkmem.so"{,.0} | xargs)" \
	"libdaxkmem.so.0 libdaxkmem.so.0.1.0"
check "... and what building with it takes" test -s "$work/dest/usr/lib/libdaxkmem.a" \
	-a -s "$work/dest/usr/include/libdaxkmem.h"
check "LIBDIR= is where the library goes" make -s -C "$top" install DESTDIR="$work/other" \
	PREFIX=/opt/daxkmem LIBDIR=/opt/daxkmem/lib64
is "... pkg-config is told" \
	"$(grep -E '^(prefix|libdir|Version)' "$work/other/opt/daxkmem/lib64/pkgconfig/libdaxkmem.pc" | xargs)" \
	"prefix=/opt/daxkmem libdir=/opt/daxkmem/lib64 Version: $version"
is "nothing is elsewhere" "$(find "$work/dest" -type f |
	grep -vE '/usr/(sbin/daxkmem|share/bash-completion/completions/daxkmem|share/man/man[3458]/|share/daxkmem/schema/|share/doc/daxkmem/|lib/(daxkmem/daxkmem-xen(-placement\.so)?$|(udev/rules.d|systemd/system)/)|lib/libdaxkmem|lib/pkgconfig/libdaxkmem.pc|include/libdaxkmem.h)')" ""
is "in /etc there is an empty folder" "$(find "$work/dest/etc" | sed "s,^$work/dest,," | xargs)" \
	"/etc /etc/daxkmem.d"
is "... and nothing in the examples is in force" \
	"$(grep -vE '^(#|$)' "$work/dest/usr/share/doc/daxkmem/examples/daxkmem.conf.example")" ""
check "make install PREFIX=" make -s -C "$top" install DESTDIR="$work/other" PREFIX=/opt/x
is "... the unit runs that tool" \
	"$(grep -ho '[^ =]*/daxkmem ' "$work/other/opt/x/lib/systemd/system"/daxkmem*@.service | sort -u)" \
	"/opt/x/sbin/daxkmem "

kver=${kernels[0]}
kdir=$("$top/selftests/bed/headers" "$kver")
copy_driver "$work/src"
cp "$top/Makefile" "$work/src"
make -C "$kdir" M="$work/src" modules > "$work/log" 2>&1
check "make modules_install" make -s -C "$work/src" modules_install \
	KDIR="$kdir" INSTALL_MOD_PATH="$work/mod"
check "... modprobe finds the module" modprobe -C /dev/null -S "$kver" \
	-d "$work/mod" --show-depends dax_kmem
finish
