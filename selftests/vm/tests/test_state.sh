#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The words of state, and which change of state is allowed: as in Linux 7.3.
# smoke: yes
# tier: quick
# machines: nvdimm
# auto-online: default online
. "$(dirname "$0")/lib.sh"
plan 46
load
bind_dev > /dev/null

is "the state that is reached already can be written" "$(set_state online_movable)" ok
for word in online online_kernel; do
	mark
	is "online_movable to $word is refused" "$(set_state $word)" EBUSY
	like "... the log says what must come between" "$(log)" \
		"dax_kmem $DEV: is online_movable; write unplugged to state before $word"
	is "... nothing has changed" "$(state) $(zones)" "online_movable Movable"
done
for word in bogus offline mixed "" ONLINE "online movable" online_movable_; do
	mark
	[ -n "$word" ] || { is "an empty write does nothing" "$(set_state "")" ok; continue; }
	is "\"$word\" is refused" "$(set_state "$word")" EINVAL
	like "... the log names the device and the words" "$(log)" \
		"dax_kmem $DEV: state: \"$word\" is not a valid value; write unplugged"
	is "... nothing has changed" "$(state)" online_movable
done
mark
is "a word with control characters is refused" "$(set_state $'a\nb\e')" EINVAL
like "... and is harmless in the log" "$(log)" 'a\\nb\\e'

is "unplugged" "$(set_state unplugged)" ok
is "unplugged twice" "$(set_state unplugged)" ok
is "echo's newline does no harm" "$(set_state $'online_movable\n')" ok

# Everything below happens behind the driver's back.
for b in $(blocks); do
	try "$memory/$b/state" offline > /dev/null
done
is "state sees that all blocks were taken offline by hand" "$(state)" offline
is "online_size sees it" "$(attr online_size)" 0
is "plugged_size is what it was" "$(attr plugged_size)" "$(attr usable_size)"
is "blocks shows it" "$(attr blocks | awk '{print $2, $3}' | sort -u)" "offline -"
is "asking for the last state again completes it" "$(set_state online_movable)" ok
is "... all is online" "$(state) $(attr online_size)" "online_movable $(attr usable_size)"

try "$memory/$(blocks | head -n 1)/state" offline > /dev/null
is "one block by hand: online_size is one block less" \
	"$(attr online_size)" "$(($(attr usable_size) - block_size))"
is "unplugged works from mixed" "$(set_state unplugged)" ok
is "every word works from unplugged: online_movable" "$(set_state online_movable)" ok

for f in usable_size plugged_size online_size lost_size blocks; do
	check_not "$f cannot be written" sysw "$(dev)/dax_kmem/$f" 1
done
is "blocks can be read in pieces of any size" \
	"$(dd if="$(dev)/dax_kmem/blocks" bs=7 2>/dev/null | md5sum)" \
	"$(md5sum < "$(dev)/dax_kmem/blocks")"
give_back
unload
finish
