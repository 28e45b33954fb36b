#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Uevents report a new state, a new size and new bad pages. In each change only one of the
# onlined or offlined memory blocks gets an event, because kdump reloads the crash kernel for each
# event.
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

# device_events: prints the new events of the device on one line. An event of another device,
# triggered here, is the last one.
device_events() {
	echo change > /sys/devices/virtual/mem/null/uevent
	until_true 10 grep -q '/mem/null ' /tmp/uevents || echo "no event of null"
	grep "^change .*/$DEV " /tmp/uevents | sed "s/.*$DEV //" | xargs
	cp /tmp/uevents /tmp/blocks
	: > /tmp/uevents
}

# block_uevents: prints the number of online and of offline events of memory blocks
block_uevents() {
	device_events > /dev/null
	awk '/\/memory\/memory[0-9]+ $/ && /^o(n|ff)line / { n[$1]++ }
		END { for (a in n) print a, n[a] }' /tmp/blocks | sort | xargs
}

device_events > /dev/null
try "$(dev)/dax_kmem/requested_size" $block_size > /dev/null
is "a new size and its state are reported" "$(device_events)" \
	"DAX_KMEM=state DAX_KMEM_STATE=online_movable DAX_KMEM=size DAX_KMEM_SIZE=$block_size"
try "$(dev)/dax_kmem/requested_size" $((2 * block_size)) > /dev/null
is "a new size is reported" "$(device_events)" "DAX_KMEM=size DAX_KMEM_SIZE=$((2 * block_size))"
set_state online_movable > /dev/null
is "a write that changes nothing is not reported" "$(device_events)" ""
set_state unplugged > /dev/null
is "an unplug is reported" "$(device_events)" "DAX_KMEM=state DAX_KMEM_STATE=unplugged DAX_KMEM=size DAX_KMEM_SIZE=0"
a=$(page_of 3)
try "$(dev)/dax_kmem/bad_pages" "$a" > /dev/null
is "a bad page is reported" "$(device_events)" \
	"$(printf 'DAX_KMEM=bad_pages DAX_KMEM_BAD=%s-%#x' "$a" $((a + 4095)))"
try "$(dev)/dax_kmem/bad_pages" "$a" > /dev/null
is "... only once" "$(device_events)" ""

set_state online_movable > /dev/null
is "onlining all blocks sends one block event" "$(block_uevents)" "online 1"
try "$(dev)/dax_kmem/requested_size" $((3 * block_size)) > /dev/null
is "shrinking the device sends one event, of a block that stays" "$(block_uevents)" "online 1"
set_state unplugged > /dev/null
is "unplugging all blocks sends one event, before the last removal" "$(block_uevents)" "offline 1"
last=$(awk '/^offline/ { print NR; exit }' /tmp/blocks)
is "... and after all other removals" "$(tail -n "+$last" /tmp/blocks | grep -c '^remove .*/memory/')" 1
set_state online_movable > /dev/null
block_uevents > /dev/null
mkfifo /tmp/go
numactl --membind="$(node_of)" pagepin /tmp/go > /tmp/pin &
until_true 20 grep -q pinned /tmp/pin
try "$(dev)/dax_kmem/timeout" 1 > /dev/null
is "an unplug fails and is undone" "$(set_state unplugged)" ETIMEDOUT
like "... with one event, or none if the first block has the page" "$(block_uevents)" '^(online 1)?$'
echo > /tmp/go
echo Y > /sys/module/dax_kmem/parameters/block_events
n=$(blocks | wc -l)
set_state unplugged > /dev/null
is "with block_events, each block has its own event" "$(block_uevents)" "offline $n"
kill $listener
give_back
unload
finish
