#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The health of CXL memory devices in list, show, plan and metrics, on small trees. A file stands
# for the character device of a memory device, and a preloaded ioctl() answers the command with
# hand-made bytes.
# usage: test_cxl_health.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
# shellcheck source=cxl_tree.sh
. "$here/cxl_tree.sh"
# shellcheck source=metrics_format.sh
. "$here/metrics_format.sh"
if ! "${CC:-cc}" -shared -fPIC -Wall -Wextra -Werror -o "$work/mailbox.so" "$here/mailbox.c" 2> "$work/err"; then
	skip_all "no compiler: $(head -n 1 "$work/err")"
fi
plan 35
export MAILBOX_LOG=$work/commands

new_tree
new_decoder decoder0.0 1 10
new_decoder decoder0.1 2 20 30
new_memdev 0 10 0xc0
new_memdev 1 20 0xc1
new_memdev 2 30 0xc2
new_region 0 decoder0.0 100000000 0
new_region 1 decoder0.1 200000000 1 2
new_device dax4.0 500000000 ab

# asks WORD...: runs daxkmem with devices that answer
asks() {
	: > "$MAILBOX_LOG"
	LD_PRELOAD=$work/mailbox.so run "$@"
}

# health_lines WORD: the lines of the plan about the health, and the errors
health_lines() {
	asks plan "$1"
	(sed -n '/^  Health/,/^  Interleave/{/^  Interleave/d;s/^  Health//;s/^ *//;p}' <<< "$out"; echo "$err") |
		paste -sd ' ' | sed 's/ *$//'
}

# column DEVICE...: the columns for devices
column() {
	asks list --output health --raw --noheadings "$@"
	printf '%s' "$out$err" | sed 's/\\x20/_/g' | paste -sd ' '
}

test_unreported() {
	local d=$root/dev/cxl/mem0

	is "without a character device, plan has no health" "$(health_lines dax0.0)" ""
	is "... nor has list" "$(column dax0.0 dax1.0 dax4.0)" "- -,- -"
	put_health 0
	: > "$d"
	is "a device without the command" "$(health_lines dax0.0) $(column dax0.0)" " -"
	put_health 0 0 0 0 0 0 0 0 0
	run plan dax0.0
	check_not "a file that is no character device" grep -q Health "$work/out"
	export MAILBOX_RETVAL=2
	is "a device that reports an error" "$(health_lines dax0.0) $(column dax0.0)" " -"
	export -n MAILBOX_RETVAL
	truncate -s 17 "$d"
	is "an answer that is too short" "$(health_lines dax0.0) $(column dax0.0)" " -"
	rm "$d"
	mkdir "$d"
	is "a character device that cannot be opened" "$(health_lines dax0.0) $(column dax0.0)" " -"
	rmdir "$d"
	asks list --json dax0.0
	is "... succeeds" "$rc $err" "0 "
	fits "... and is missing in JSON" list "$out"
	shows "... without a null" "$out" '.[0].memdevs[0] | has("health")' false
	asks metrics
	is "... and in the metrics" "$rc $(grep -c daxkmem_memdev "$work/out")" "0 0"
}

test_plan() {
	put_health 0 0 0 0 3 36 0 0 0
	is "a device without a problem is normal" "$(health_lines dax0.0)" "mem0: normal, life used 3 %, temperature 36 C"
	put_health 0 0 0 0 0xff 0x7fff 0 0 0
	is "... without life used and temperature" "$(health_lines dax0.0)" "mem0: normal"
	put_health 0 4 0 2 97 55 0 0 0
	is "a device to replace" "$(health_lines dax0.0)" \
		"mem0: hardware replacement needed, life used critical, life used 97 %, temperature 55 C"
	put_health 0 0 0 0x10 0 0xfffb 2 1234567890 4000000000
	is "errors, and frost" "$(health_lines dax0.0)" \
		"mem0: corrected volatile errors warning, life used 0 %, temperature -5 C, corrected volatile errors 1234567890, corrected persistent errors 4000000000, dirty shutdowns 2"
	put_health 0 0 99 0 0xff 0xffff 0 0 0
	is "an unknown value is not normal" "$(health_lines dax0.0)" "mem0: unknown media status"
	asks plan dax0.0
	is "no health is an obstacle" "$rc $(grep -c 'IN THE WAY' "$work/out")" "0 0"
	put_health 2 0 3 8 1 99 0 0 0
	is "of two devices, one" "$(health_lines dax1.0)" "mem2: all data lost, temperature critical, life used 1 %, temperature 99 C"
	put_health 1 0 0 0 1 20 0 0 0
	is "... both" "$(health_lines dax1.0)" \
		"mem1: normal, life used 1 %, temperature 20 C mem2: all data lost, temperature critical, life used 1 %, temperature 99 C"
	asks plan dax1.0
	like "the lines follow the devices" "$out" "  CXL devices        mem1, .*
                     mem2, .*
  Health             mem1: normal, .*
                     mem2: all data lost, .*
  Interleave         2 ways"
}

