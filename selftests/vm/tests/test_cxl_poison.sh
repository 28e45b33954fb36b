#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Poison that the host injects into CXL devices whose memory is online: the kernel reports it
# with physical addresses, for a single device and for an interleaved region.
# tier: full
# kernels: newest other next flavour -6.1-cloud
# machines: cxl cxl_interleaved
# brings: program cxl trixie
# timeout: 200
# skips-on: debug: the kernel has no CXL regions
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cxl.sh"
[ -x /bed/ask ] || skip_all "nobody answers for the host; run it with make check T=cxl_poison"
load_cxl
read -ra mems <<< "$(memdevs)"

# events_of MEMDEV: the reported ranges, as "HPA DPA LENGTH"
events_of() {
	cxl_events cxl_poison | grep "memdev=$1 " |
		sed -n 's/.* hpa=\(\S*\) .*dpa=\(\S*\) dpa_length=\(\S*\) .*/\1 \2 \3/p' | sort
}

create_region decoder0.0 "${mems[@]}"
load
is "its memory is online" "$(bind_dev) $(state)" "ok online_movable"
trace_cxl
for i in "${!mems[@]}"; do
	m=${mems[i]} host=$(number_of "${mems[i]}")
	is "the host poisons 256 bytes of $m" "$(/bed/ask poison "$host" 0x8000000 256)" "done"
	is "... and 64 bytes in the middle of a page" "$(/bed/ask poison "$host" 0x10000340 64)" "done"
	is "... the kernel is not notified" "$(cxl_events cxl_poison)" ""
	is "a read of the poison list succeeds" "$(try "$cxl/$m/trigger_poison_list" 1)" ok
	is "... it reports both ranges, with physical addresses" "$(events_of "$m")" \
		"$(hpa_of "$region" 0x8000000 "$i") 0x8000000 0x100"$'\n'"$(hpa_of "$region" 0x10000340 "$i") 0x10000340 0x40"
	forget_events
done
is "all memory is still online" "$(state) $(attr online_size)" "online_movable $(cat "$(dev)/size")"
trace_cxl_end
is "it can be unplugged" "$(set_state unplugged)" ok
give_back
end_region
finish
