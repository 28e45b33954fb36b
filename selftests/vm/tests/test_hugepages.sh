#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Pools of huge pages on the device's node: a failed change leaves them as they
# were, reservations that would stop it are named before anything moves, and what
# the configuration asks for is there after each attach.
# tier: full
# machines: nvdimm
# timeout: 300
. "$(dirname "$0")/lib.sh"
plan 39
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
node=$(node_of)
usable=$((8 * block_size))
load

# folder NODE: of its pool of 2M
folder() {
	echo "/sys/devices/system/node/node$1/hugepages/hugepages-2048kB"
}

# pool NODE: its pages that are not surplus, and free ones
pool() {
	local d

	d=$(folder "$1")
	echo $(($(cat "$d/nr_hugepages") - $(cat "$d/surplus_hugepages"))) "$(cat "$d/free_hugepages")"
}

set_pool() {
	echo "$2" > "$(folder "$1")/nr_hugepages"
}

is "memory is there" "$(daxkmem attach "$DEV" > /dev/null; state)" online_movable

# Reserved, and not touched.
set_pool "$node" 100
hold reserved 160
reserver=$pid
tool detach "$DEV"
is "80 of 100 huge pages are reserved: detach is refused" "$rc $(state)" "1 online_movable"
like "... with the sum" "$text" \
	"cannot detach: programs have reserved 80 huge pages of 2M, and without node $node's only 0 are free \(EBUSY\)"
like "... and a command" "$text" "next: echo 80 > $(folder 0)/nr_hugepages"
is "... before anything moves" "$(pool "$node")" "100 100"
tool state "$DEV" unplugged
is "state unplugged is refused, too" "$rc $(pool "$node")" "1 100 100"
tool resize "$DEV" 0
is "... and resize to nothing" "$rc $(pool "$node")" "1 100 100"
like "... for the same reason" "$text" "cannot resize: programs have reserved 80 huge pages"
tool why "$DEV"
like "why tells of it" "$text" "note: programs have reserved 80 huge pages of 2M, .*: echo 80 > "

# The driver alone cannot know; its log says what it sees.
mark
is "without the tool the kernel finds it" "$(set_state unplugged)" EBUSY
like "... the log says why" "$(log)" \
	"memory[0-9]+ could not be taken offline: its free huge pages are reserved by programs \(-16\); the device is unchanged except for huge pages"
like "... and what went" "$(log)" "40 MiB of huge pages were lost on node $node"
is "... which is so" "$(pool "$node")" "80 80"
set_pool "$node" 100

# The command of the error, as it stands.
tool detach "$DEV"
bash -c "$(sed -n 's/^  next: //p' <<< "$text")"
is "the command makes room" "$(pool 0)" "80 80"
tool detach "$DEV"
is "... and then it is detached" "$rc $(driver_of)" "0 device_dax"
like "... with a word on the pool" "$text" \
	"100 huge pages of 2M went with it; daxkmem attach $DEV --hugepages 2M:100 brings them back"
let_go reserved $reserver
set_pool 0 0

# That command, too.
tool attach "$DEV" --hugepages 2M:100
is "attach --hugepages" "$rc $(pool "$node")" "0 100 100"
tool attach "$DEV" --hugepages 2M:100
is "... again" "$rc $text" "0 $DEV: attached already, memory of node $node, state online_movable, 1G of 1G online"
tool attach "$DEV" --hugepages 2M:101
is "... with more" "$rc $(pool "$node")" "1 100 100"
like "... is told what to do" "$text" "100 of 101 huge pages of 2M.*next: echo 101 > $(folder "$node")/nr_hugepages"

# A detach that fails half way, for a pinned page. Huge pages in use have moved.
hold hugetlb 40
user=$pid
mkfifo /tmp/go
numactl --membind="$node" pagepin /tmp/go > /tmp/pin &
pinner=$!
until_true 20 grep -q pinned /tmp/pin
tool detach "$DEV" --timeout 3
is "a pinned page: detach fails" "$rc $(state)" "1 online_movable"
is "... the pool has its pages" "$(pool "$node" | cut -d' ' -f1) $(pool 0 | cut -d' ' -f1)" "100 0"
daxkmem detach "$DEV" > /tmp/out 2>&1 &
detacher=$!
check "once more, until a signal" waits_in $detacher offline_pages
kill -TERM $detacher
wait $detacher
is "... fails, and the pool has its pages" "$? $(pool "$node" | cut -d' ' -f1)" "1 100"
tool resize "$DEV" -$((2 * block_size))
is "a smaller size" "$rc $(attr plugged_size)" "0 $((usable - 2 * block_size))"
is "... keeps the pool" "$(pool "$node" | cut -d' ' -f1)" 100
echo > /tmp/go
wait $pinner
let_go hugetlb $user
is "without its users, no other node has more" "$(pool 0)" "0 0"
rm -f /tmp/go
daxkmem detach "$DEV" > /dev/null 2>&1

# The configuration.
mkdir -p /etc/daxkmem.d
printf '[device "%s"]\nhugepages = 2M:100\n' "$DEV" > /etc/daxkmem.d/test.conf
tool apply
is "apply sets up the pool" "$rc $text $(pool "$node")" \
	"0 $DEV: changed: attached, hugepages 2M:100 100 100"
tool apply
is "... once" "$rc $text" "0 $DEV: unchanged"
set_pool "$node" 90
tool apply --dry-run
is "a smaller pool is seen" "$rc $text" "3 $DEV: would change: hugepages 2M:100"
tool apply
is "... and enlarged" "$rc $(pool "$node")" "0 100 100"
set_pool "$node" 110
tool apply
is "a larger one is left alone" "$rc $text $(pool "$node")" "0 $DEV: unchanged 110 110"
daxkmem detach "$DEV" > /dev/null 2>&1
daxkmem apply > /dev/null
is "after a detach the next attach brings it back" "$(pool "$node")" "100 100"
rm /etc/daxkmem.d/test.conf
daxkmem detach "$DEV" > /dev/null 2>&1
tool attach "$DEV" --hugepages 2M:600
is "more than fits is refused" "$rc $(driver_of)" "1 device_dax"
tool attach "$DEV" --hugepages 2M:512
is "what the kernel cannot have fails as a whole" "$rc $(driver_of)" "1 device_dax"
like "... with the number there is room for" "$text" "node $node has room for [0-9]+ of 512 huge pages of 2M"
tool plan "$DEV" --hugepages 1G:1
like "plan: gigantic pages are not for zone Movable" "$text" "IN THE WAY: huge pages of 1G cannot be in zone Movable"
is "no pool is left" "$(cat /proc/sys/vm/nr_hugepages)" 0
rm -rf /var/lib/daxkmem
check "the module can be unloaded" unload
finish
