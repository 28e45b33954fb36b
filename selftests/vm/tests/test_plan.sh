#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# attach does what plan has printed.
# tier: quick
# machines: nvdimm memmap
# everyday: memmap
. "$(dirname "$0")/lib.sh"
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
load
before=$(iomem)

# said KEY: a value of the last plan
said() {
	sed -n "s/^  \"$1\": *\"\?\([^\",]*\)\"\?,\?\$/\1/p" /tmp/plan
}

plan() {
	daxkmem plan "$DEV" --json "$@" > /tmp/plan 2>&1
}

plan
is "a plan without an obstacle" "$?" 0
is "... changes nothing" "$(iomem; driver_of)" "$before"$'\n'device_dax
daxkmem attach "$DEV" > /tmp/attached
is "node, policy, memory and loss match the attached device" \
	"$(said node) $(said policy) $(said memory) $(said lost)" \
	"$(attr target_node) $(attr policy) $(attr online_size) $(attr lost_size)"
is "... blocks too" "$(said blocks)" "$(blocks | wc -l)"
is "... and zones" "$(said zones)" "$(zones)"
is "... and the place of the memmap" "$(said memmap_on)" \
	"$(case $(attr memmap_location) in device) echo the device ;; *) echo other memory ;; esac)"
plan
like "a plan for an attached device says so" "$(cat /tmp/plan)" "already attached, and would stay unchanged"
daxkmem detach "$DEV" > /dev/null

plan --size 1G --policy online_kernel
is "a plan for a part of the device" "$(said memory) $(said zones)" "1073741824 Normal"
plan --size 1000M
is "a size that is not whole blocks is refused" "$?" 1
plan --size 900G
is "... and so is one that is too large" "$?" 1
plan --node 900
is "... and a node that is not possible" "$?" 1
plan --node -1
is "-1 is the device's own node" "$(said node)" "$(node_of)"
sleep 1000 3<> "/dev/$DEV" &
holder=$!
until_true 10 eval "readlink /proc/$holder/fd/3 | grep -q $DEV"
plan
is "a process that has the device open is an obstacle" "$?" 1
like "... and is named" "$(cat /tmp/plan)" "has it open or mapped: $holder"
kill $holder
wait $holder 2> /dev/null
unload
finish
