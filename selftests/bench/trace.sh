# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Runs in the guest: measures a command with the kernel's function tracer. The begin and the
# end of the command and the calls of kernel functions have times of the same clock.
t=/sys/kernel/debug/tracing

# The functions of the kernel that an attach and a detach call, with any driver. kswapd_run()
# is called once the pages of a block can be allocated. Linux 7.3 has all of them; its kmem
# calls those that are new there.
functions="memunmap_pages add_memory_driver_managed __add_memory_driver_managed
	device_online kswapd_run device_offline remove_memory offline_and_remove_memory
	offline_and_remove_memory_ranges memremap_pages"

trace_open() {
	local f o

	echo 0 > $t/tracing_on
	echo mono > $t/trace_clock
	echo 16384 > $t/buffer_size_kb
	echo > $t/set_ftrace_filter
	for f in $functions; do
		echo "$f" >> $t/set_ftrace_filter 2> /dev/null
	done
	echo function_graph > $t/current_tracer
	for o in funcgraph-abstime funcgraph-tail nofuncgraph-overhead nofuncgraph-cpu; do
		echo $o > $t/trace_options
	done
}

# traced NAME COMMAND...: run COMMAND and print its measurements, prefixed with NAME
traced() {
	local name=$1

	shift
	echo > $t/trace
	echo 1 > $t/tracing_on
	echo begin > $t/trace_marker
	"$@" > /tmp/said 2>&1 || { echo "failed: $*"; cat /tmp/said; exit 1; }
	echo end > $t/trace_marker
	echo 0 > $t/tracing_on
	awk -v "name=$name" -f /bed/trace.awk $t/trace || exit 1
}
