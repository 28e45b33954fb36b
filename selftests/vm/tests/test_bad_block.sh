#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A page that the kernel marked as bad while its block was online. A kernel that
# counts the bad pages of each block (6.12 does) refuses such a block when it is
# to come online again; we make the block anew and leave the page out. Where that cannot be, in memory that another
# driver added, the others go back to where they were.
# smoke: yes
# tier: quick debug
# machines: nvdimm
# after: reboot
. "$(dirname "$0")/lib.sh"
[ -e /vm.conf ] || skip_all "leaves a page marked as bad"
[ -w $memory/hard_offline_page ] || skip_all "no hard_offline_page here"
load
bind_dev > /dev/null

# Marks a page of the sixth block and takes all offline by hand.
mark_and_offline() {
	b=$(blocks | sed -n 6p)
	page=$((${b#memory} * block_size + $1))
	echo $page > $memory/hard_offline_page
	for i in $(blocks); do
		try "$memory/$i/state" offline > /dev/null
	done
}

mark_and_offline 4096
is "all is offline" "$(state)" offline
is "the page is known" "$(attr bad_pages)" \
	"$(printf '0x%016x-0x%016x' $page $((page + 4095)))"
mark
is "by hand the block does not come online" \
	"$(try "$memory/$b/state" online_movable)" EHWPOISON
is "the state brings it online" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'"$(attr usable_size)"
is "... blocks shows the page" "$(attr blocks | awk -v b="$b" '$1 == b { print $4 }')" 1
is "... which the node does not have" "$(node_kb "$(node_of)" MemTotal)" \
	$(($(attr usable_size) / 1024 - 4))
is "unplugged works" "$(set_state unplugged)" ok
is "... and a new start, without the page" \
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
is "there a block in the middle fails: the errno comes through" "$got" EHWPOISON
is "... all others are as they were" "$(state) $(attr online_size)" "offline 0"
like "... the log names the block and the cause" "$(log)" \
	"dax_kmem $DEV: $b could not be brought online: it has a known bad page"
is "unplugged works" "$(set_state unplugged)" ok
is "... and a new start too" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'"$(attr usable_size)"
finish
