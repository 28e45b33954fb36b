#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Pools of huge pages on the device's node: a failed change leaves them unchanged,
# reservations that would prevent a change are named before anything moves, and each
# attach sets up the configured pools.
# tier: full
# machines: nvdimm
# timeout: 300
. "$(dirname "$0")/lib.sh"
plan 39
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
node=$(node_of)
usable=$((8 * block_size))
load

# pool_dir NODE: the directory of the node's pool of 2M huge pages
pool_dir() {
	echo "/sys/devices/system/node/node$1/hugepages/hugepages-2048kB"
}

# pool NODE: the number of huge pages without surplus ones, and of free ones
pool() {
	local d

	d=$(pool_dir "$1")
	echo $(($(cat "$d/nr_hugepages") - $(cat "$d/surplus_hugepages"))) "$(cat "$d/free_hugepages")"
}

set_pool() {
	echo "$2" > "$(pool_dir "$1")/nr_hugepages"
}

is "the device is attached" "$(daxkmem attach "$DEV" > /dev/null; state)" online_movable

# Huge pages that are reserved but not touched.
set_pool "$node" 100
hold reserved 160
reserver=$pid
tool detach "$DEV"
is "detach is refused while 80 of 100 huge pages are reserved" "$rc $(state)" "1 online_movable"
like "... the error has the numbers" "$text" \
	"cannot detach: programs have reserved 80 huge pages of 2M, and without those of node $node only 0 are free \(EBUSY\)"
like "... and suggests a command" "$text" "next: echo 80 > $(pool_dir 0)/nr_hugepages"
is "... the pool is unchanged" "$(pool "$node")" "100 100"
tool state "$DEV" unplugged
is "state unplugged is refused too" "$rc $(pool "$node")" "1 100 100"
tool resize "$DEV" 0
is "... and so is resize to 0" "$rc $(pool "$node")" "1 100 100"
like "... for the same reason" "$text" "cannot resize: programs have reserved 80 huge pages"
tool why "$DEV"
like "why has a note about the reservation" "$text" "note: programs have reserved 80 huge pages of 2M, .*: echo 80 > "

# The driver cannot know about reservations before it fails, but its log has the cause.
mark
is "a write to state fails" "$(set_state unplugged)" EBUSY
like "... the log says why" "$(log)" \
	"memory[0-9]+ could not be taken offline: its free huge pages are reserved by programs \(-16\); the device is unchanged except for huge pages"
like "... and how much was lost" "$(log)" "40 MiB of huge pages were lost on node $node"
is "... the pool shows it" "$(pool "$node")" "80 80"
set_pool "$node" 100

# Run the suggested command of the error.
tool detach "$DEV"
bash -c "$(sed -n 's/^  next: //p' <<< "$text")"
is "the suggested command makes room" "$(pool 0)" "80 80"
tool detach "$DEV"
is "... and detach succeeds" "$rc $(driver_of)" "0 device_dax"
like "... reporting the lost pool" "$text" \
	"100 huge pages of 2M were removed with the memory; to restore them, run: daxkmem attach $DEV --hugepages 2M:100"
let_go reserved $reserver
set_pool 0 0

# Run the command in that message.
tool attach "$DEV" --hugepages 2M:100
is "attach --hugepages sets up the pool" "$rc $(pool "$node")" "0 100 100"
tool attach "$DEV" --hugepages 2M:100
is "... repeating it changes nothing" "$rc $text" "0 $DEV: already attached, memory of node $node, state online_movable, 1G of 1G online"
tool attach "$DEV" --hugepages 2M:101
is "... repeating it with more pages fails" "$rc $(pool "$node")" "1 100 100"
like "... the error says what to do" "$text" "100 of 101 huge pages of 2M.*next: echo 101 > $(pool_dir "$node")/nr_hugepages"

# A detach that fails halfway because of a pinned page. Huge pages in use have moved.
hold hugetlb 40
user=$pid
mkfifo /tmp/go
numactl --membind="$node" pagepin /tmp/go > /tmp/pin &
pinner=$!
until_true 20 grep -q pinned /tmp/pin
tool detach "$DEV" --timeout 3
is "detach fails while a page is pinned" "$rc $(state)" "1 online_movable"
is "... the pool keeps its pages" "$(pool "$node" | cut -d' ' -f1) $(pool 0 | cut -d' ' -f1)" "100 0"
daxkmem detach "$DEV" > /tmp/out 2>&1 &
detacher=$!
check "detach without a limit waits" waits_in $detacher offline_pages
kill -TERM $detacher
wait $detacher
is "... a signal ends it, and the pool keeps its pages" "$? $(pool "$node" | cut -d' ' -f1)" "1 100"
tool resize "$DEV" -$((2 * block_size))
is "resize to a smaller size succeeds" "$rc $(attr plugged_size)" "0 $((usable - 2 * block_size))"
is "... the pool keeps its pages" "$(pool "$node" | cut -d' ' -f1)" 100
echo > /tmp/go
wait $pinner
let_go hugetlb $user
is "without programs that use them, node 0 has no huge pages" "$(pool 0)" "0 0"
rm -f /tmp/go
daxkmem detach "$DEV" > /dev/null 2>&1

# The configuration.
mkdir -p /etc/daxkmem.d
printf '[device "%s"]\nhugepages = 2M:100\n' "$DEV" > /etc/daxkmem.d/test.conf
tool apply
is "apply sets up the pool" "$rc $text $(pool "$node")" \
	"0 $DEV: changed: attached, hugepages 2M:100 100 100"
tool apply
is "... only once" "$rc $text" "0 $DEV: unchanged"
set_pool "$node" 90
tool apply --dry-run
is "a pool that is too small is reported" "$rc $text" "3 $DEV: would change: hugepages 2M:100"
tool apply
is "... and enlarged" "$rc $(pool "$node")" "0 100 100"
set_pool "$node" 110
tool apply
is "a larger pool is not changed" "$rc $text $(pool "$node")" "0 $DEV: unchanged 110 110"
daxkmem detach "$DEV" > /dev/null 2>&1
daxkmem apply > /dev/null
is "the next attach after a detach sets up the pool again" "$(pool "$node")" "100 100"
rm /etc/daxkmem.d/test.conf
daxkmem detach "$DEV" > /dev/null 2>&1
tool attach "$DEV" --hugepages 2M:600
is "a pool that does not fit is refused" "$rc $(driver_of)" "1 device_dax"
tool attach "$DEV" --hugepages 2M:512
is "a pool that the kernel cannot allocate fails the attach" "$rc $(driver_of)" "1 device_dax"
like "... the error says how many pages have room" "$text" "node $node has room for [0-9]+ of 512 huge pages of 2M"
tool plan "$DEV" --hugepages 1G:1
like "plan says that gigantic pages cannot be in ZONE_MOVABLE" "$text" "IN THE WAY: huge pages of 1G cannot be in ZONE_MOVABLE"
is "no pool is left" "$(cat /proc/sys/vm/nr_hugepages)" 0
rm -rf /var/lib/daxkmem
check "the module can be unloaded" unload
finish
