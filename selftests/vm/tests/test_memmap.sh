#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# memmap_on_memory: how much memory of node 0 the memmap takes, with the memmap on the added
# blocks and elsewhere, and the errors where the kernel does not support it.
# tier: quick
# machines: nvdimm memmap
# everyday: memmap
. "$(dirname "$0")/lib.sh"
node=$(node_of)
load plug=none
bind_dev > /dev/null
file=$(dev)/dax_kmem/memmap_on_memory

# where: prints the setting, the location of the memmap, and the obstacle
where() {
	echo "$(attr memmap_on_memory) $(attr memmap_location) $(attr memmap_obstacle)"
}

# cost: prints how many KiB of node 0 it takes to add the device
cost() {
	local before after

	set_state unplugged > /dev/null
	before=$(settle)
	try "$(dev)/dax_kmem/policy" offline > /dev/null
	try "$(dev)/dax_kmem/requested_size" "$(attr usable_size)" > /dev/null
	after=$(settle)
	echo $((${before% *} - ${after% *}))
}

gib=$(($(attr usable_size) >> 20))	# MiB, in fact
if grep -q 'memmap_on_memory=1' /proc/cmdline; then
	obstacle=
	is "the default is auto: the memmap is on the device" "$(where)" "auto device "
	kb=$(cost)
	echo "# $kb KiB for $gib MiB"
	at_least "the device takes less than 0.5 MiB of node 0 for each GiB" $((gib / 2)) "$kb"
	is "... and the device can be onlined" "$(try "$(dev)/dax_kmem/policy" online_movable; set_state unplugged; set_state online_movable)" \
		"ok"$'\n'"ok"$'\n'"ok"
	mib=$(($(node_kb "$node" MemTotal) / 1024))
	is "... the node's memory is smaller by the size of the memmap" $((gib - mib)) $((gib / 64))
	is "... programs can use it" "$(numactl --membind="$node" nodefill $((mib - 64)) | tail -n 1)" "lost 0"
	mark
	is "the setting cannot change while plugged" "$(try "$file" off)" EBUSY
	like "... the log says so" "$(log)" "dax_kmem $DEV: memmap_on_memory cannot change while the device is plugged"
	is "the device shrinks and grows" \
		"$(try "$(dev)/dax_kmem/requested_size" $block_size; try "$(dev)/dax_kmem/requested_size" "$(attr usable_size)"; attr online_size)" \
		"ok"$'\n'"ok"$'\n'"$(attr usable_size)"
	set_state unplugged > /dev/null
	is "off can be chosen" "$(try "$file" off; where)" "ok"$'\n'"off elsewhere $obstacle"
	kb=$(cost)
	at_least "... the device then takes 16 MiB of node 0 for each GiB" "$kb" $((gib * 15))
	set_state unplugged > /dev/null
	is "on can be chosen" "$(try "$file" on; where)" "ok"$'\n'"on device "

	# A memmap must not lie on a bad page.
	is "a page at the start of a block is reported as bad" "$(try "$(dev)/dax_kmem/bad_pages" "$(page_of 2 3)")" ok
	try "$(dev)/dax_kmem/policy" online_movable > /dev/null
	is "... all of the device is plugged" "$(set_state online_movable; attr online_size)" \
		"ok"$'\n'"$(attr usable_size)"
	is "... that block has its memmap elsewhere" \
		$((gib - $(node_kb "$node" MemTotal) / 1024)) $(((gib - block_size / 1048576) / 64 + 1))
else
	obstacle="boot with memory_hotplug.memmap_on_memory=1 to have it on"
	is "the default is auto: the memmap is elsewhere, with the reason" "$(where)" "auto elsewhere $obstacle"
	mark
	is "on is refused" "$(try "$file" on)" EOPNOTSUPP
	like "... the log says what to add to the command line" "$(log)" \
		"dax_kmem $DEV: memmap_on_memory cannot be on: boot with memory_hotplug.memmap_on_memory=1"
	is "off can be chosen" "$(try "$file" off; where)" "ok"$'\n'"off elsewhere $obstacle"
	kb=$(cost)
	at_least "the device takes 16 MiB of node 0 for each GiB" "$kb" $((gib * 15))
	give_back
	unload
	load memmap_on_memory=on
	mark
	is "with on as the module's default, the bind fails" "$(bind_dev)" EOPNOTSUPP
	like "... the log names the reason" "$(log)" \
		"dax_kmem $DEV: memmap_on_memory is on, but this kernel cannot do it: boot with"
	try /sys/module/dax_kmem/parameters/memmap_on_memory auto > /dev/null
	is "... with auto the bind succeeds" "$(bind_dev; state)" "ok"$'\n'"online_movable"
	is "... the parameter refuses an invalid value" \
		"$(try /sys/module/dax_kmem/parameters/memmap_on_memory maybe)" EINVAL
fi
is "an invalid value is refused" "$(set_state unplugged; try "$file" maybe)" "ok"$'\n'"EINVAL"
give_back
unload
finish
