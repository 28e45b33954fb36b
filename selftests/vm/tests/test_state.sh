#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The values of state and the allowed changes of state, as in Linux 7.3.
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
	like "... the log names the value to write first" "$(log)" \
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
like "... the log shows it escaped" "$(log)" 'a\\nb\\e'

is "unplugged can be written" "$(set_state unplugged)" ok
is "... and written again" "$(set_state unplugged)" ok
is "a trailing newline is accepted" "$(set_state $'online_movable\n')" ok

# Blocks are offlined by hand, without the driver.
for b in $(blocks); do
	try "$memory/$b/state" offline > /dev/null
done
is "after all blocks are offlined by hand, state is offline" "$(state)" offline
is "... online_size is 0" "$(attr online_size)" 0
is "... plugged_size is unchanged" "$(attr plugged_size)" "$(attr usable_size)"
is "... blocks lists them as offline" "$(attr blocks | awk '{print $2, $3}' | sort -u)" "offline -"
is "a write of the last state onlines them again" "$(set_state online_movable)" ok
is "... all memory is online" "$(state) $(attr online_size)" "online_movable $(attr usable_size)"

try "$memory/$(blocks | head -n 1)/state" offline > /dev/null
is "after one block is offlined by hand, online_size is smaller by one block" \
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
