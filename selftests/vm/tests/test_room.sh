#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# More memory is in use than other nodes have room for: the unplug is refused at once and
# with the numbers, or fails as soon as the room is gone. No process is killed.
# tier: full
# machines: nvdimm
# timeout: 240
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/killstep.sh"
plan 23
node=$(node_of)
load
bind_dev > /dev/null
killstep_start
one_cpu 1
mkfifo /tmp/go /tmp/go0 /tmp/go1 /tmp/start0

census() {
	state; attr plugged_size; attr online_size; attr blocks
}
was=$(census)

# fill NODE MIB GO OUT: a program with that much memory of the node
fill() {
	numactl --membind="$1" nodefill "$2" "$3" > "$4" &
	filler=$!
	until_true 60 grep -q : "$4"
}

moved() {
	awk '$1 == "pgmigrate_success" { print $2 }' /proc/vmstat
}

oom_kills() {
	awk '$1 == "oom_kill" { print $2 }' /proc/vmstat
}
killed=$(oom_kills)

fill "$node" 950 /tmp/go /tmp/fill
like "a program has more than other nodes can take" "$(cat /tmp/fill)" "$node:243200"
before=$(moved)
mark
start=$SECONDS
is "unplugged is refused" "$(timeout 100 sysw "$(dev)/state" unplugged)" ENOMEM
at_least "... at once" 15 $((SECONDS - start))
sum="dax_kmem $DEV: its blocks use ([0-9]+) MiB, but other nodes have room for ([0-9]+) MiB"
like "... the log has the numbers" "$(log)" "$sum \(free [0-9]+, cache [0-9]+, slab [0-9]+, swap 0, margin -[0-9]+\)"
[[ $(log) =~ $sum ]]
at_least "... of what is in use" "${BASH_REMATCH[1]:-0}" 950
at_least "... which is more than the room" "${BASH_REMATCH[1]:-0}" $((${BASH_REMATCH[2]:-9999} + 1))
is "... nothing has moved" "$(moved)" "$before"
is "... and nothing has changed" "$(census)" "$was"
tool detach "$DEV"
like "... the tool names the process, and what to do" "$rc $text" \
	"^1 .* would have to move, and other nodes have room for .*; process $filler \(nodefill\) has 950[.0-9]*M of it.*next: .*--force"
is "a size of 0 is refused too" "$(try "$(dev)/dax_kmem/requested_size" 0; attr plugged_size)" \
	"ENOMEM"$'\n'"$(attr usable_size)"
is "shrinking by one block is not" \
	"$(try "$(dev)/dax_kmem/requested_size" $(($(attr usable_size) - block_size)))" ok
is "... and it can grow again" "$(try "$(dev)/dax_kmem/requested_size" "$(attr usable_size)"; census)" \
	"ok"$'\n'"$was"
is "check_room reads 1" "$(attr check_room)" 1
is "... and refuses an invalid value" "$(try "$(dev)/dax_kmem/check_room" maybe)" EINVAL
is "without it the change begins, and the time limit ends it" \
	"$(try "$(dev)/dax_kmem/check_room" 0; try "$(dev)/dax_kmem/timeout" 1; set_state unplugged)" \
	"ok"$'\n'"ok"$'\n'"ETIMEDOUT"
is "... and nothing has changed" "$(census)" "$was"
try "$(dev)/dax_kmem/check_room" 1 > /dev/null
try "$(dev)/dax_kmem/timeout" 0 > /dev/null
echo > /tmp/go
wait $filler
like "the program has lost no data" "$(cat /tmp/fill)" "lost 0"

# The room goes while the change is in progress: when one block is offline, another
# program takes what node 0 has but for 190 MiB, of which the watermarks keep a part.
# What it takes is little, because the change has no CPU until then.
fill "$node" 250 /tmp/go /tmp/fill
fill 0 $(($(node_kb 0 MemFree) / 1024 - 400)) /tmp/go1 /tmp/fill1
mib=$(($(node_kb 0 MemFree) / 1024 - 190))
{
	read -r < /tmp/start0
	numactl --membind=0 nodefill $mib /tmp/go0 > /tmp/fill0
} &
mark
: > /tmp/fill0
kill_at "offline,1,/tmp/start0=go" "offline,0,/tmp/fill0~0:" -- \
	sysw "$(dev)/state" unplugged
is "when the room is gone, the change ends" "$said" ENOMEM
like "... the log names the block and the cause" "$(log)" \
	"dax_kmem $DEV: memory[0-9]+ could not be taken offline: other nodes have no room for its contents"
echo > /tmp/go0
echo > /tmp/go1
is "... and nothing has changed" "$(census)" "$was"
echo > /tmp/go
wait
like "the program has lost no data" "$(cat /tmp/fill)" "lost 0"
is "no process was killed" "$(oom_kills)" "$killed"
is "with room, the device is unplugged" "$(set_state unplugged; attr plugged_size)" "ok"$'\n'0
killstep_end
rm -f /tmp/go /tmp/go0 /tmp/go1 /tmp/start0
give_back
unload
finish
