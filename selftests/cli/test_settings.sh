#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# show, set and scrub on a small tree: what they print, write and refuse.
# usage: test_settings.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
plan 100
new_tree
new_device dax0.0 100000000 ab
new_device dax1.0 200000000 cd
attach dax1.0 online_movable online_movable 1073741824 1073741824
new_device dax2.0 300000000 ef
attach dax2.0 unplugged online_movable 0 0
new_device dax3.0 400000000
bound dax3.0 kmem
put "$root/sys/devices/system/node/possible" 0-3

test_show() {
	says "show prints a value" 0 online_movable show dax1.0 policy
	says "... a size" 0 0 show dax1.0 kernel-size
	says "... yes or no" 0 no show dax1.0 scrub
	run show dax1.0
	is "show prints all settings" "$rc $(wc -l <<< "$out")" "0 11"
	like "... with their meaning" "$out" "SETTING +VALUE +MEANING.*timeout +0 +time limit"
	run show dax1.0 --json
	fits "show --json is a device" device "$out"
	refuses "show of an unknown setting" 2 "unknown setting 'colour'.*daxkmem show dax1.0" \
		show dax1.0 colour
	refuses "show of a device that is not attached" 1 ": not attached \(ENOENT\).*daxkmem attach dax0.0" show dax0.0
	refuses "show of a device of the in-tree driver" 4 "in use by the in-tree kmem driver" show dax3.0
}

test_set() {
	local word

	says "set writes a setting" 0 "dax1.0: policy offline" set dax1.0 policy=offline
	is "... to its attribute" "$(wrote dax1.0 dax_kmem/policy offline)" ""
	says "set writes several settings" 0 "dax1.0: kernel-size 128M, timeout 5, scrub yes, check-room no" \
		set dax1.0 scrub=yes timeout=5 kernel-size=128M check-room=no
	is "... to their attributes" "$(attr dax1.0 scrub_on_unplug) $(attr dax1.0 timeout) $(attr dax1.0 kernel_size) $(attr dax1.0 check_room)" \
		"1 5 134217728 0"
	says "set changes the node of an unplugged device" 0 "dax2.0: node 2" set dax2.0 node=2
	is "... in target_node" "$(attr dax2.0 target_node)" 2
	refuses "set of the node of a plugged device" 1 "node 2 is only possible while the device is unplugged.*daxkmem state dax1.0 unplugged" \
		set dax1.0 timeout=7 node=2
	is "... and nothing is written" "$(attr dax1.0 timeout)" 5
	says "set accepts the current node of a plugged device" 0 "dax1.0: node 1" set dax1.0 node=1
	refuses "a node that is not possible" 1 "node 900 is not possible on this machine.*choose one of 0-3" \
		set dax2.0 node=900
	for word in node=x node=1x node= node=1.5 node=99999999999 node=--1 policy=best scrub=1 \
		timeout=-1 memmap=maybe bad-policy=all bad-policy=1 bad-policy=-2 size=big hugepages=2M check-room=maybe; do
		run set dax2.0 -- "$word"
		like "\"$word\" is refused" "$rc $err" "^2 .*invalid ${word%%=*} '${word#*=}' \(choose "
	done
	says "bad-policy can be a number of pages" 0 "dax2.0: bad-policy 16" set dax2.0 bad-policy=16
	is "... in bad_policy" "$(wrote dax2.0 dax_kmem/bad_policy 16)" ""
	refuses "set of an unknown setting" 2 "unknown setting 'colour'" set dax1.0 colour=red
	refuses "a setting without a value" 2 "'policy' has no value; write policy=VALUE" set dax1.0 policy
	refuses "a setting given twice" 2 "timeout is specified twice" set dax1.0 timeout=1 timeout=2
	refuses "set of a device that is not attached" 1 ": not attached" set dax0.0 policy=online
	refuses "set of a device of the in-tree driver" 4 "in use by the in-tree kmem driver" set dax3.0 policy=online
	put "$devices/dax1.0/dax_kmem/policy" offline
	run set dax1.0 policy=online_kernel --json
	fits "set --json is a device" device "$out"
	like "... with its policy" "$out" '"policy": ?"online_kernel"'
}

