#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Uevents report a new state, a new size and new bad pages. Memory blocks that are onlined
# or offlined get one event in each change, whatever their number, because kdump reloads
# the crash kernel each time.
# smoke: yes
# tier: quick
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 13
load plug=none
bind_dev > /dev/null
rm -f /tmp/uevents
uevents >> /tmp/uevents &
listener=$!
until_true 10 grep -q listening /tmp/uevents

# the events of the device, on one line; complete when the listener has an event
# of another device that was sent after them
told() {
	echo change > /sys/devices/virtual/mem/null/uevent
	until_true 10 grep -q '/mem/null ' /tmp/uevents || echo "no event of null"
	grep "^change .*/$DEV " /tmp/uevents | sed "s/.*$DEV //" | xargs
	cp /tmp/uevents /tmp/blocks
	: > /tmp/uevents
}

# the online and offline events of memory blocks, each with its number
blocks_told() {
	told > /dev/null
	awk '/\/memory\/memory[0-9]+ $/ && /^o(n|ff)line / { n[$1]++ }
		END { for (a in n) print a, n[a] }' /tmp/blocks | sort | xargs
}

told > /dev/null
try "$(dev)/dax_kmem/requested_size" $block_size > /dev/null
is "a new size and its state are reported" "$(told)" \
	"DAX_KMEM=state DAX_KMEM_STATE=online_movable DAX_KMEM=size DAX_KMEM_SIZE=$block_size"
try "$(dev)/dax_kmem/requested_size" $((2 * block_size)) > /dev/null
is "a new size is reported" "$(told)" "DAX_KMEM=size DAX_KMEM_SIZE=$((2 * block_size))"
set_state online_movable > /dev/null
is "a write that changes nothing is not reported" "$(told)" ""
set_state unplugged > /dev/null
is "an unplug is reported" "$(told)" "DAX_KMEM=state DAX_KMEM_STATE=unplugged DAX_KMEM=size DAX_KMEM_SIZE=0"
a=$(page_of 3)
try "$(dev)/dax_kmem/bad_pages" "$a" > /dev/null
is "a bad page is reported" "$(told)" \
	"$(printf 'DAX_KMEM=bad_pages DAX_KMEM_BAD=%s-%#x' "$a" $((a + 4095)))"
try "$(dev)/dax_kmem/bad_pages" "$a" > /dev/null
is "... only once" "$(told)" ""

set_state online_movable > /dev/null
is "all blocks are onlined: one block event" "$(blocks_told)" "online 1"
try "$(dev)/dax_kmem/requested_size" $((3 * block_size)) > /dev/null
is "the device shrinks: one event, of a block that stays" "$(blocks_told)" "online 1"
set_state unplugged > /dev/null
is "all blocks are unplugged: one event, before the last removal" "$(blocks_told)" "offline 1"
last=$(awk '/^offline/ { print NR; exit }' /tmp/blocks)
is "... and after the other ones" "$(tail -n "+$last" /tmp/blocks | grep -c '^remove .*/memory/')" 1
set_state online_movable > /dev/null
blocks_told > /dev/null
mkfifo /tmp/go
numactl --membind="$(node_of)" pagepin /tmp/go > /tmp/pin &
until_true 20 grep -q pinned /tmp/pin
try "$(dev)/dax_kmem/timeout" 1 > /dev/null
is "an unplug fails and is undone" "$(set_state unplugged)" ETIMEDOUT
like "... one event, or none if the first block had the page" "$(blocks_told)" '^(online 1)?$'
echo > /tmp/go
echo Y > /sys/module/dax_kmem/parameters/block_events
n=$(blocks | wc -l)
set_state unplugged > /dev/null
is "with block_events each block has its own event" "$(blocks_told)" "offline $n"
kill $listener
give_back
unload
finish
