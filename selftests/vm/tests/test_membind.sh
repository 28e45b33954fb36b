#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Programs bound to the node get its memory and no other.
# tier: full
# machines: nvdimm
# auto-online: default online
# timeout: 300
# log-allows: Call Trace:|RIP: 0033
. "$(dirname "$0")/lib.sh"
node=$(node_of)
load
is "the device is bound" "$(bind_dev)" ok

mib=$(($(attr online_size) / 1048576 * 2 / 3))
got=$(numactl --membind="$node" nodefill $mib)
is "a program fills two thirds of the node, with all pages on it" \
	"$(xargs <<< "$got")" "$node:$((mib * 256)) lost 0"

# A program that requests a tenth more than the node has fails. It does not get pages of
# another node.
mib=$(($(attr online_size) / 1048576 * 11 / 10))
got=$(numactl --membind="$node" nodefill $mib 2>&1)
rc=$?
check_not "a program cannot get more than the node has" test $rc = 0
like "no page comes from another node" "$got" '^[^:]*$'
at_least "the node is free again" "$(node_kb "$node" MemFree)" \
	"$(($(node_kb "$node" MemTotal) * 9 / 10))"

mark
mkfifo /tmp/go
numactl --membind="$node" nodefill 512 /tmp/go > /tmp/fill &
filler=$!
until_true 20 grep -q : /tmp/fill
like "numa_maps shows pages of a running program on the node" \
	"$(cat /proc/$filler/numa_maps)" "N$node=[1-9]"
is "the memory can be unplugged while a program uses it" "$(set_state unplugged)" ok
echo > /tmp/go
wait $filler
is "its pages have moved and no byte is lost" "$(tail -n 1 /tmp/fill)" "lost 0"
rm -f /tmp/go

give_back
unload
finish
