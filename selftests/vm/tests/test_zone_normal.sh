#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Policy online_kernel onlines every block in a kernel zone, regardless of auto_online_blocks. The
# kernel may allocate unmovable pages there, so the guest is rebooted.
# tier: quick
# machines: nvdimm
# auto-online: default online offline
# after: reboot
. "$(dirname "$0")/lib.sh"
plan 5
[ -e /vm.conf ] || skip_all "leaves memory that may not be given back"
load policy=online_kernel
is "policy online_kernel binds" "$(bind_dev)" ok
is "... state is online_kernel" "$(state)" online_kernel
is "... policy is online_kernel" "$(attr policy)" online_kernel
is "... every block is in ZONE_NORMAL" "$(zones)" Normal
is "... all memory is online" "$(attr online_size)" "$(attr usable_size)"
finish
