#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem attach does what daxkmem plan has printed.
# tier: quick
# machines: nvdimm memmap
# everyday: memmap
. "$(dirname "$0")/lib.sh"
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
load
before=$(iomem)

# planned_value KEY: prints a value of the last plan
planned_value() {
	sed -n "s/^  \"$1\": *\"\?\([^\",]*\)\"\?,\?\$/\1/p" /tmp/plan
}

plan() {
	daxkmem plan "$DEV" --json "$@" > /tmp/plan 2>&1
}

plan
is "a plan without an obstacle succeeds" "$?" 0
is "... changes nothing" "$(iomem; driver_of)" "$before"$'\n'device_dax
daxkmem attach "$DEV" > /tmp/attached
is "node, policy, memory and loss match the attached device" \
	"$(planned_value node) $(planned_value policy) $(planned_value memory) $(planned_value lost)" \
	"$(attr target_node) $(attr policy) $(attr online_size) $(attr lost_size)"
is "... so does the number of blocks" "$(planned_value blocks)" "$(blocks | wc -l)"
is "... the zones" "$(planned_value zones)" "$(zones)"
is "... and the location of the memmap" "$(planned_value memmap_on)" \
	"$(case $(attr memmap_location) in device) echo the device ;; *) echo other memory ;; esac)"
plan
like "a plan for an attached device reports that it is attached" "$(cat /tmp/plan)" "already attached, and would stay unchanged"
daxkmem detach "$DEV" > /dev/null

plan --size 1G --policy online_kernel
is "a plan for a part of the device shows its size and zone" "$(planned_value memory) $(planned_value zones)" "1073741824 Normal"
plan --size 1000M
is "a size that is not a multiple of the block size is refused" "$?" 1
plan --size 900G
is "... so is one that is too large" "$?" 1
plan --node 900
is "... and so is a node that is not possible" "$?" 1
plan --node -1
is "node -1 is the device's own node" "$(planned_value node)" "$(node_of)"
sleep 1000 3<> "/dev/$DEV" &
holder=$!
until_true 10 eval "readlink /proc/$holder/fd/3 | grep -q $DEV"
plan
is "a process that has the device open is an obstacle" "$?" 1
like "... the plan names it" "$(cat /tmp/plan)" "has it open or mapped: $holder"
kill $holder
wait $holder 2> /dev/null
unload
finish
