#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# detach stores the bad pages that the driver knows before the memory goes: the
# driver forgets them when its module is unloaded.
# usage: test_detach.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
plan 13
ledger=$root/var/lib/daxkmem/aa.bad

new_machine() {
	new_tree
	new_device dax0.0 100000000 aa
	attach dax0.0 online_movable online_movable 1073741824 1073741824
	echo 0x0000000100005000-0x0000000100005fff > "$devices/dax0.0/dax_kmem/bad_pages"
}

# stored: the pages in the ledger
stored() {
	grep -v '^#' "$ledger" 2> /dev/null
}

test_stored() {
	new_machine
	says "detach" 0 "dax0.0: detached, device_dax has it" detach dax0.0
	is "... has unplugged the memory" "$(wrote dax0.0 state unplugged)" ""
	is "... and stored the bad page" "$(stored)" \
		0x0000000000005000-0x0000000000005fff
	new_machine
	put "$ledger" 0x9000
	run detach dax0.0
	is "pages that were stored before stay" "$(stored)" \
		"0x0000000000005000-0x0000000000005fff
0x0000000000009000-0x0000000000009fff"
	new_machine
	: > "$devices/dax0.0/dax_kmem/bad_pages"
	run detach dax0.0
	check_not "without bad pages no file is made" test -e "$ledger"
}

# The memory may not go; the pages are known all the same.
test_fails() {
	new_machine
	rm "$devices/dax0.0/state"
	mkdir "$devices/dax0.0/state"
	run detach dax0.0
	is "memory that cannot be unplugged: detach fails" "$rc" 1
	is "... the bad page is stored" "$(stored)" \
		0x0000000000005000-0x0000000000005fff
	is "... and the driver keeps the device" "$(< "$root/sys/bus/dax/drivers/dax_kmem/unbind")" ""
}

test_ledger_fails() {
	new_machine
	mkdir -p "$ledger"
	run detach dax0.0
	is "a ledger that cannot be written does not stop detach" "$rc $out" \
		"0 dax0.0: detached, device_dax has it"
	like "... it says so" "$err" "dax0.0: it is detached all the same"
}

# What the driver says is not understood: no page of it is left out quietly.
test_damaged() {
	new_machine
	echo nonsense >> "$devices/dax0.0/dax_kmem/bad_pages"
	run detach dax0.0
	is "bad pages that are not understood do not stop detach" "$rc $out" \
		"0 dax0.0: detached, device_dax has it"
	like "... it says so" "$err" "its bad pages cannot be read: .*\(EPROTO\)"
	check_not "... and stores none of them" test -e "$ledger"
}

test_stored
test_fails
test_damaged
test_ledger_fails
finish
