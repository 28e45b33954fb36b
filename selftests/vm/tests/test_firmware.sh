#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The latency and bandwidth that daxkmem reads from SRAT and HMAT before the node exists
# are those that the kernel shows for the node later.
# tier: quick
# machines: memmap hmem three_nodes
# everyday: three_nodes hmem
. "$(dirname "$0")/lib.sh"
plan 15
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
[ -s /sys/firmware/acpi/tables/HMAT ] || skip_all "firmware has no HMAT"
node=$(node_of)
node_dir=/sys/devices/system/node/node$node
access=$node_dir/access0/initiators
keys="read_latency write_latency read_bandwidth write_bandwidth"

# value KEY: the first value of this key in the JSON on stdin
value() {
	sed -n "s/^ *\"$1\": *\"\?\([^\",]*\)\"\?,\?\$/\1/p" | head -n 1
}

# listed: the four figures of the device in daxkmem list
listed() {
	local k

	daxkmem list "$DEV" --json > /tmp/list || fail "daxkmem list"
	for k in $keys; do
		value "$k" < /tmp/list
	done | xargs
}

# shown CLASS: the kernel's figures for the node in this access class, and the initiators
shown() {
	# shellcheck disable=SC2086
	(cd "$node_dir/access$1/initiators" && cat $keys && ls -d node*) 2> /dev/null | xargs
}

check_not "the kernel has no figures for node $node yet" test -e "$access"
before=$(listed)
like "the tool has all four figures" "$before" "^[1-9][0-9]* [1-9][0-9]* [1-9][0-9]* [1-9][0-9]*$"
is "... columns of list show them" \
	"$(daxkmem list "$DEV" --output latency,bandwidth | tail -n 1 | xargs)" \
	"$(cut -d' ' -f1,3 <<< "$before")"
is "plan shows them" "$(daxkmem plan "$DEV" --json > /tmp/plan; value read_latency < /tmp/plan) \
$(value read_bandwidth < /tmp/plan)" "$(cut -d' ' -f1,3 <<< "$before")"
dram=$(cat /sys/devices/system/node/node0/access0/initiators/read_latency)
is "... with the ratio to DRAM's latency" "$(value latency_ratio < /tmp/plan)" \
	"$(awk -v a="${before%% *}" -v b="$dram" 'BEGIN { printf "%.1f", a / b }')"

if [ -e /vm.conf ]; then
	is "a user who may not read the tables sees no figures" \
		"$(as_user "daxkmem list $DEV --json" | value read_latency)" null
	like "... and a note says why" "$(as_user "daxkmem plan $DEV")" \
		"Note: only root can read the latency"
else
	skip "a user who may not read the tables sees no figures" "not one of our guests"
	skip "... and a note says why" "not one of our guests"
fi

load
is "the device is bound" "$(bind_dev)" ok
# shellcheck disable=SC2086
is "the kernel shows the same figures for the node" \
	"$(cd "$access" && cat $keys | xargs)" "$before"
is "the tool then shows the kernel's figures" "$(listed)" "$before"
if [ -e /vm.conf ]; then
	is "... which any user may see" \
		"$(as_user "daxkmem list $DEV --json" | value read_latency)" "${before%% *}"
else
	skip "... which any user may see" "not one of our guests"
fi
first=("$(shown 0)" "$(shown 1)")
# Linux 6.1 exports no function that lets the driver restore them.
[[ $(uname -r) != 6.1.* ]] || first=("" "")
set_state unplugged > /dev/null
set_state online_movable > /dev/null
is "after an unplug and a plug the tool still has the figures" "$(listed)" "$before"
is "... the kernel shows the same as before" "$(shown 0)" "${first[0]}"
is "... also for access from processors" "$(shown 1)" "${first[1]}"
give_back
unload
load
bind_dev > /dev/null
is "after a module reload the kernel shows the same figures" "$(shown 0) $(shown 1)" \
	"${first[0]} ${first[1]}"
rm -f /tmp/list /tmp/plan
give_back
unload
finish
