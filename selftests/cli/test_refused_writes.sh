#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A write that the driver refuses: the command fails, with the errno of the
# write. So does a command whose output cannot be written. /dev/full stands in
# for the attribute and for the output.
# usage: test_refused_writes.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
plan 16
new_tree
new_device dax0.0 100000000 aa

# fresh STATE SIZE: dax0.0 is attached
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
	is "$*: a refused $file fails the command" "$rc" 1
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
is "... and nothing after that is written" "$(attr dax0.0 requested_size)" 1073741824

"$tool" --sysroot "$root" list > /dev/full 2> "$work/err"
is "output that cannot be written fails the command" "$?" 1
like "... and the command says so" "$(< "$work/err")" \
	"standard output: cannot write: the output is incomplete"
finish
