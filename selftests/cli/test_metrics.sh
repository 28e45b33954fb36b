#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem metrics on small trees: the values, the Prometheus format, and output to a file.
# Needs no root.
# usage: test_metrics.sh [DAXKMEM]
# skips-on: any: promtool is missing
# shellcheck source=tree.sh
. "$(dirname "$0")/tree.sh"
# shellcheck source=metrics_format.sh
. "$cli/metrics_format.sh"
# shellcheck source=json.sh
. "$cli/json.sh"
plan 29

make_tree() {
	put /sys/module/dax_kmem/parameters/policy online_movable
	tree_device dax0.0 2111832064 1 device_dax
	tree_device dax1.0 2111832064 2 dax_kmem
	tree_attached dax1.0 mixed online_movable 536870912 402653184 268435456 98566144
	tree_blocks dax1.0 "memory32 online Normal 0" "memory33 online Movable 2" \
		"memory34 offline - 0" "memory35 unplugged - 0"
	tree_device dax10.0 512 ""
	put /sys/devices/system/node/node2/meminfo \
		"Node 2 MemTotal:       262144 kB
Node 2 MemFree:        200000 kB"
	put /sys/devices/system/node/node2/access0/initiators/read_latency 350
	put /sys/devices/system/node/node2/access0/initiators/read_bandwidth 30720
}

# sample SERIES: prints its value
sample() {
	grep -v '^#' <<< "$out" | grep -F "$1 " | sed 's/.* //'
}

test_values() {
	local d='{device="dax1.0",node="2"}'

	run metrics
	is "metrics succeeds" "$rc $err" "0 "
	is "... in the Prometheus format" "$(format_errors <<< "$out")" ""
	is "... the driver is loaded" "$(sample daxkmem_driver_loaded)" 1
	is "... sizes of an attached device" \
		"$(sample "daxkmem_device_size_bytes$d") $(sample "daxkmem_device_usable_bytes$d") $(sample "daxkmem_device_requested_bytes$d") $(sample "daxkmem_device_plugged_bytes$d") $(sample "daxkmem_device_online_bytes$d") $(sample "daxkmem_device_lost_bytes$d") $(sample "daxkmem_device_withheld_bytes$d") $(sample "daxkmem_device_bad_bytes$d")" \
		"2111832064 536870912 402653184 402653184 268435456 98566144 0 $((2 * $(getconf PAGESIZE)))"
	is "... which devices are attached" \
		"$(grep ^daxkmem_device_attached <<< "$out")" \
		'daxkmem_device_attached{device="dax0.0",node="1"} 0
daxkmem_device_attached{device="dax1.0",node="2"} 1
daxkmem_device_attached{device="dax10.0"} 0'
	is "... one state is 1" \
		"$(grep '^daxkmem_device_state{.* 1$' <<< "$out")" \
		'daxkmem_device_state{device="dax1.0",node="2",state="mixed"} 1'
	is "... and the others are 0" \
		"$(grep -c '^daxkmem_device_state{.* 0$' <<< "$out")" 5
	is "... blocks by state and zone" \
		"$(grep '^daxkmem_device_blocks' <<< "$out")" \
		'daxkmem_device_blocks{device="dax1.0",node="2",state="online",zone="Normal"} 1
daxkmem_device_blocks{device="dax1.0",node="2",state="online",zone="Movable"} 1
daxkmem_device_blocks{device="dax1.0",node="2",state="offline"} 1
daxkmem_device_blocks{device="dax1.0",node="2",state="unplugged"} 1'
	is "... the values of the node" "$(grep '^daxkmem_node' <<< "$out")" \
		'daxkmem_node_memory_total_bytes{node="2"} 268435456
daxkmem_node_memory_free_bytes{node="2"} 204800000
daxkmem_node_memory_used_bytes{node="2"} 63635456
daxkmem_node_read_latency_seconds{node="2"} 3.5e-07
daxkmem_node_read_bandwidth_bytes_per_second{node="2"} 3.072e+10'
	is "... no online size for a device that is not attached" \
		"$(grep -c '^daxkmem_device_online_bytes{device="dax0' <<< "$out")" 0
	first=$out
	run metrics
	is "... the order is stable" "$out" "$first"
}

# promtool is part of Prometheus and may be missing; format_errors checks the format, too.
test_promtool() {
	command -v promtool > /dev/null || { skip promtool "promtool is missing"; return; }
	run metrics
	is "promtool finds no error" "$(promtool check metrics <<< "$out" 2>&1)" ""
}

test_escapes() {
	printf 'a"b\\c\td\n' > "$root/sys/bus/dax/devices/dax1.0/dax_kmem/policy"
	run metrics
	is "special characters in a label" "$(format_errors <<< "$out")" ""
	like "... are escaped" "$out" 'policy="a\\"b\\\\c[?]d"'
	put /sys/bus/dax/devices/dax1.0/dax_kmem/policy online_movable
}

test_file() {
	local f=$work/daxkmem.prom

	run metrics
	first=$out
	echo old > "$f"
	exec 3< "$f"
	run metrics --output "$f"
	is "--output: nothing on standard output" "$rc $out$err" "0 "
	is "... the file has the same output" "$(< "$f")" "$first"
	is "... a reader of the old file still sees it" "$(cat <&3)" old
	exec 3<&-
	is "... which is readable by all" "$(stat -c %a "$f")" 644
	is "... and no temporary file is left" "$(ls "$work"/*prom*)" "$f"
	run metrics --output "$work/nowhere/daxkmem.prom"
	is "a directory that does not exist" "$rc" 1
	like "... is reported" "$err" "nowhere/daxkmem.prom: cannot write the metrics: .*\(ENOENT\)"
	mkdir "$work/dir"
	run metrics --output "$work/dir"
	is "a directory in place of the file" "$rc" 1
	is "... leaves no temporary file" "$(ls -d "$work"/dir*)" "$work/dir"
}

test_json() {
	run metrics --json
	is "--json is refused" "$rc" 2
	like "... and the error names the command that prints JSON" "$err" "text format of Prometheus.*daxkmem list --json"
}

test_nothing() {
	root=$work/nothing
	mkdir "$root"
	run metrics
	is "a missing dax bus is not an error" "$rc $err" "0 "
	is "... the driver is not loaded" "$(sample daxkmem_driver_loaded)" 0
	is "... and there is no other value" "$(grep -vc '^#' <<< "$out")" 1
}

make_tree
before=$(find "$root" -newermt 2000-01-01 -printf '%p %T@\n' | sort)
test_values
is "nothing was changed" "$(find "$root" -newermt 2000-01-01 -printf '%p %T@\n' | sort)" "$before"
test_promtool
test_escapes
test_file
test_json
test_nothing
finish
