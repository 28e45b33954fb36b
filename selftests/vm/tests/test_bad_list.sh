#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# More bad pages than libnvdimm's table has room for: the driver queries one range at a
# time, because libnvdimm drops entries above 512, on some kernels without an error. None
# of the pages is ever allocated.
# tier: quick
# machines: mce
# nvdimm-mb: 384
# skips-on: no-X86_MCE: no mce-inject
# after: reboot
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/mce.sh"
plan 7
mce_ready
pages=600
start=$(cat "$(dev)/resource")
start=$(((start + block_size - 1) / block_size * block_size))

# Every sixteenth page is bad. Pause often, because the kernel queues only thirty records.
for ((i = 0; i < pages; i++)); do
	inject $((start + i * 16 * 4096))
	[ $((i % 20)) -ne 0 ] || sleep 0.05
done
last=$((start + (pages - 1) * 16 * 4096))
range=$(printf '%#018x-%#018x' $last $((last + 4095)))

load
is "the device is bound and its memory onlined" "$(bind_dev) $(state)" "ok online_movable"
is "all bad pages are known" "$(attr bad_pages | wc -l)" $pages
is "... including the last one" "$(attr bad_pages | tail -n 1)" "$range"
is "... the node has all other pages" "$(node_kb "$(node_of)" MemTotal)" \
	$(($(attr usable_size) / 1024 - pages * 4))
held=0
for ((i = 0; i < pages; i += 40)); do
	held=$((held + $(flag $((start + i * 16 * 4096)) 23)))
done
is "... the bad pages are held back" "$held $(flag $last 23)" "$((pages / 40)) 1"
is "the device can be unplugged" "$(set_state unplugged)" ok
give_back
check "the module can be unloaded" unload
finish
