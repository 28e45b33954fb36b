#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The contents of a device survive an unplug, except where the memory was used.
# tier: full
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 4
[ -c "/dev/$DEV" ] || skip_all "no /dev/$DEV"
node=$(node_of)

like "a pattern is written through the device" "$(daxpattern write "/dev/$DEV")" "^same"
load
set -- "$(bind_dev)"
is "the device is bound" "$1" ok
usable=$(attr usable_size)
set_state unplugged > /dev/null
give_back
got=$(daxpattern check "/dev/$DEV")
same=${got#same } same=${same% of*} all=${got##*of }
# The pattern has a word every 2 MiB; memory that is plugged but unused changes few.
at_least "memory that no program used is unchanged ($got)" "$same" $((all * 9 / 10))

bind_dev > /dev/null
numactl --membind="$node" nodefill $((usable / 1048576 * 3 / 4)) > /dev/null
give_back
got=$(daxpattern check "/dev/$DEV")
same=${got#same } same=${same% of*}
at_least "memory that a program filled has changed: $got" $((all / 2)) "$same"
unload
finish
