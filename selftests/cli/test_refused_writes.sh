#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A command fails with the errno of a write that the driver refuses. It also fails if its
# output cannot be written. /dev/full is used as the attribute and as the output.
# usage: test_refused_writes.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
plan 16
new_tree
new_device dax0.0 100000000 aa

# fresh STATE SIZE: dax0.0 is attached, with new attributes
fresh() {
	rm -rf "$devices/dax0.0/dax_kmem" "$devices/dax0.0/state"
	attach dax0.0 "$1" online_movable "$2" "$2"
}

# refused FILE WORD...: the command fails because FILE cannot be written
refused() {
	local file=$1

	shift
	ln -sf /dev/full "$devices/dax0.0/$file"
	run "$@"
	is "$* fails if $file refuses the write" "$rc" 1
	like "... with the errno" "$err" "ENOSPC"
}

fresh unplugged 0
refused dax_kmem/target_node set dax0.0 node=2
fresh unplugged 0
refused dax_kmem/bad_pages bad add dax0.0 0x100005000
check_not "... and no page is stored" test -e "$root/var/lib/daxkmem/aa.bad"
fresh unplugged 0
refused dax_kmem/scrub scrub dax0.0
fresh online_movable 1073741824
refused dax_kmem/policy set dax0.0 policy=offline
fresh online_movable 1073741824
refused dax_kmem/requested_size resize dax0.0 512M
mkdir -p "$root/etc/daxkmem.d"
printf '[device "dax0.0"]\ntimeout = 60\nsize = 512M\n' > "$root/etc/daxkmem.d/a.conf"
fresh online_movable 1073741824
refused dax_kmem/timeout apply
is "... and nothing is written after it" "$(attr dax0.0 requested_size)" 1073741824

"$tool" --sysroot "$root" list > /dev/full 2> "$work/err"
is "list fails if its output cannot be written" "$?" 1
like "... the error says why" "$(< "$work/err")" \
	"standard output: cannot write: the output is incomplete"
finish
