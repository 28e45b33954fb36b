#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every online state can be reached from unplugged by a write to state. Kernel pages may
# stay in a kernel zone, so the guest is rebooted.
# tier: quick
# machines: nvdimm
# auto-online: default online
# after: reboot
. "$(dirname "$0")/lib.sh"
plan 8
[ -e /vm.conf ] || skip_all "leaves memory that may not be given back"
load
bind_dev > /dev/null

# At first there are no kernel pages in the blocks.
is "unplugged" "$(set_state unplugged)" ok
is "online_kernel" "$(set_state online_kernel)" ok
is "... state is online_kernel, in ZONE_NORMAL" "$(state) $(zones)" "online_kernel Normal"
is "... it is the policy from then on" "$(attr policy)" online_kernel
# Some of the blocks may have kernel pages.
for b in $(blocks | tac) none; do
	[ "$(try "$memory/$b/state" offline)" = ok ] && break
done
is "... a block can be taken offline by hand" "$(cat "$memory/$b/state")" offline
mark
is "... and online_movable is refused by hand" \
	"$(try "$memory/$b/state" online_movable)" EPERM
like "... the log names block, zone and policy" "$(log)" \
	"dax_kmem $DEV: $b cannot be onlined in zone Movable: the policy is online_kernel"
is "... online, in the zone that the kernel chooses, is not" \
	"$(try "$memory/$b/state" online; state)" "ok"$'\n'"online_kernel"
finish
