#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# daxkmem range lists ranges of addresses, adds them as memory, and removes them. daxkmem apply
# does so according to the configuration.
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

# listed: prints the rows of the list
listed() {
	daxkmem range list --noheadings 2>&1 | awk '{ $1 = $1; print }'
}

# ram_at START SIZE: the first System RAM in these addresses
ram_at() {
	local range start end

	while read -r range; do
		start=$((16#${range%-*})) end=$((16#${range#*-}))
		if [ $start -lt $(($1 + $2)) ] && [ $end -ge "$1" ]; then
			printf '%#x-%#x' $start $end
			return
		fi
	done < <(sed -n 's/^\([^ ]*\) : System RAM$/\1/p' /proc/iomem)
}

before=$(iomem)
tool range list
like "soft-reserved memory is listed, with its dax device" "$text" \
	"0x100000000 +0x17fffffff +2G +Soft Reserved .*dax0.0"
like "... and persistent memory that nothing uses" "$text" \
	"0x60000000 +0x6fffffff +256M +Persistent Memory \(legacy\) +- - +-"
check_not "... other reserved memory is not listed" grep -q 0x50000000 <<< "$text"
is "... range list loads no module" "$(grep -c ^dax_kmem /proc/modules)" 0
is "range list --json prints a range as an object" "$(daxkmem range list --json | tr -d ' \n' | grep -o '{[^}]*legacy[^}]*}')" \
	'{"chardev":null,"start":"0x60000000","end":"0x6fffffff","size":268435456,"kind":"PersistentMemory(legacy)","target_node":null,"state":null,"used_by":null}'

tool range add 0x100000000 1G
is "memory of a dax device is refused" "$rc $(devices)" "1 kmem_range.*"
like "... and the error suggests what to do" "$text" "cannot add the range: .*next: "
modprobe -r device_dax dax_hmem
tool range add 100000000 1G
is "an ambiguous address is refused" "$rc" 2
# The memory block with the kernel's code. KASLR chooses it, so it may be below or above
# the reserved memory.
code=$((16#$(sed -n 's/^ *\([0-9a-f]*\)-.* : Kernel code$/\1/p' /proc/iomem)))
block=$((code / (128 * mib) * 128 * mib))
tool range add "$(printf 0x%x $block)" 128M
is "RAM that the kernel uses is refused" "$rc" 1
like "... and the error names it" "$text" "System RAM is at $(ram_at $block $((128 * mib)))"
tool range add 0xa00000000 1G
is "a range that firmware does not describe is refused" "$rc" 1
like "... and the error names --force" "$text" "firmware does not describe.*--force"
tool range add 0x100000000 64M
is "a range without a whole block is refused" "$rc" 1
like "... and the error names the block size" "$text" "no whole memory block of 128M"
tool range add 0x100000000 1G --node 9999
is "a node that is not possible is refused" "$rc" 1
is "... nothing is left of the range" "$(devices)" "kmem_range.*"

tool range add 0x100000000 1G
is "a range is added" "$rc $text" \
	"0 $DEV: added, memory of node 1, state online_movable, 1G of 1G online"
is "... node 1 has its memory" "$(node_kb 1 MemTotal)" $((1024 * 1024))
like "... it is listed" "$(listed)" "$DEV 0x100000000 0x13fffffff 1G range 1 online_movable"
like "... daxkmem list shows it" "$(daxkmem list $DEV --noheadings)" "$DEV +1G +dax_kmem +1 +online_movable"
like "... also with all devices" "$(daxkmem list --noheadings)" "$DEV"
tool range add 0x120000000 1G
is "a range that overlaps it is refused" "$rc" 1
like "... the error names its addresses" "$text" "is at 0x100000000-0x13fffffff"
tool resize $DEV 512M
is "resize unplugs a part" "$rc $(attr online_size)" "0 $((512 * mib))"
tool set $DEV timeout=30
is "set changes a setting" "$rc $(attr timeout)" "0 30"
tool map $DEV
is "map accepts it" "$rc" 0
tool why $DEV
is "why accepts it" "$rc" 0
tool plan $DEV
is "plan accepts it" "$rc" 0
tool bad list $DEV
is "bad list accepts it" "$rc" 0
try /sys/bus/platform/drivers/dax_kmem/unbind $DEV > /dev/null
like "memory that an unbind left online is listed" "$(daxkmem list $DEV 2>&1)" "kept.*next: daxkmem attach $DEV"
try /sys/bus/platform/drivers/dax_kmem/remove_range $DEV > /dev/null
like "... also after the range was removed" "$(daxkmem list 2>&1)" \
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
check "... all memory is onlined" until_true 60 all_online
tool attach range=0x100000000+1G
is "a range can be specified by its addresses" "$rc" 0
like "... it is already attached" "$text" "already attached"
tool range remove $DEV
is "remove unplugs the memory and removes the range" "$rc $(devices)" "0 kmem_range.*"
is "... node 1 has no memory" "$(node_kb 1 MemTotal)" 0

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
is "apply adds both" "$rc $(devices)" "0 kmem_range.0 kmem_range.1"
is "... as configured" "$(attr online_size kmem_range.0) $(state kmem_range.1) $(attr target_node kmem_range.1)" \
	"$((512 * mib)) offline 1"
tool apply
is "... a second apply changes nothing" "$rc $(grep -c unchanged <<< "$text")" "0 2"
tool apply --detach --ranges
is "apply --detach unplugs their memory" "$rc $(node_kb 1 MemTotal)" "0 0"
tool range remove all
sed -i 's/256M"/250M"/; s/size = 512M/size = 5G/' /etc/daxkmem.d/range.conf
tool apply
is "apply with a section that fails adds no range for it" "$rc $(devices)" "64 kmem_range.0"
like "... the error names the range and its size" "$text" "kmem_range.0: cannot apply .* size 5G is more than the 1G"
tool range remove all
printf '[device "dax0.0"]\nforce = yes\n' > /etc/daxkmem.d/range.conf
tool apply --dry-run
like "force is only valid for a range" "$text" "force is not valid for a device"
rm /etc/daxkmem.d/range.conf

rmmod dax_kmem
modprobe -a device_dax dax_hmem
is "/proc/iomem is as before" "$(iomem)" "$before"
unset -f dev
DEV=dax0.0
is "the dax device exists again" "$(ls -d /sys/bus/dax/devices/dax0.0)" /sys/bus/dax/devices/dax0.0
finish
