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

# The blocks have no kernel pages yet.
is "unplugged can be written" "$(set_state unplugged)" ok
is "online_kernel can be written" "$(set_state online_kernel)" ok
is "... state is online_kernel, in ZONE_NORMAL" "$(state) $(zones)" "online_kernel Normal"
is "... the policy changes to online_kernel" "$(attr policy)" online_kernel
# Some of the blocks may have kernel pages.
for b in $(blocks | tac) none; do
	[ "$(try "$memory/$b/state" offline)" = ok ] && break
done
is "... a block can be taken offline by hand" "$(cat "$memory/$b/state")" offline
mark
is "... it cannot be onlined as online_movable by hand" \
	"$(try "$memory/$b/state" online_movable)" EPERM
like "... the log names the block, the zone and the policy" "$(log)" \
	"dax_kmem $DEV: $b cannot be onlined in zone Movable: the policy is online_kernel"
is "... it can be onlined in the zone that the kernel chooses" \
	"$(try "$memory/$b/state" online; state)" "ok"$'\n'"online_kernel"
finish
