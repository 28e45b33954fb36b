#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# User space is told of a new state, a new size and new bad pages.
# smoke: yes
# tier: quick
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 6
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
	: > /tmp/uevents
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
kill $listener
give_back
unload
finish
