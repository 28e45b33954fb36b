#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# make install puts the files where they belong, and nothing elsewhere.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

command -v scdoc > /dev/null || skip_all "scdoc is missing"
check "make install DESTDIR=" make -s -C "$top" install DESTDIR="$work/dest"
check "the tool is there and runs" "$work/dest/usr/sbin/daxkmem" --version
check "the man page is there" grep -q '^\.TH' "$work/dest/usr/share/man/man8/daxkmem.8"
check "... the other one too" grep -q '^\.TH' "$work/dest/usr/share/man/man5/daxkmem.conf.5"
check "the completion is there" \
	bash -n "$work/dest/usr/share/bash-completion/completions/daxkmem"
check "the rule and the unit are there" test -s "$work/dest/usr/lib/udev/rules.d/60-daxkmem.rules" \
	-a -s "$work/dest/usr/lib/systemd/system/daxkmem@.service"
check "the completion is there" \
	bash -n "$work/dest/usr/share/bash-completion/completions/daxkmem"
check "the documents are there" test -s "$work/dest/usr/share/doc/daxkmem/admin-guide.md"
is "nothing is elsewhere" "$(find "$work/dest" -type f |
	grep -vE '/usr/(sbin/daxkmem|share/bash-completion/completions/daxkmem|share/man/man[58]/|share/doc/daxkmem/|lib/(udev/rules.d|systemd/system)/)')" ""
is "in /etc there is an empty folder" "$(find "$work/dest/etc" | sed "s,^$work/dest,," | xargs)" \
	"/etc /etc/daxkmem.d"
is "... and nothing in the examples is in force" \
	"$(grep -vE '^(#|$)' "$work/dest/usr/share/doc/daxkmem/examples/daxkmem.conf.example")" ""
check "make install PREFIX=" make -s -C "$top" install DESTDIR="$work/other" PREFIX=/opt/x
is "... the unit runs that tool" \
	"$(sed -n 's/^Exec.*=\([^ ]*\) .*/\1/p' "$work/other/opt/x/lib/systemd/system/daxkmem@.service" | sort -u)" \
	/opt/x/sbin/daxkmem

kver=${kernels[0]}
kdir=$("$top/selftests/vm/headers" "$kver")
copy_driver "$work/src"
cp "$top/Makefile" "$work/src"
make -C "$kdir" M="$work/src" modules > "$work/log" 2>&1
check "make modules_install" make -s -C "$work/src" modules_install \
	KDIR="$kdir" INSTALL_MOD_PATH="$work/mod"
check "... modprobe finds the module" modprobe -C /dev/null -S "$kver" \
	-d "$work/mod" --show-depends dax_kmem
finish
