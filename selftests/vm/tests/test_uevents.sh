#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# User space is told of a new state, a new size and new bad pages; of memory blocks
# that come online or go offline once in each change, whatever their number, for
# kdump loads the crash kernel again each time.
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
is "a new size, and the state with it" "$(told)" \
	"DAX_KMEM=state DAX_KMEM_STATE=online_movable DAX_KMEM=size DAX_KMEM_SIZE=$block_size"
try "$(dev)/dax_kmem/requested_size" $((2 * block_size)) > /dev/null
is "a new size" "$(told)" "DAX_KMEM=size DAX_KMEM_SIZE=$((2 * block_size))"
set_state online_movable > /dev/null
is "what changes nothing is not told" "$(told)" ""
set_state unplugged > /dev/null
is "unplugged" "$(told)" "DAX_KMEM=state DAX_KMEM_STATE=unplugged DAX_KMEM=size DAX_KMEM_SIZE=0"
a=$(page_of 3)
try "$(dev)/dax_kmem/bad_pages" "$a" > /dev/null
is "a bad page" "$(told)" \
	"$(printf 'DAX_KMEM=bad_pages DAX_KMEM_BAD=%s-%#x' "$a" $((a + 4095)))"
try "$(dev)/dax_kmem/bad_pages" "$a" > /dev/null
is "... once" "$(told)" ""

set_state online_movable > /dev/null
is "all blocks come online: one event of a block" "$(blocks_told)" "online 1"
try "$(dev)/dax_kmem/requested_size" $((3 * block_size)) > /dev/null
is "the device shrinks: one, of a block that is still there" "$(blocks_told)" "online 1"
set_state unplugged > /dev/null
is "all go: one, sent when the last is about to be removed" "$(blocks_told)" "offline 1"
last=$(awk '/^offline/ { print NR; exit }' /tmp/blocks)
is "... the others had been" "$(tail -n "+$last" /tmp/blocks | grep -c '^remove .*/memory/')" 1
set_state online_movable > /dev/null
blocks_told > /dev/null
mkfifo /tmp/go
numactl --membind="$(node_of)" pagepin /tmp/go > /tmp/pin &
until_true 20 grep -q pinned /tmp/pin
try "$(dev)/dax_kmem/timeout" 1 > /dev/null
is "a detach is undone" "$(set_state unplugged)" ETIMEDOUT
like "... one, or none where the first block had the pinned page" "$(blocks_told)" '^(online 1)?$'
echo > /tmp/go
echo Y > /sys/module/dax_kmem/parameters/block_events
n=$(blocks | wc -l)
set_state unplugged > /dev/null
is "with block_events each block has its own" "$(blocks_told)" "offline $n"
kill $listener
give_back
unload
finish
