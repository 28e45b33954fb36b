#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The driver keeps others from changing memory blocks only during a change: after a failed
# change, the blocks can be changed by hand again.
# tier: quick
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 6
node=$(node_of)
load
bind_dev > /dev/null
mkfifo /tmp/go
numactl --membind="$node" pagepin /tmp/go > /tmp/pin &
pinner=$!
until_true 20 grep -q pinned /tmp/pin
try "$(dev)/dax_kmem/timeout" 1 > /dev/null

# by_hand TEXT: a block without the pinned page is offlined and onlined again
by_hand() {
	is "$1: a block can be offlined by hand" \
		"$(timeout 60 sysw "$memory/$other/state" offline)" ok
	is "... and onlined" \
		"$(timeout 60 sysw "$memory/$other/state" online_movable)" ok
	is "... only in the zone of the policy" \
		"$(timeout 60 sysw "$memory/$other/state" offline; sysw "$memory/$other/state" online_kernel)" \
		"ok"$'\n'"EPERM"
	sysw "$memory/$other/state" online_movable > /dev/null
}

mark
is "an unplug fails while a page is pinned" "$(set_state unplugged)" ETIMEDOUT
pinned=$(log | sed -n "s/.*dax_kmem $DEV: \(memory[0-9]*\) could not be taken offline.*/\1/p")
other=$(blocks | grep -vx "$pinned" | head -n 1)
like "... the log names one block" "$pinned" "^memory[0-9]+$"
by_hand "after a failed unplug"

echo > /tmp/go
wait $pinner
rm -f /tmp/go
is "the next unplug works" "$(set_state unplugged)" ok
give_back
unload
finish
