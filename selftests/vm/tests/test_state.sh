#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The values of state, and which change of state is allowed: as in Linux 7.3.
# smoke: yes
# tier: quick
# machines: nvdimm
# auto-online: default online
. "$(dirname "$0")/lib.sh"
plan 46
load
bind_dev > /dev/null

is "the current state can be written" "$(set_state online_movable)" ok
for word in online online_kernel; do
	mark
	is "online_movable to $word is refused" "$(set_state $word)" EBUSY
	like "... the log says what to write first" "$(log)" \
		"dax_kmem $DEV: is online_movable; write unplugged to state before $word"
	is "... nothing has changed" "$(state) $(zones)" "online_movable Movable"
done
for word in bogus offline mixed "" ONLINE "online movable" online_movable_; do
	mark
	[ -n "$word" ] || { is "an empty write does nothing" "$(set_state "")" ok; continue; }
	is "\"$word\" is refused" "$(set_state "$word")" EINVAL
	like "... the log names the device and the values" "$(log)" \
		"dax_kmem $DEV: state: \"$word\" is not a valid value; write unplugged"
	is "... nothing has changed" "$(state)" online_movable
done
mark
is "a value with control characters is refused" "$(set_state $'a\nb\e')" EINVAL
like "... and is escaped in the log" "$(log)" 'a\\nb\\e'

is "unplugged" "$(set_state unplugged)" ok
is "unplugged twice" "$(set_state unplugged)" ok
is "a trailing newline is accepted" "$(set_state $'online_movable\n')" ok

# Everything below happens behind the driver's back.
for b in $(blocks); do
	try "$memory/$b/state" offline > /dev/null
done
is "state shows that all blocks were offlined by hand" "$(state)" offline
is "online_size shows it" "$(attr online_size)" 0
is "plugged_size is unchanged" "$(attr plugged_size)" "$(attr usable_size)"
is "blocks shows it" "$(attr blocks | awk '{print $2, $3}' | sort -u)" "offline -"
is "a write of the last state onlines them again" "$(set_state online_movable)" ok
is "... all is online" "$(state) $(attr online_size)" "online_movable $(attr usable_size)"

try "$memory/$(blocks | head -n 1)/state" offline > /dev/null
is "one block by hand: online_size is one block less" \
	"$(attr online_size)" "$(($(attr usable_size) - block_size))"
is "unplugged can be written in state mixed" "$(set_state unplugged)" ok
is "online_movable can be written in state unplugged" "$(set_state online_movable)" ok

for f in usable_size plugged_size online_size lost_size blocks; do
	check_not "$f cannot be written" sysw "$(dev)/dax_kmem/$f" 1
done
is "blocks can be read in pieces of any size" \
	"$(dd if="$(dev)/dax_kmem/blocks" bs=7 2>/dev/null | md5sum)" \
	"$(md5sum < "$(dev)/dax_kmem/blocks")"
give_back
unload
finish
