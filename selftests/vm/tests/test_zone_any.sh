#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Policies online and auto leave the zone to the kernel. It may choose a kernel zone, so
# the guest is rebooted.
# tier: quick
# machines: nvdimm
# auto-online: default online offline
# after: reboot
. "$(dirname "$0")/lib.sh"
[ -e /vm.conf ] || skip_all "leaves memory that may not be given back"
auto=$(cat $memory/auto_online_blocks)

load policy=auto
is "policy auto binds" "$(bind_dev)" ok
is "... state follows auto_online_blocks" "$(state)" "$auto"
if [ "$auto" = online ]; then
	is "... all memory is online" "$(attr online_size)" "$(attr usable_size)"
	is "... online, the current state, can be written" "$(set_state online)" ok
	is "... online_movable is refused without an unplug" \
		"$(set_state online_movable)" EBUSY
	finish
fi

set_state unplugged > /dev/null
is "policy online can be set on the device" \
	"$(try "$(dev)/dax_kmem/policy" online)" ok
is "... online can be written" "$(set_state online)" ok
is "... state is online" "$(state)" online
is "... all memory is online" "$(attr online_size)" "$(attr usable_size)"
is "after an unbind and a bind, state is still online" \
	"$(try $bus/drivers/$drv/unbind "$DEV"; bind_dev; state)" "ok"$'\n'"ok"$'\n'"online"
finish
