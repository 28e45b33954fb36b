#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tier: full
# make install installs all files in the right directories, and no others.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

command -v scdoc > /dev/null || skip_all "scdoc is missing"
check "make install DESTDIR= succeeds" make -s -C "$top" install DESTDIR="$work/dest"
check "the tool is installed and runs" "$work/dest/usr/sbin/daxkmem" --version
if [ -e "$top/tools/daxkmem/xen/daxkmem-xen" ]; then
	check "... and finds the commands for Xen" "$work/dest/usr/sbin/daxkmem" xen list --help
	check "... the library for xl is installed" \
		nm -D "$work/dest/usr/lib/daxkmem/daxkmem-xen-placement.so"
fi
check "daxkmem(8) is installed" grep -q '^\.TH' "$work/dest/usr/share/man/man8/daxkmem.8"
check "... and daxkmem.conf(5)" grep -q '^\.TH' "$work/dest/usr/share/man/man5/daxkmem.conf.5"
check "... which explains the settings" grep -q kernel-size "$work/dest/usr/share/man/man5/daxkmem.conf.5"
is "... and no placeholder is left in a man page" \
	"$(grep -l '@[A-Z_]*@' "$work"/dest/usr/share/man/man*/* | wc -l)" 0
check "the completion is installed" \
	bash -n "$work/dest/usr/share/bash-completion/completions/daxkmem"
check "the udev rule and the units are installed" test -s "$work/dest/usr/lib/udev/rules.d/95-daxkmem.rules" \
	-a -s "$work/dest/usr/lib/systemd/system/daxkmem@.service" \
	-a -s "$work/dest/usr/lib/systemd/system/daxkmem-bad@.service"
check "the documents are installed" test -s "$work/dest/usr/share/doc/daxkmem/admin-guide.md"
check "the schemas are installed" test -s "$work/dest/usr/share/daxkmem/schema/list.json"
check "... and their references to each other are valid" \
	env SCHEMAS="$work/dest/usr/share/daxkmem/schema" "$top/selftests/cli/test_schemas.sh"
check "the library is installed" nm -D "$work/dest/usr/lib/libdaxkmem.so"
is "... with its links" "$(readlink "$work/dest/usr/lib/libdaxkmem.so"{,.0} | xargs)" \
	"libdaxkmem.so.0 libdaxkmem.so.0.1.0"
check "... and its development files" test -s "$work/dest/usr/lib/libdaxkmem.a" \
	-a -s "$work/dest/usr/include/libdaxkmem.h"
check "make install LIBDIR= succeeds" make -s -C "$top" install DESTDIR="$work/other" \
	PREFIX=/opt/daxkmem LIBDIR=/opt/daxkmem/lib64
is "... and sets the directory in libdaxkmem.pc" \
	"$(grep -E '^(prefix|libdir|Version)' "$work/other/opt/daxkmem/lib64/pkgconfig/libdaxkmem.pc" | xargs)" \
	"prefix=/opt/daxkmem libdir=/opt/daxkmem/lib64 Version: $version"
is "no file is installed elsewhere" "$(find "$work/dest" -type f |
	grep -vE '/usr/(sbin/daxkmem|share/bash-completion/completions/daxkmem|share/man/man[3458]/|share/daxkmem/schema/|share/doc/daxkmem/|lib/(daxkmem/daxkmem-xen(-placement\.so|-hotadd)?$|(udev/rules.d|systemd/system)/)|lib/libdaxkmem|lib/pkgconfig/libdaxkmem.pc|include/libdaxkmem.h)')" ""
is "/etc only gets an empty directory" "$(find "$work/dest/etc" | sed "s,^$work/dest,," | xargs)" \
	"/etc /etc/daxkmem.d"
is "all lines of the example configuration are comments" \
	"$(grep -vE '^(#|$)' "$work/dest/usr/share/doc/daxkmem/examples/daxkmem.conf.example")" ""
check "make install PREFIX= succeeds" make -s -C "$top" install DESTDIR="$work/other" PREFIX=/opt/x
is "... and the units run the tool below it" \
	"$(grep -ho '[^ =]*/daxkmem ' "$work/other/opt/x/lib/systemd/system"/daxkmem*@.service | sort -u)" \
	"/opt/x/sbin/daxkmem "

kver=${kernels[0]}
kdir=$("$top/selftests/bed/headers" "$kver")
copy_driver "$work/src"
cp "$top/Makefile" "$work/src"
make -C "$kdir" M="$work/src" modules > "$work/log" 2>&1
check "make modules_install succeeds" make -s -C "$work/src" modules_install \
	KDIR="$kdir" INSTALL_MOD_PATH="$work/mod"
check "... and modprobe finds the module" modprobe -C /dev/null -S "$kver" \
	-d "$work/mod" --show-depends dax_kmem
finish
