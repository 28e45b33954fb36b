#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# policy, node and scrub on a small tree: what they print, write and refuse.
# usage: test_settings.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
plan 46
new_tree
new_device dax0.0 100000000 ab
new_device dax1.0 200000000 cd
attach dax1.0 online_movable online_movable 1073741824 1073741824
new_device dax2.0 300000000 ef
attach dax2.0 unplugged online_movable 0 0
new_device dax3.0 400000000
bound dax3.0 kmem
put "$root/sys/devices/system/node/possible" 0-3

test_policy() {
	says "policy reads" 0 online_movable policy dax1.0
	says "policy writes" 0 "dax1.0: policy offline" policy dax1.0 offline
	is "... the word" "$(wrote dax1.0 dax_kmem/policy offline)" ""
	refuses "no such policy" 2 "dax1.0: cannot change its policy: \"best\" is no policy.*use offline, online, .* or auto" \
		policy dax1.0 best
	is "... nothing is written" "$(wrote dax1.0 dax_kmem/policy offline)" ""
	refuses "of a device that is not attached" 1 "it is not attached \(ENOENT\).*daxkmem attach dax0.0" policy dax0.0
	refuses "of the in-tree driver's" 4 "own kmem driver has it" policy dax3.0 online
	put "$devices/dax1.0/dax_kmem/policy" online
	run policy dax1.0 --json
	fits "policy --json is a device" device "$out"
	like "... of the device" "$out" '"policy": ?"online"'
}

test_node() {
	says "node reads" 0 1 node dax1.0
	says "... of a device that is not attached, too" 0 1 node dax0.0
	says "node writes" 0 "dax2.0: memory goes to node 2" node dax2.0 2
	is "... the number" "$(attr dax2.0 target_node)" 2
	for word in x 1x "" 1.5 +1 99999999999 --1; do
		run node dax2.0 -- "$word"
		is "\"$word\" is no node" "$rc" 2
	done
	refuses "of a device that is not attached" 1 "it is not attached" node dax0.0 1
	run node dax1.0 --json
	fits "node --json is a device" device "$out"
}

test_scrub() {
	says "scrub of an unplugged device" 0 "dax2.0: overwritten with zeros" scrub dax2.0
	is "... 1 is written" "$(wrote dax2.0 dax_kmem/scrub 1)" ""
	refuses "of one that is memory" 1 "it is memory \(EBUSY\).*daxkmem state dax1.0 unplugged" scrub dax1.0
	is "... nothing is written" "$(attr dax1.0 scrub)" ""
	refuses "of the in-tree driver's" 1 "own kmem driver has it" scrub dax3.0
	mkdir -p "$root/proc/77/fd"
	ln -s /dev/dax0.0 "$root/proc/77/fd/3"
	refuses "of one that is held open" 1 "process 77 has it open or mapped \(EBUSY\)" scrub dax0.0
	is "... nothing is bound" "$(< "$root/sys/bus/dax/drivers/device_dax/unbind")" ""
	rm -r "$root/proc/77"
	rm -r "$root/sys/bus/dax/drivers/dax_kmem"
	refuses "without the driver" 4 "dax_kmem is not loaded.*modprobe" scrub dax0.0
}

test_policy
test_node
test_scrub
finish
