#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every online state can be reached from unplugged, by writing state. What the
# kernel put into a kernel zone meanwhile may stay, so the guest is booted anew.
# tier: quick
# machines: nvdimm
# auto-online: default online
# after: reboot
. "$(dirname "$0")/lib.sh"
plan 8
[ -e /vm.conf ] || skip_all "leaves memory that may not be given back"
load
bind_dev > /dev/null

# The first time nothing has been put there yet.
is "unplugged" "$(set_state unplugged)" ok
is "online_kernel" "$(set_state online_kernel)" ok
is "... state is online_kernel, in zone Normal" "$(state) $(zones)" "online_kernel Normal"
is "... it is the policy from then on" "$(attr policy)" online_kernel
# The kernel may have put something into some of the blocks.
for b in $(blocks | tac) none; do
	[ "$(try "$memory/$b/state" offline)" = ok ] && break
done
is "... a block can be taken offline by hand" "$(cat "$memory/$b/state")" offline
mark
is "... and online_movable is refused to everybody" \
	"$(try "$memory/$b/state" online_movable)" EPERM
like "... the log names block, zone and policy" "$(log)" \
	"dax_kmem $DEV: $b cannot be onlined in zone Movable: the policy is online_kernel"
is "... online, which is where the kernel likes it, is not" \
	"$(try "$memory/$b/state" online; state)" "ok"$'\n'"online_kernel"
finish
