#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# daxkmem range: ranges of addresses are listed, become memory, and are removed; the same
# by configuration.
# tier: quick
# machines: ranges
# timeout: 300
. "$(dirname "$0")/lib.sh"
[ -e /vm.conf ] || skip_all "adds memory by its address; for our guests only"
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
plan 52
mib=1048576
DEV=kmem_range.0

dev() {
	echo "/sys/bus/platform/devices/${1:-$DEV}"
}

devices() {
	(cd /sys/bus/platform/devices && echo kmem_range.*)
}

# listed: the rows of the list, but for its title
listed() {
	daxkmem range list --noheadings 2>&1 | awk '{ $1 = $1; print }'
}

before=$(iomem)
tool range list
like "soft-reserved memory is listed, with its dax device" "$text" \
	"0x100000000 +0x17fffffff +2G +Soft Reserved .*dax0.0"
like "... and persistent memory that nothing uses" "$text" \
	"0x60000000 +0x6fffffff +256M +Persistent Memory \(legacy\) +- - +-"
check_not "... other reserved memory is not" grep -q 0x50000000 <<< "$text"
is "... loads no module" "$(grep -c ^dax_kmem /proc/modules)" 0
is "listed as JSON" "$(daxkmem range list --json | tr -d ' \n' | grep -o '{[^}]*legacy[^}]*}')" \
	'{"chardev":null,"start":"0x60000000","end":"0x6fffffff","size":268435456,"kind":"PersistentMemory(legacy)","target_node":null,"state":null,"used_by":null}'

tool range add 0x100000000 1G
is "memory of a dax device is refused" "$rc $(devices)" "1 kmem_range.*"
like "... with what to do" "$text" "cannot add the range: .*next: "
modprobe -r device_dax dax_hmem
tool range add 100000000 1G
is "an ambiguous address is refused" "$rc" 2
tool range add 0x10000000 256M
is "RAM that the kernel uses is refused" "$rc" 1
like "... with its name" "$text" "System RAM is at 0x100000-0x4fffffff"
tool range add 0xa00000000 1G
is "a range that firmware does not describe is refused" "$rc" 1
like "... with the option that allows it" "$text" "firmware does not describe.*--force"
tool range add 0x100000000 64M
is "a range without a whole block is refused" "$rc" 1
like "... with the size of a block" "$text" "no whole memory block of 128M"
tool range add 0x100000000 1G --node 9999
is "a node that is not possible is refused" "$rc" 1
is "... nothing is left of the range" "$(devices)" "kmem_range.*"

tool range add 0x100000000 1G
is "a range is added" "$rc $text" \
	"0 $DEV: added, memory of node 1, state online_movable, 1G of 1G online"
is "... node 1 has it" "$(node_kb 1 MemTotal)" $((1024 * 1024))
like "... it is listed" "$(listed)" "$DEV 0x100000000 0x13fffffff 1G range 1 online_movable"
like "... like any device" "$(daxkmem list $DEV --noheadings)" "$DEV +1G +dax_kmem +1 +online_movable"
like "... also with all devices" "$(daxkmem list --noheadings)" "$DEV"
tool range add 0x120000000 1G
is "a range that overlaps it is refused" "$rc" 1
like "... the message names it" "$text" "is at 0x100000000-0x13fffffff"
tool resize $DEV 512M
is "resize unplugs a part" "$rc $(attr online_size)" "0 $((512 * mib))"
tool set $DEV timeout=30
is "set changes a setting" "$rc $(attr timeout)" "0 30"
tool map $DEV
is "map draws it" "$rc" 0
tool why $DEV
is "why explains it" "$rc" 0
tool plan $DEV
is "plan accepts it" "$rc" 0
tool bad list $DEV
is "bad lists its bad pages" "$rc" 0
try /sys/bus/platform/drivers/dax_kmem/unbind $DEV > /dev/null
like "memory that an unbind left online is listed" "$(daxkmem list $DEV 2>&1)" "kept.*next: daxkmem attach $DEV"
try /sys/bus/platform/drivers/dax_kmem/remove_range $DEV > /dev/null
like "... also when the range is gone" "$(daxkmem list 2>&1)" \
	"$DEV \(gone\).*next: daxkmem range add 0x100000000 1073741824"
tool range add 0x100000000 1073741824
is "... the suggested command takes it over" "$rc $(devices) $(attr online_size)" "0 $DEV $((512 * mib))"
tool detach $DEV
is "detach unplugs its memory" "$rc $(devices)" "0 $DEV"
like "... the range stays" "$text" "the range remains until 'daxkmem range remove $DEV'"
tool attach $DEV --no-wait
is "attach --no-wait returns while memory is added" "$rc $(grep -c "$DEV: " <<< "$text")" "0 1"
# shellcheck disable=SC2317 # until_true calls it
all_online() {
	[ "$(attr online_size)" = $((1024 * mib)) ]
}
check "... all memory is online in the end" until_true 60 all_online
tool attach range=0x100000000+1G
is "a range can be named by its addresses" "$rc" 0
like "... it is already attached" "$text" "already attached"
tool range remove $DEV
is "remove unplugs the memory and removes the range" "$rc $(devices)" "0 kmem_range.*"
is "... the node is gone" "$(node_kb 1 MemTotal)" 0

tool range add 5G 512M --unplugged
is "a range is added without memory" "$rc $(state) $text" "0 unplugged $DEV: added, without memory yet"
tool range remove all
is "... remove all removes it" "$rc $(devices)" "0 kmem_range.*"

# By configuration.
mkdir -p /etc/daxkmem.d
cat > /etc/daxkmem.d/range.conf <<- EOF2
	[device "range=0x100000000+1G"]
	policy = online_movable
	size = 512M
	[device "range=0x50000000+256M"]
	node = 1
	policy = offline
EOF2
tool apply --dry-run
is "apply --dry-run would add both" "$rc $(grep -c 'would change: added' <<< "$text") $(devices)" "3 2 kmem_range.*"
tool apply --ranges
is "apply adds them" "$rc $(devices)" "0 kmem_range.0 kmem_range.1"
is "... as configured" "$(attr online_size kmem_range.0) $(state kmem_range.1) $(attr target_node kmem_range.1)" \
	"$((512 * mib)) offline 1"
tool apply
is "... again changes nothing" "$rc $(grep -c unchanged <<< "$text")" "0 2"
tool apply --detach --ranges
is "apply --detach unplugs their memory" "$rc $(node_kb 1 MemTotal)" "0 0"
tool range remove all
sed -i 's/256M"/250M"/; s/size = 512M/size = 5G/' /etc/daxkmem.d/range.conf
tool apply
is "a section that fails leaves no range" "$rc $(devices)" "64 kmem_range.0"
like "... the message says which" "$text" "range=0x100000000\+1G|size"
tool range remove all
printf '[device "dax0.0"]\nforce = yes\n' > /etc/daxkmem.d/range.conf
tool apply --dry-run
like "force is only for a range" "$text" "force is not valid for a device"
rm /etc/daxkmem.d/range.conf

rmmod dax_kmem
modprobe -a device_dax dax_hmem
is "/proc/iomem is as before" "$(iomem)" "$before"
unset -f dev
DEV=dax0.0
is "the dax device is there again" "$(ls -d /sys/bus/dax/devices/dax0.0)" /sys/bus/dax/devices/dax0.0
finish
