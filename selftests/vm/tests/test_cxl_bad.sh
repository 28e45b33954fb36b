#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Poison that CXL devices list before they are attached is never allocated: not after the
# attach, not after a detach and attach, and not after a reload of the driver when the devices
# have forgotten it.
# tier: full
# kernels: newest other next flavour -6.1-cloud
# machines: cxl cxl_interleaved
# brings: program cxl trixie
# timeout: 400
# skips-on: debug: the kernel has no CXL regions
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cxl.sh"
[ -x /bed/ask ] || skip_all "nobody answers for the host; run it with make check T=cxl_bad"
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
load_cxl
read -ra mems <<< "$(memdevs)"
rm -rf /var/lib/daxkmem
instances=/sys/kernel/tracing/instances

# range START [PAGES]: START-END in the format of bad_pages and nodefull
range() {
	printf '%#018x-%#018x\n' "$1" $(($1 + ${2:-1} * 4096 - 1))
}

# page_at MEMDEV-NUMBER DPA: the page of a device's address
page_at() {
	echo $(($(hpa_of "$region" "$2" "$1") & ~4095))
}

# spread MEMDEV-NUMBER DPA: the pages that contain the page of a device. Its pieces are in
# as much memory of each device, counted from the first one.
spread() {
	local first

	first=$(hpa_of "$region" "$2" "$1")
	range $((first & ~4095)) $(((first % 4096 + 4096 * ways + 4095) / 4096))
}

# stays_out TEXT: the bad pages are held back from the allocator
stays_out() {
	is "$1: the driver has the pages" "$(attr bad_pages)" "$(printf '%s\n' "${bad[@]}")"
	is "... they are held back" \
		"$(for r in "${bad[@]}"; do flag "${r%-*}" 23; flag "${r#*-}" 23; done | sort -u)" 1
}

# never TEXT: a program that fills the node gets none of the bad pages
never() {
	local out

	echo 67 > /proc/sys/vm/min_free_kbytes
	out=$(nodefull "$node" x "${bad[@]}")
	at_least "$1: a program gets nearly all pages of the node" "$(sed -n 's/pages //p' <<< "$out")" \
		$(($(node_kb "$node" MemTotal) / 4 - 4096))
	is "... none of them is bad" "$(grep -c ' 0$' <<< "$out")" ${#bad[@]}
}

# forget_lines: the devices forget the poison of their lines, as after a repair
forget_lines() {
	local i

	[ -d /sys/kernel/debug/cxl ] || mount -t debugfs debugfs /sys/kernel/debug
	for i in "${!mems[@]}"; do
		try "/sys/kernel/debug/cxl/${mems[i]}/clear_poison" "$(printf %#x $((0x1000340 + i * 0x100000)))"
	done | sort -u
}

create_region decoder0.0 "${mems[@]}"
ways=${#mems[@]}
mkdir -p /sys/kernel/tracing
load

# A line of 64 bytes, and a page of each device.
bad=()
for i in "${!mems[@]}"; do
	host=$(number_of "${mems[i]}") line=$((0x1000340 + i * 0x100000)) page=$((0x1800000 + i * 0x100000))
	is "the host poisons a line of ${mems[i]}" "$(/bed/ask poison "$host" $line 64)" "done"
	is "... and a page" "$(/bed/ask poison "$host" $page 4096)" "done"
	bad+=("$(range "$(page_at "$i" $line)")" "$(spread "$i" $page)")
done
mapfile -t bad < <(printf '%s\n' "${bad[@]}" | sort)

umount -l /sys/kernel/tracing /sys/kernel/debug 2> /dev/null
tool attach "$DEV" --size $block_size
is "without tracefs, attach succeeds" "$rc $(attr online_size)" "0 $block_size"
like "... it warns that it knows no poison" "$text" "not all poison of its CXL devices is known: tracefs is not mounted at /sys/kernel/tracing"
daxkmem detach "$DEV" > /dev/null
mount -t tracefs tracefs /sys/kernel/tracing

mkdir $instances/daxkmem-99999-1
tool attach "$DEV" --size $block_size
is "attach succeeds, without a warning" "$rc $(wc -l <<< "$text") $(attr online_size)" "0 1 $block_size"
node=$(node_of)
is "... and leaves no trace instance, nor that of a killed process" "$(ls $instances)" ""
stays_out "after the attach"
tool bad list "$DEV"
is "... the ledger says who reported them" "$(grep -c 'driver,ledger cxl-poison 20.*Z$' <<< "$text")" ${#bad[@]}
never "after the attach"

is "the device is detached and attached" "$(daxkmem detach "$DEV" > /dev/null; echo $?; daxkmem attach "$DEV" --size $block_size > /dev/null; echo $?)" "0"$'\n'"0"
stays_out "after a detach and an attach"

daxkmem detach "$DEV" > /dev/null
unload && load
is "the devices forget the poison of a line" "$(forget_lines)" ok
tool attach "$DEV" --size $block_size
stays_out "after a reload of the driver"

is "the host poisons another line" "$(/bed/ask poison "$(number_of "${mems[0]}")" 0x2000000 64)" "done"
tool bad import "$DEV" --from cxl
is "bad import --from cxl succeeds" "$rc $text" "0 $DEV: bad pages saved"
page=$(page_at 0 0x2000000)
is "... the ledger and the driver have the page" \
	"$(grep -vc '^#' /var/lib/daxkmem/*.bad) $(grep -c "$(range "$page")" "$(dev)/dax_kmem/bad_pages")" "$((${#bad[@]} + 1)) 1"
is "... it is no longer free" "$(flag "$page" 10)" 0
daxkmem detach "$DEV" > /dev/null
rm -r /var/lib/daxkmem
umount /sys/kernel/tracing
end_region
finish
