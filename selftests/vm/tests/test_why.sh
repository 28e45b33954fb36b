#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The output of daxkmem why is compared with known use of the memory, and with the result of an
# unplug. Slab pages may stay in ZONE_NORMAL permanently, so the guest is rebooted.
# tier: quick
# machines: nvdimm
# timeout: 240
# after: reboot
. "$(dirname "$0")/lib.sh"
plan 39
[ -e /vm.conf ] || skip_all "leaves memory that may not be given back"
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
node=$(node_of)
mib=$((1024 * 1024))
cgroups=/sys/fs/cgroup
load

# why [WORD...]: sets text and rc
why() {
	text=$(daxkmem why "$DEV" --bytes "$@" 2>&1)
	rc=$?
}

# kind NAME MOVES: prints the bytes of this kind
kind() {
	sed -En "s/^$1 +([0-9]+) $2 .*/\1/p" <<< "$text" | grep . || echo 0
}

# of_process PID, of_cgroup PATH: print the bytes of the process or cgroup
of_process() {
	awk -v pid="$1" '/^PID/ { on = 1 } on && $1 == pid { print $(NF - 1); n = 1 }
		END { if (!n) print 0 }' <<< "$text"
}

of_cgroup() {
	awk -v path="$1" '$1 == path { print $2; n = 1 } END { if (!n) print 0 }' \
		<<< "$text"
}

is "the device is attached" "$(daxkmem attach "$DEV" > /dev/null; state)" online_movable
nr=$(blocks | wc -l)
why
like "when the memory is unused, all blocks would go offline" "$rc $text" "^0 $DEV: $nr blocks of $block_size on node $node; $nr would go offline"
is "... no block would stay" "$(grep -c ' no ' <<< "$text")" 0

hold mlock 8
locker=$pid
why
at_least "mlocked memory is counted" "$(kind mlocked yes)" $((8 * mib))
at_least "... for its process" "$(of_process $locker)" $((8 * mib))
like "... and the process is named" "$text" "$locker nodehold "

huge=/sys/devices/system/node/node$node/hugepages/hugepages-2048kB/nr_hugepages
echo 4 > "$huge"
hold hugetlb 8
hugger=$pid
why
is "hugetlb pages are counted" "$(kind hugetlb yes)" $((8 * mib))
at_least "... for their process" "$(of_process $hugger)" $((8 * mib))

mount -t cgroup2 none $cgroups
echo +memory > $cgroups/cgroup.subtree_control
mkdir $cgroups/filer /tmp/files
mount -t tmpfs -o "mpol=bind:$node" none /tmp/files
(echo "$BASHPID" > $cgroups/filer/cgroup.procs
 exec dd if=/dev/zero of=/tmp/files/one bs=1M count=16 2> /dev/null)
why
at_least "page cache is counted" "$(kind "page cache" yes)" $((16 * mib))
at_least "... for its cgroup" "$(of_cgroup /filer)" $((16 * mib))
like "... and all blocks would go offline" "$text" "; $nr would go offline"
is "the device can be unplugged" "$(set_state unplugged)" ok
is "... without loss of data" "$(cmp /tmp/files/one <(head -c $((16 * mib)) /dev/zero) && echo same)" same
why
is "an unplugged device has no pages in use" "$rc $(kind "page cache" yes)" "0 0"
let_go mlock $locker
let_go hugetlb $hugger
echo 0 > /proc/sys/vm/nr_hugepages
umount /tmp/files

is "a page is reported as bad" "$(try "$(dev)/dax_kmem/bad_pages" "$(page_of 3 7)")" ok
is "the device is plugged again" "$(set_state online_movable)" ok
why
is "the bad page is counted" "$(kind bad aside)" 4096
like "... and is no obstacle" "$text" "; $nr would go offline"
mkfifo /tmp/go
numactl --membind="$node" pagepin /tmp/go > /tmp/pin &
pinner=$!
until_true 20 grep -q pinned /tmp/pin
why
at_least "a process with a pinned page is listed" "$(of_process $pinner)" 4096
like "... all blocks are still reported to go offline" "$text" "; $nr would go offline"
like "... and a note explains that pinned pages cannot be detected" "$text" "note: no file shows which pages are pinned"
block=$(daxkmem why "$DEV" | awk '$3 == "yes" && $5 != 0 { print $1; exit }')
text=$(daxkmem why "$block" --bytes)
like "a single block can be specified" "$text" "^$block: 1 block of $block_size on node $node; 1 would go offline"
at_least "... its output lists the process, too" "$(of_process $pinner)" 4096
echo > /tmp/go
wait $pinner
rm -f /tmp/go

is "the device is plugged in ZONE_NORMAL" "$(set_state unplugged) $(set_state online_kernel)" "ok ok"
mkdir /tmp/many
numactl --membind="$node" mkdir /tmp/many/{1..3000}
why
# On Linux 7.3 slab pages mostly come from the CPU's node, whatever the policy.
half=$(($(node_kb "$node" Slab) * 512))
at_least "slab is counted" "$(kind slab no)" $((half > 4096 ? half : 4096))
stays=$(awk '$1 ~ /^memory/ && $3 == "no" { print $1 }' <<< "$text" | xargs)
like "... in blocks that would not go offline" "$stays" "^memory[0-9]+"
like "... and the output suggests what to do" "$text" "after a reboot, use the policy online_movable"
mark
is "the device cannot be unplugged" "$(set_state unplugged)" EBUSY
like "... because of one of those blocks" "$(log)" \
	"dax_kmem $DEV: (${stays// /|}) could not be taken offline: it has pages that cannot be moved"

# in_the_way TEXT CODE WORD...: daxkmem fails and names one of those blocks
in_the_way() {
	local what=$1 code=$2

	shift 2
	tool "$@"
	is "$what fails" "$rc" "$code"
	like "... the error names a block that stays, and its contents" "$text" \
		"in the way: (${stays// /|}), zone Normal: slab [0-9]+.* in it cannot be moved"
	like "... and suggests what to do" "$text" \
		"next: slab: echo 2 > /proc/sys/vm/drop_caches .*; daxkmem why (${stays// /|}) shows more"
}
in_the_way "detach" 1 detach "$DEV"
in_the_way "state unplugged" 1 state "$DEV" unplugged
tool detach "$DEV" --json
like "... as JSON" "$text" \
	"\"block\":\{\"block\":\"(${stays// /|})\",.*\"goes\":\"no\".*\"kinds\":\{.*\"slab\":[1-9]"
in_the_way "resize to 0" 64 resize "$DEV" 0
umount $cgroups
finish
