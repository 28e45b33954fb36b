#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The memory is that of the device and of nothing else: what is in the device
# is there when it comes back, as far as memory did not write it over.
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
# Of 2 MiB apart words, memory that was plugged and not used changes few.
at_least "what nobody used as memory is unchanged ($got)" "$same" $((all * 9 / 10))

bind_dev > /dev/null
numactl --membind="$node" nodefill $((usable / 1048576 * 3 / 4)) > /dev/null
give_back
got=$(daxpattern check "/dev/$DEV")
same=${got#same } same=${same% of*}
at_least "what a program filled is in the device: $got" $((all / 2)) "$same"
unload
finish
