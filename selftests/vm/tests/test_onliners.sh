#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Nobody brings a block online in a zone that the policy does not name.
# tier: quick
# machines: nvdimm
# auto-online: default online
# after: reboot
. "$(dirname "$0")/lib.sh"
plan 18
[ -e /vm.conf ] || skip_all "leaves memory that may not be given back"
load
bind_dev > /dev/null
b=$(blocks | tail -n 1)
file=$memory/$b/state

is "a block can be taken offline by hand" "$(try "$file" offline)" ok
is "state says mixed" "$(state)" mixed
mark
is "online_movable: online_kernel is refused to everybody" \
	"$(try "$file" online_kernel)" EPERM
like "... and the log names the block, the zone and the policy" "$(log)" \
	"dax_kmem $DEV: $b cannot be onlined in zone Normal: the policy is online_movable"
is "... the block is as it was" "$(cat "$file")" offline
is "... online_movable is not refused" "$(try "$file" online_movable)" ok
is "state is whole again" "$(state)" online_movable

is "the policy can be changed while memory is online" \
	"$(try "$(dev)/dax_kmem/policy" online_kernel)" ok
is "... and reads so" "$(attr policy)" online_kernel
is "... which moves nothing" "$(zones)" Movable
try "$file" offline > /dev/null
is "online_kernel: online_movable is refused to everybody" \
	"$(try "$file" online_movable)" EPERM

# Where no zone is named, none is guarded. One block for each policy: what is
# in a kernel zone may stay there for good.
n=0
for policy in online offline auto; do
	n=$((n + 1))
	file=$memory/$(blocks | tail -n $n | head -n 1)/state
	try "$(dev)/dax_kmem/policy" $policy > /dev/null
	try "$file" offline > /dev/null
	is "$policy: online_kernel is refused to nobody" "$(try "$file" online_kernel)" ok
	is "$policy: state says that zones differ" "$(state)" mixed
done
is "a state that a block in another zone stands against is refused" \
	"$(set_state online_movable)" EBUSY
finish
