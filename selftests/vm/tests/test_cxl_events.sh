#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Media errors that CXL devices report by an interrupt while their memory is online: the
# kernel adds the physical address, for a single device and for an interleaved region.
# tier: full
# kernels: newest other next flavour -6.1-cloud
# machines: cxl cxl_interleaved
# brings: program cxl trixie
# timeout: 200
# skips-on: debug: the kernel has no CXL regions
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cxl.sh"
[ -x /bed/ask ] || skip_all "nobody answers for the host; run it with make check T=cxl_events"
load_cxl
read -ra mems <<< "$(memdevs)"

# event_of NAME MEMDEV: waits for an event; prints "DPA HPA REGION"
event_of() {
	until_true 20 cxl_events "$1"
	cxl_events "$1" | grep "memdev=$2 " |
		sed -n 's/.* dpa=\(\S*\) .*descriptor=.UNCORRECTABLE_EVENT. .* hpa=\(\S*\) .*region=\(\S*\) .*/0x\1 0x\2 \3/p'
}

create_region decoder0.0 "${mems[@]}"
load
is "its memory is online" "$(bind_dev) $(state)" "ok online_movable"
trace_cxl
for i in "${!mems[@]}"; do
	m=${mems[i]} host=$(number_of "${mems[i]}")
	for event in general_media dram; do
		is "the host injects an event of $m" "$(/bed/ask "$event" "$host" 0x8000340)" "done"
		is "... the kernel reports it as cxl_$event, with its physical address" "$(event_of "cxl_$event" "$m")" \
			"0x8000340 $(hpa_of "$region" 0x8000340 "$i") $region"
		forget_events
	done
done
is "all memory is still online" "$(state) $(attr online_size)" "online_movable $(cat "$(dev)/size")"
trace_cxl_end
is "it can be unplugged" "$(set_state unplugged)" ok
give_back
end_region
finish
