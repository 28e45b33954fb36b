#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A machine check on a page of the device, injected by QEMU: the page is never allocated again,
# however often the memory is unplugged and plugged. Linux by itself forgets that the
# page is bad, but it stays inaccessible: the next user crashes the kernel.
# tier: full
# machines: mce
# nvdimm-mb: 384
# timeout: 400
# skips-on: no-X86_MCE: this kernel does not handle machine checks
# after: reboot
. "$(dirname "$0")/lib.sh"
plan 35
[ -x /bed/ask ] || skip_all "nobody answers for the host; run it with make check T=machine_check"
# Such a kernel leaves machine checks disabled: one of them shuts the CPU down.
[ -d /sys/devices/system/machinecheck ] || skip_all "this kernel does not handle machine checks"
node=$(node_of)
region=$(readlink -f "$(dev)")
region=${region%%/dax*}
range=$(printf '%#x-%#x' "$(cat "$region/resource")" \
	$(($(cat "$region/resource") + $(cat "$region/size") - 1)))

# shellcheck disable=SC2317
page_isolated() {
	grep -q '^HardwareCorrupted: *[1-9]' /proc/meminfo
}

# bad_in BLOCK: prints the block's number of bad pages
bad_in() {
	attr blocks | awk -v b="$1" '$1 == b { print $4 }'
}

# Minimizes the pages that the kernel reserves in each zone, which it recalculates when memory
# is onlined, and those that each CPU caches.
keep_little() {
	echo 1000000 > /proc/sys/vm/percpu_pagelist_high_fraction
	echo 1 > /proc/sys/vm/watermark_scale_factor
	echo 64 > /proc/sys/vm/min_free_kbytes
}

# fill TEXT: a program gets all pages of the node except the bad one, which would kill the
# program, or crash the kernel when it clears the page.
fill() {
	local out pages all

	keep_little
	all=$(($(node_kb "$node" MemTotal) / 4))
	out=$(nodefull "$node" fill "$range" "$page")
	pages=$(sed -n 's/^pages //p' <<< "$out")
	at_least "$1 a program gets $pages of the node's $all pages" \
		"$pages" $((all - 1024))
	is "... all of them are pages of the device" \
		"$(sed -n "s/^$range //p" <<< "$out")" "$pages"
	is "... the bad page is not one of them" \
		"$(sed -n "s/^$page //p" <<< "$out")" 0
}

offline_by_hand() {
	for b in $(blocks); do
		try "$memory/$b/state" offline
	done | sort -u
}

take_page() {
	mkfifo /tmp/go
	numactl --membind="$node" mcepage /tmp/go > /tmp/page &
	reader=$!
	until_true 20 grep -q x /tmp/page
	at=$(cat /tmp/page)
	page=$(printf '%#018x-%#018x' "$at" $((at + 4095)))
	event=$(printf '%s bad_pages %#x-%#x' "$DEV" "$at" $((at + 4095)))
	block=memory$((at / block_size))
}

load
is "the device is memory" "$(bind_dev) $(state)" "ok online_movable"
size=$(attr usable_size)
page=0x0-0x0
fill "before:"

take_page
uevent sh -c 'echo "$DEVPATH $DAX_KMEM $DAX_KMEM_BAD" >> /tmp/events' &
is "no page is bad" "$(attr bad_pages)$(bad_in "$block")" 0
is "a machine check at $at, in $block" "$(/bed/ask mce "$at")" "done"
check "... the kernel isolates the page" \
	until_true 30 page_isolated
check "... a uevent names the page" \
	until_true 30 grep -q "$event" /tmp/events
is "... bad_pages lists the page" "$(attr bad_pages)" "$page"
is "... and blocks counts it" "$(bad_in "$block")" 1
echo > /tmp/go
wait $reader 2> /dev/null
is "... a program that reads the page gets SIGBUS" $? $((128 + 7))

is "the device is unplugged" "$(set_state unplugged) $(node_kb "$node" MemTotal)" "ok 0"
is "... and plugged again" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'"$size"
fill "... and"
is "... bad_pages lists only that page" "$(attr bad_pages) $(bad_in "$block")" \
	"$page 1"

set_state unplugged > /dev/null
is "the device is plugged once more" "$(set_state online_movable; attr online_size)" "ok"$'\n'"$size"
fill "... and"

is "all blocks are offlined by hand" "$(offline_by_hand) $(state)" "ok offline"
is "... the bad one cannot be onlined by hand" \
	"$(try "$memory/$block/state" online_movable)" EHWPOISON
is "... a write to state onlines it" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'"$size"
fill "... and"

set_state unplugged > /dev/null
try $bus/drivers/$drv/unbind "$DEV" > /dev/null
check "the module is unloaded" unload
is "... libnvdimm has a record of the page" "$(cat "$region/badblocks")" \
	"$(((at - $(cat "$region/resource")) / 512)) 8"
load
is "... a bind after the reload succeeds" "$(bind_dev; attr online_size)" \
	"ok"$'\n'"$size"
is "... and finds the bad page" "$(attr bad_pages) $(bad_in "$block")" "$page 1"
fill "... and"
is "... the device can be unplugged" "$(set_state unplugged) $(node_kb "$node" MemTotal)" "ok 0"
rm -f /tmp/go
finish
