#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The reporter of make bench: table, goals and chart from fixed measurements, and measurements
# from a trace.
# tier: quick
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
bench=$top/selftests/bench

# Two sizes; three rounds of one metric, whose median counts.
cat > "$work/measurements" <<'END'
64 daxkmem blocks 512
64 daxkmem attach.seconds 9.000000
64 daxkmem attach.seconds 2.000000
64 daxkmem attach.seconds 1.000000
64 daxkmem attach.kernel 1.950000
64 daxkmem attach.memunmap_pages 0.100000
64 daxkmem attach.add_memory_driver_managed 0.512000
64 daxkmem attach.device_online 0.512000
64 daxkmem attach.first 1.000000
64 daxkmem attach.dram_mib 1024
64 daxkmem detach.seconds 2.100000
64 daxkmem detach.kernel 1.800000
64 daxctl attach.seconds 2.500000
64 daxctl attach.kernel 1.970000
64 daxctl detach.seconds 2.000000
64 auto attach.seconds 4.000000
64 auto detach.seconds 2.000000
256 daxkmem blocks 2048
256 daxkmem attach.seconds 9.000000
256 daxkmem attach.kernel 8.000000
256 daxkmem attach.first 0.045000
256 daxkmem detach.seconds 9.000000
256 daxkmem list.cpu_ms 40.0
256 daxkmem version.cpu_ms 10.0
256 daxctl attach.seconds 10.000000
256 daxctl detach.seconds 9.500000
256 daxctl list.cpu_ms 100.0
256 auto attach.seconds 30.000000
END
report() {
	awk -v kernel=6.12 -f "$bench/report.awk" "$1" 2>&1 | tr -s ' -'
	return "${PIPESTATUS[0]}"
}
got=$(report "$work/measurements")
like "the table has the sizes" "$got" '\| 64 GiB \| 256 GiB \|'
like "... the median, and the ratio to the tool's time" "$got" \
	'attach, s \| daxkmem \| 2\.00 \(1\.00\) \| 9\.00 \(1\.00\) \|'
like "... and of another system" "$got" 'in-tree with auto-online \| 4\.00 \(2\.00\) \| 30\.00 \(3\.33\) \|'
like "... the least time in the kernel" "$got" "the kernel's own calls \\| 1\.95 \\(0\.97\\) \\| 8\.00 \\(0\.89\\) \\|"
like "... a dash for a missing measurement" "$got" 'sysfs alone \| - \| - \|'
like "... and the part of the attach before the first usable memory" "$got" \
	'first usable memory, s \| daxkmem \| 1\.00 \(50\.0 %\) \| 0\.04 \(0\.5 %\) \|'
check_not "... no row for a system that this kernel does not have" grep -q "state attribute" <<< "$got"
{ cat "$work/measurements"; echo "64 state detach.seconds 4.200000"; } > "$work/state"
like "... and a row if it has" "$(report "$work/state")" \
	'in-tree by its state attribute \| 4\.20 \(2\.00\) \| - \|'
goals=$(sed -n 's/^- //p' <<< "$got")
like "a goal that is met is reported" "$goals" 'auto-online at 256 GiB: met: 0\.300 at 256 GiB'
like "... a goal that is missed at one size, with the measured floor" "$goals" \
	'than daxctl.s: not met: 1\.050 at 64 GiB, 0\.947 at 256 GiB; measured floor 0\.900 at 64 GiB'
like "... the floor of the first usable memory: unmap, add and online one block" "$goals" \
	'measured floor 5\.1 % at 64 GiB'
like "the list is judged at the size with most blocks" "$goals" 'CPU time: met: 0\.400 at 2048 blocks'
like "the goals are counted" "$got" '2 of 5 goals are met'
like "a goal whose metric is missing is not judged" \
	"$(grep -v ' list' "$work/measurements" > "$work/less"; report "$work/less")" "CPU time: not measured"
check_not "no measurements are an error" report /dev/null

awk -v kernel=6.12 -f "$bench/chart.awk" "$work/measurements" > "$work/svg"
if command -v python3 > /dev/null; then
	check "the chart is well-formed XML" python3 -c \
		'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "$work/svg"
else
	skip "the chart is well-formed XML" "python3 is missing"
fi
is "... with a bar for each time" "$(grep -c '<rect.*height="[0-9.]*[1-9]' "$work/svg")" 14
is "... and no NaN or infinity" "$(grep -ciE '\b(nan|inf)\b' "$work/svg")" 0

cat > "$work/trace" <<'END'
# tracer: function_graph
#     TIME        DURATION                  FUNCTION CALLS
   10.000000 |               |  /* begin */
   10.100000 |   100000.0 us |  memunmap_pages();
 ------------------------------------------
 dax_kme-176   =>    bash-151
 ------------------------------------------
   10.200000 |               |  add_memory_driver_managed() {
   10.200001 |     1.000 us  |    device_online();
   10.300000 |  100000.0 us  |  } /* add_memory_driver_managed */
   10.300000 |               |  device_online() {
   10.350000 |    10.000 us  |    kswapd_run();
   10.400000 |  100000.0 us  |  } /* device_online */
   11.000000 |               |  /* end */
   11.500000 |    99.000 us  |  device_online();
END
is "a trace yields the time between the markers and the times of outermost calls" \
	"$(awk -v name=a -f "$bench/trace.awk" "$work/trace" | sort | xargs)" \
	"a.add_memory_driver_managed 0.100000 a.device_online 0.100000 a.first 0.350010 a.kernel 0.300000 a.memunmap_pages 0.100000 a.seconds 1.000000"
finish
