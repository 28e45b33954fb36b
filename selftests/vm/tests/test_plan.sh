#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What plan says is what attach then does.
# tier: quick
# machines: nvdimm memmap
# everyday: memmap
. "$(dirname "$0")/lib.sh"
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
load
before=$(iomem)
rm -f /var/lib/daxkmem/attach-rate

# said KEY: a value of the last plan
said() {
	sed -n "s/^  \"$1\": *\"\?\([^\",]*\)\"\?,\?\$/\1/p" /tmp/plan
}

plan() {
	daxkmem plan "$DEV" --json "$@" > /tmp/plan 2>&1
}

plan
is "a plan that nothing is in the way of" "$?" 0
is "... does nothing" "$(iomem; driver_of)" "$before"$'\n'device_dax
is "... knows no time yet" "$(said seconds)" ""
daxkmem attach "$DEV" > /tmp/attached
is "node, policy, memory and loss are as attach makes them" \
	"$(said node) $(said policy) $(said memory) $(said lost)" \
	"$(attr target_node) $(attr policy) $(attr online_size) $(attr lost_size)"
is "... blocks too" "$(said blocks)" "$(blocks | wc -l)"
is "... and zones" "$(said zones)" "$(zones)"
is "... and the memory map's place" "$(said memmap_on)" \
	"$(case $(attr memmap_location) in device) echo the device ;; *) echo other memory ;; esac)"
plan
like "a plan for what is attached says so" "$(cat /tmp/plan)" "it is attached already"
daxkmem detach "$DEV" > /dev/null
plan
like "the next plan knows how long it takes" "$(said seconds)" "^[0-9]+\.[0-9]$"

plan --size 1G --policy online_kernel
is "a plan of a part" "$(said memory) $(said zones)" "1073741824 Normal"
plan --size 1000M
is "a size that is not whole blocks is in the way" "$?" 1
plan --size 900G
is "... and one that is too large" "$?" 1
plan --node -1
is "... and no node" "$?" 1
sleep 1000 3<> "/dev/$DEV" &
holder=$!
until_true 10 eval "readlink /proc/$holder/fd/3 | grep -q $DEV"
plan
is "... and a process that has it open" "$?" 1
like "... which is named" "$(cat /tmp/plan)" "has it open or mapped: $holder"
kill $holder
wait $holder 2> /dev/null
mkdir -p /etc/udev/rules.d
echo 'SUBSYSTEM=="memory", ACTION=="add", ATTR{state}="online"' > /etc/udev/rules.d/40-hot.rules
plan --policy auto
is "a udev rule that brings memory online is in nobody's way" "$?" 0
like "... but is named" "$(cat /tmp/plan)" "/etc/udev/rules.d/40-hot.rules, line 1, brings memory online by itself"
rm /etc/udev/rules.d/40-hot.rules
rm -f /var/lib/daxkmem/attach-rate
unload
finish