test_list() {
	put_health 0 5 0 0 0xff 0xffff 0 0 0
	is "list has a column, in the order of the devices" "$(column dax0.0 dax1.0 dax4.0)" \
		"maintenance_needed;_hardware_replacement_needed normal,all_data_lost;_temperature_critical -"
	is "... and asks each device once" "$(grep -c health "$MAILBOX_LOG")" 3
	rm "$root/dev/cxl/mem1"
	is "... of which one does not report" "$(column dax1.0)" "-,all_data_lost;_temperature_critical"
	asks list
	is "list without the column asks no device" "$rc $(grep -c health "$MAILBOX_LOG")" "0 0"
	asks list --output all
	like "... with all columns it does" "$rc $out" "^0 .*all data lost"
}

test_json() {
	put_health 0 4 0 2 97 0xfffb 1 2 4000000000
	asks list --json dax0.0
	fits "list --json matches its schema" list "$out"
	shows "... and has the health" "$out" ".[0].memdevs[0].health" \
		'{"conditions":["hardware replacement needed","life used critical"],"life_used_percent":97,"temperature":-5,"dirty_shutdowns":1,"volatile_errors":2,"pmem_errors":4000000000}'
	put_health 0 0 0 0 0xff 0x7fff 0 0 0
	asks plan --json dax0.0
	fits "plan --json matches its schema" plan "$out"
	shows "... normal has no condition, unknown numbers are missing" "$out" ".memdevs[0].health" \
		'{"conditions":[],"dirty_shutdowns":0,"volatile_errors":0,"pmem_errors":0}'
}

test_show() {
	attach dax0.0 online_movable online_movable 1073741824 1073741824
	asks show dax0.0
	like "show has the health" "$rc $out" "^0 .*CXL devices +mem0.*
  Health +mem0: normal
  Interleave "
	asks show dax0.0 policy
	is "... not with a single setting" "$rc $out $(grep -c health "$MAILBOX_LOG")" "0 online_movable 0"
	asks show --json dax0.0
	fits "show --json matches its schema" device "$out"
	shows "... and has the health" "$out" ".memdevs[0].health.conditions" "[]"
}

test_metrics() {
	put_health 0 4 0 0 97 0xfffb 1 2 4000000000
	put_health 2 0 0 0 0xff 0x7fff 0 0 0
	asks metrics
	is "metrics are in the Prometheus format" "$rc $(format_errors <<< "$out")" "0 "
	is "... and have what devices report" "$(grep '^daxkmem_memdev' <<< "$out")" \
		'daxkmem_memdev_normal{memdev="mem0",serial="0xc0",region="region0"} 0
daxkmem_memdev_normal{memdev="mem2",serial="0xc2",region="region1"} 1
daxkmem_memdev_life_used_ratio{memdev="mem0",serial="0xc0",region="region0"} 0.97
daxkmem_memdev_temperature_celsius{memdev="mem0",serial="0xc0",region="region0"} -5
daxkmem_memdev_dirty_shutdowns{memdev="mem0",serial="0xc0",region="region0"} 1
daxkmem_memdev_dirty_shutdowns{memdev="mem2",serial="0xc2",region="region1"} 0
daxkmem_memdev_corrected_volatile_errors{memdev="mem0",serial="0xc0",region="region0"} 2
daxkmem_memdev_corrected_volatile_errors{memdev="mem2",serial="0xc2",region="region1"} 0
daxkmem_memdev_corrected_persistent_errors{memdev="mem0",serial="0xc0",region="region0"} 4000000000
daxkmem_memdev_corrected_persistent_errors{memdev="mem2",serial="0xc2",region="region1"} 0'
}

test_unreported
test_plan
test_list
test_json
test_show
test_metrics
finish
