#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The kernel's auto-online does nothing to blocks that the driver adds and onlines: each is
# onlined once, in the driver's zone. Blocks that the driver leaves offline stay offline. All
# can be changed by hand afterwards.
# tier: quick
# smoke: yes
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 19
t=/sys/kernel/tracing
[ -d $t/events ] || mount -t tracefs tracefs $t 2> /dev/null
grep -qw function $t/available_tracers || skip_all "no function tracer here"
auto=$(cat $memory/auto_online_blocks)
load plug=none
bind_dev > /dev/null
nr=$(attr blocks | wc -l)
echo online_pages > $t/set_ftrace_filter

# onlined COMMAND...: prints how often the kernel onlines a block meanwhile
onlined() {
	echo function > $t/current_tracer
	"$@" > /dev/null
	grep -c 'online_pages <-' $t/trace
	echo nop > $t/current_tracer
}

by_hand() {
	file=$memory/$(blocks | head -n 1)
	is "... it can be taken offline by hand" "$(try "$file/online" 0) $(cat "$file/state")" "ok offline"
	is "... and online" "$(try "$file/state" online_movable) $(cat "$file/online")" "ok 1"
}

at_least "the device has several blocks" "$nr" 2
for kind in online online_kernel online_movable; do
	echo $kind > $memory/auto_online_blocks
	is "with $kind in auto_online_blocks, each block is onlined once" \
		"$(onlined set_state online_movable)" "$nr"
	is "... in the driver's zone" "$(state) $(zones)" "online_movable Movable"
	by_hand
	set_state unplugged > /dev/null
done
is "blocks that are added by size are onlined once, too" \
	"$(onlined try "$(dev)/dax_kmem/requested_size" $((2 * block_size)))" 2
by_hand
is "the memory can be taken back" "$(set_state unplugged)" ok

# Here the kernel's auto-online tries, and is refused.
unload
load policy=offline
is "blocks that are to stay offline do" "$(bind_dev) $(state)" "ok offline"
file=$memory/$(blocks | head -n 1)
is "... and can be onlined by hand" "$(try "$file/state" online_movable) $(cat "$file/state")" "ok online"
echo "$auto" > $memory/auto_online_blocks
echo > $t/set_ftrace_filter
give_back
unload
finish
