#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Errors that CXL devices report while their memory is online: daxkmem takes the page out of
# use at once, saves it, and says who reported it. Corrected errors count up to a threshold.
# tier: full
# kernels: newest other next flavour -6.1-cloud
# machines: cxl cxl_interleaved
# brings: program cxl trixie
# timeout: 300
# skips-on: debug: the kernel has no CXL regions
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cxl.sh"
[ -x /bed/ask ] || skip_all "nobody answers for the host; run it with make check T=cxl_bad_online"
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
load_cxl
read -ra mems <<< "$(memdevs)"
last=$((${#mems[@]} - 1))
host=$(number_of "${mems[last]}")
rm -rf /var/lib/daxkmem
[ -d /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing

# page_at DPA: the page of an address of the last device, as a range
page_at() {
	local page=$(($(hpa_of "$region" "$1" "$last") & ~4095))

	printf '%#018x-%#018x\n' "$page" $((page + 4095))
}

# known PAGE: the lists that have the page, and who reported it
known() {
	daxkmem bad list "$DEV" | awk -v start="${1%-*}" '$1 == start { print $4, $5 }'
}

# shellcheck disable=SC2317
knows() {
	[ "$(known "$1")" = "driver,ledger $2" ] && grep -q "$1 were" /tmp/watch
}

# retired TEXT DPA SOURCE: a point: the page is bad, and no longer free
retired() {
	local page

	page=$(page_at "$2")
	until_true 20 knows "$page" "$3"
	is "$1: the page is in both lists" "$(known "$page")" "driver,ledger $3"
	is "... the kernel has taken it out of use" "$(flag "${page%-*}" 19) $(flag "${page%-*}" 10)" "1 0"
	is "... the watch says so" "$(grep -c "bad pages $page were reported by $3" /tmp/watch)" 1
	is "... monitor, too" "$(grep -c "bad_pages $(printf '%#x-%#x' "${page%-*}" "${page#*-}")" /tmp/monitor)" 1
}

create_region decoder0.0 "${mems[@]}"
load
tool attach "$DEV" --size $block_size
is "attach succeeds" "$rc $(attr online_size)" "0 $block_size"
daxkmem monitor "$DEV" > /tmp/monitor 2>&1 &
monitor=$!
daxkmem bad save "$DEV" --watch --threshold 3 > /tmp/watch 2>&1 &
watch=$!
check "a trace instance is created" until_true 20 test -e "/sys/kernel/tracing/instances/daxkmem-$watch-1/trace_pipe"
until_true 20 grep -q 1 "/sys/kernel/tracing/instances/daxkmem-$watch-1/events/cxl/cxl_dram/enable"

is "the host injects a media error" "$(/bed/ask general_media "$host" 0x1000340)" "done"
retired "a media error" 0x1000340 cxl-media
is "the host injects a DRAM error" "$(/bed/ask dram "$host" 0x1010340)" "done"
retired "a DRAM error" 0x1010340 cxl-dram
is "the host poisons a line" "$(/bed/ask poison "$host" 0x1020340 64)" "done"
is "... somebody reads the poison list" "$(try "$cxl/${mems[last]}/trigger_poison_list" 1)" ok
retired "poison" 0x1020340 cxl-poison

for _ in 1 2; do
	is "the host injects a corrected error" "$(/bed/ask corrected "$host" 0x1030340)" "done"
done
sleep 3
is "... two of them do not make a page bad" "$(known "$(page_at 0x1030340)")" ""
is "... the host injects the third" "$(/bed/ask corrected "$host" 0x1030380)" "done"
retired "corrected errors" 0x1030340 corrected-errors
is "metrics count the pages by source" \
	"$(daxkmem metrics | sed -n "s/^daxkmem_device_bad_reported_bytes{.*source=\"\([^\"]*\)\".*} /\1 /p" | sort | xargs)" \
	"corrected-errors 4096 cxl-dram 4096 cxl-media 4096 cxl-poison 4096"

# A page that a program uses: only that program is affected.
mkfifo /tmp/go
numactl --membind="$(node_of)" mcepage /tmp/go > /tmp/page &
reader=$!
until_true 20 grep -q x /tmp/page
used=$(cat /tmp/page)
first=$(cat "$cxl/$region/resource")
is "the host injects a media error into a program's page" \
	"$(/bed/ask general_media "$(number_of "${mems[0]}")" $(((used - first) / ${#mems[@]})))" "done"
range=$(printf '%#018x-%#018x' "$used" $((used + 4095)))
check "... the page becomes known" until_true 20 knows "$range" cxl-media
is "... and is taken out of use" "$(flag "$used" 19)" 1
echo > /tmp/go
wait $reader 2> /dev/null
is "... the program that reads it gets SIGBUS" $? $((128 + 7))
is "... the memory stays online" "$(attr online_size)" "$block_size"

# Killed, it leaves its trace instance behind; the next one removes it.
kill -9 $watch $monitor
wait $watch $monitor 2> /dev/null
daxkmem bad save "$DEV" --watch > /tmp/watch2 2>&1 &
watch=$!
check "after a kill, the next one creates an instance" until_true 20 test -e "/sys/kernel/tracing/instances/daxkmem-$watch-1/trace_pipe"
check "... and removes the old one" until_true 20 eval "[ \"\$(ls /sys/kernel/tracing/instances)\" = daxkmem-$watch-1 ]"
tool detach "$DEV"
is "the memory can be detached" "$rc" 0
check "... which ends the watch" until_true 20 eval "! kill -0 $watch"
wait $watch
is "... without an error" "$? $(grep -v "waiting for process" /tmp/watch2)" "0 "
is "... and removes the instance" "$(ls /sys/kernel/tracing/instances)" ""
tool attach "$DEV" --size $block_size
is "after the next attach, the pages are held back" "$(for a in 0x1000340 0x1010340 0x1020340 0x1030340; do p=$(page_at $a); flag "${p%-*}" 23; done | xargs)" "1 1 1 1"
daxkmem detach "$DEV" > /dev/null
rm -r /var/lib/daxkmem
umount /sys/kernel/tracing
end_region
finish
