#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A page that the kernel marked as bad while its block was online. A kernel that counts
# the bad pages of each block (6.12 does) refuses to online such a block again; we
# re-add the block and exclude the page. In memory that another driver added, where that
# is not possible, the change is undone.
# smoke: yes
# tier: quick debug
# machines: nvdimm
# skips-on: 6.1-cloud: no hard_offline_page
# after: reboot
. "$(dirname "$0")/lib.sh"
[ -e /vm.conf ] || skip_all "leaves a page marked as bad"
[ -w $memory/hard_offline_page ] || skip_all "no hard_offline_page here"
load
bind_dev > /dev/null

# Marks a page of the sixth block as bad, and offlines all blocks by hand.
mark_and_offline() {
	b=$(blocks | sed -n 6p)
	page=$((${b#memory} * block_size + $1))
	echo $page > $memory/hard_offline_page
	for i in $(blocks); do
		try "$memory/$i/state" offline > /dev/null
	done
}

mark_and_offline 4096
is "all blocks are offline" "$(state)" offline
is "bad_pages has the page" "$(attr bad_pages)" \
	"$(printf '0x%016x-0x%016x' $page $((page + 4095)))"
mark
is "the block cannot be onlined by hand" \
	"$(try "$memory/$b/state" online_movable)" EHWPOISON
is "a write to state onlines it" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'"$(attr usable_size)"
is "... blocks shows the page" "$(attr blocks | awk -v b="$b" '$1 == b { print $4 }')" 1
is "... which the node lacks" "$(node_kb "$(node_of)" MemTotal)" \
	$(($(attr usable_size) / 1024 - 4))
is "the device can be unplugged" "$(set_state unplugged)" ok
is "... and plugged again, without the page" \
	"$(set_state online_movable; node_kb "$(node_of)" MemTotal)" \
	"ok"$'\n'$(($(attr usable_size) / 1024 - 4))
set_state unplugged > /dev/null
give_back
unload

is "memory of the in-tree driver is taken over" "$(bind_leftover)" ok
mark_and_offline 8192
mark
got=$(set_state online_movable)
if [ "$got" = ok ]; then
	is "this kernel brings a block with a bad page online" "$(attr online_size)" "$(attr usable_size)"
	is "... without the page" "$(attr blocks | awk -v b="$b" '$1 == b { print $4 }')" 1
	finish
fi
is "one block fails in the middle: the errno is returned" "$got" EHWPOISON
is "... the other blocks are unchanged" "$(state) $(attr online_size)" "offline 0"
like "... the log names the block and the cause" "$(log)" \
	"dax_kmem $DEV: $b could not be brought online: it has a known bad page"
is "the device can be unplugged" "$(set_state unplugged)" ok
is "... and plugged again" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'"$(attr usable_size)"
finish
