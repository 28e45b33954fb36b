#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Blocks that are withheld because of bad pages. If no size is configured, apply and attach
# request exactly the other blocks.
# usage: test_withheld.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
plan 8
all=1073741824 rest=939524096	# without one block of 128 MiB

# new_machine PLUGGED: one block of dax0.0 is withheld
new_machine() {
	new_tree
	new_device dax0.0 100000000 aa
	attach dax0.0 "$([ "$1" = 0 ] && echo unplugged || echo online_movable)" \
		online_movable "$1" "$1"
	put "$devices/dax0.0/dax_kmem/withheld_size" $block
}

# conf LINE...: configures dax0.0
conf() {
	mkdir -p "$root/etc/daxkmem.d"
	printf '%s\n' '[device "dax0.0"]' "$@" > "$root/etc/daxkmem.d/a.conf"
}

test_apply() {
	new_machine $rest
	conf "policy = online_movable"
	says "apply changes nothing if all but the withheld blocks are plugged" 0 \
		"dax0.0: unchanged" apply
	is "... nothing is written" "$(attr dax0.0 requested_size)" $rest
	conf "size = all"
	says "... nor with size = all" 0 "dax0.0: unchanged" apply
	new_machine 0
	conf "timeout = 0"
	says "apply plugs all but the withheld blocks of an unplugged device" 0 \
		"dax0.0: changed: size 896M" apply
	is "... by a write to requested_size" "$(wrote dax0.0 dax_kmem/requested_size $rest)" ""
	new_machine $rest
	put "$devices/dax0.0/dax_kmem/withheld_size" 0
	conf "timeout = 0"
	says "apply plugs the last block once it is no longer withheld" 0 \
		"dax0.0: changed: size 1G" apply
	is "... by a write to requested_size" "$(wrote dax0.0 dax_kmem/requested_size $all)" ""
}

test_attach() {
	new_machine 0
	put "$devices/dax0.0/dax_kmem/policy" offline
	run attach dax0.0
	is "attach plugs all but the withheld blocks" "$rc $(wrote dax0.0 dax_kmem/requested_size $rest)" "0 "
}

test_apply
test_attach
finish
