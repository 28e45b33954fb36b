#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# No block can be onlined in a zone that the policy does not name.
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
is "... state is mixed" "$(state)" mixed
mark
is "with policy online_movable, online_kernel is refused by hand" \
	"$(try "$file" online_kernel)" EPERM
like "... and the log names the block, the zone and the policy" "$(log)" \
	"dax_kmem $DEV: $b cannot be onlined in zone Normal: the policy is online_movable"
is "... the block stays offline" "$(cat "$file")" offline
is "... online_movable is not refused" "$(try "$file" online_movable)" ok
is "... state is online_movable again" "$(state)" online_movable

is "the policy can be changed while memory is online" \
	"$(try "$(dev)/dax_kmem/policy" online_kernel)" ok
is "... and reads back" "$(attr policy)" online_kernel
is "... without moving a block" "$(zones)" Movable
try "$file" offline > /dev/null
is "with policy online_kernel, online_movable is refused by hand" \
	"$(try "$file" online_movable)" EPERM

# Policies that name no zone allow all. Use one block for each policy: a block in a kernel zone
# may stay there permanently.
n=0
for policy in online offline auto; do
	n=$((n + 1))
	file=$memory/$(blocks | tail -n $n | head -n 1)/state
	try "$(dev)/dax_kmem/policy" $policy > /dev/null
	try "$file" offline > /dev/null
	is "with policy $policy, online_kernel is allowed" "$(try "$file" online_kernel)" ok
	is "... state is mixed, because zones differ" "$(state)" mixed
done
is "a state is refused while a block is in another zone" \
	"$(set_state online_movable)" EBUSY
finish
