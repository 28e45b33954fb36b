#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A page that the kernel flagged as bad while its block was online. A kernel that counts
# the bad pages of each block, such as 6.12, refuses to online the block again. The driver
# re-adds the block and excludes the page. For memory that another driver added, that is
# not possible, and the change is undone.
# smoke: yes
# tier: quick debug
# machines: nvdimm
# skips-on: no-MEMORY_FAILURE: no hard_offline_page
# after: reboot
. "$(dirname "$0")/lib.sh"
[ -e /vm.conf ] || skip_all "leaves a page flagged as bad"
[ -w $memory/hard_offline_page ] || skip_all "no hard_offline_page here"
load
bind_dev > /dev/null

# flag_and_offline OFFSET: flags a page of the sixth block as bad, and offlines all blocks
# by hand
flag_and_offline() {
	b=$(blocks | sed -n 6p)
	page=$((${b#memory} * block_size + $1))
	echo $page > $memory/hard_offline_page
	for i in $(blocks); do
		try "$memory/$i/state" offline > /dev/null
	done
}

flag_and_offline 4096
is "all blocks are offline" "$(state)" offline
is "bad_pages has the page" "$(attr bad_pages)" \
	"$(printf '0x%016x-0x%016x' $page $((page + 4095)))"
mark
is "the block cannot be onlined by hand" \
	"$(try "$memory/$b/state" online_movable)" EHWPOISON
is "a write to state onlines it" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'"$(attr usable_size)"
is "... blocks shows the page" "$(attr blocks | awk -v b="$b" '$1 == b { print $4 }')" 1
is "... the node does not have it" "$(node_kb "$(node_of)" MemTotal)" \
	$(($(attr usable_size) / 1024 - 4))
is "the device can be unplugged" "$(set_state unplugged)" ok
is "... and plugged again, without the page" \
	"$(set_state online_movable; node_kb "$(node_of)" MemTotal)" \
	"ok"$'\n'$(($(attr usable_size) / 1024 - 4))
set_state unplugged > /dev/null
give_back
unload

is "memory of the in-tree driver is taken over" "$(bind_leftover)" ok
flag_and_offline 8192
mark
got=$(set_state online_movable)
if [ "$got" = ok ]; then
	is "this kernel onlines a block with a bad page" "$(attr online_size)" "$(attr usable_size)"
	is "... without the page" "$(attr blocks | awk -v b="$b" '$1 == b { print $4 }')" 1
	finish
fi
is "a write returns the errno if a block in the middle fails" "$got" EHWPOISON
is "... the other blocks are unchanged" "$(state) $(attr online_size)" "offline 0"
like "... the log names the block and the cause" "$(log)" \
	"dax_kmem $DEV: $b could not be brought online: it has a known bad page"
is "the device can be unplugged" "$(set_state unplugged)" ok
is "... and plugged again" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'"$(attr usable_size)"
finish