# If a setting cannot be written, the settings written before it are restored.
test_set_fails() {
	put "$devices/dax1.0/dax_kmem/timeout" 600
	rm "$devices/dax1.0/dax_kmem/scrub_on_unplug"
	run set dax1.0 timeout=7 scrub=no
	is "set fails if a setting cannot be written" "$rc" 1
	like "... the error names the setting" "$err" "dax1.0: cannot change settings: setting scrub to \"no\" failed: No such file"
	is "... the others are restored" "$(attr dax1.0 timeout)" 600
}

# Pools are set last: if they do not fit, the size and the settings are restored.
test_set_pools_fail() {
	local pool=hugepages/hugepages-2048kB

	mkdir -p "$root/sys/kernel/mm/$pool"
	mkdir -p "$root/sys/devices/system/node/node1/$pool"
	ln -s /dev/full "$root/sys/devices/system/node/node1/$pool/nr_hugepages"
	put "$devices/dax1.0/dax_kmem/timeout" 600
	run set dax1.0 timeout=700 size=512M hugepages=2M:9
	is "set fails if the pools do not fit" "$rc $(attr dax1.0 timeout)" "1 600"
	like "... the error names them" "$err" "huge pages of 2M"
	is "... the old size is written again" "$(wrote dax1.0 dax_kmem/requested_size 1073741824)" ""
}

test_attached() {
	refuses "attach with another setting" 1 "dax1.0: cannot attach with timeout 9: already attached with timeout 600.*next: daxkmem set dax1.0 timeout=9" \
		attach dax1.0 --timeout 9
	refuses "... that needs an unplugged device" 1 "already attached with memmap auto.*next: daxkmem state dax1.0 unplugged && daxkmem set dax1.0 memmap=on" \
		attach dax1.0 --memmap on
	run plan dax1.0 --timeout 9
	is "plan refuses it too" "$rc" 1
	like "... for the same reason" "$out" "IN THE WAY: already attached with timeout 600"
	run plan dax0.0 --node 900
	like "plan refuses a node that is not possible" "$rc $out" "^1 .*IN THE WAY: node 900 is not possible"
	refuses "attach refuses it too" 1 "node 900 is not possible" attach dax0.0 --node 900
	is "... and binds nothing" "$(< "$root/sys/bus/dax/drivers/device_dax/unbind")" ""
	run plan dax0.0 --node bogus
	is "plan refuses an invalid node" "$rc" 2
}

test_scrub() {
	says "scrub overwrites an unplugged device" 0 "dax2.0: overwritten with zeros" scrub dax2.0
	is "... by writing 1 to scrub" "$(wrote dax2.0 dax_kmem/scrub 1)" ""
	refuses "scrub of a plugged device" 1 "in use as memory \(EBUSY\).*daxkmem state dax1.0 unplugged" scrub dax1.0
	is "... nothing is written" "$(attr dax1.0 scrub)" ""
	refuses "scrub of a device of the in-tree driver" 1 "in use by the in-tree kmem driver" scrub dax3.0
	mkdir -p "$root/proc/77/fd"
	ln -s /dev/dax0.0 "$root/proc/77/fd/3"
	refuses "scrub of a device that is held open" 1 "process 77 has it open or mapped \(EBUSY\)" scrub dax0.0
	is "... nothing is bound" "$(< "$root/sys/bus/dax/drivers/device_dax/unbind")" ""
	rm -r "$root/proc/77"
	rm -r "$root/sys/bus/dax/drivers/dax_kmem"
	refuses "scrub without the driver" 4 "dax_kmem is not loaded.*modprobe" scrub dax0.0
}

test_show
test_set
test_set_fails
test_set_pools_fail
test_attached
test_scrub
finish
