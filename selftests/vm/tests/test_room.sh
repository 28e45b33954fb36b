#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# An unplug is refused at once, with the sizes, if more memory is in use than fits on other
# nodes. If other nodes fill up during an unplug, it fails. No process is killed.
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

# fill NODE MIB GO OUT: starts a program that fills MIB of the node's memory
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
like "a program has more memory than fits on other nodes" "$(cat /tmp/fill)" "$node:243200"
before=$(moved)
mark
start=$SECONDS
is "a write of unplugged is refused" "$(timeout 100 sysw "$(dev)/state" unplugged)" ENOMEM
at_least "... at once" 15 $((SECONDS - start))
sum="dax_kmem $DEV: its blocks use ([0-9]+) MiB, but other nodes have room for ([0-9]+) MiB"
like "... the log reports the sizes" "$(log)" "$sum \(free [0-9]+, cache [0-9]+, slab [0-9]+, swap 0, margin -[0-9]+\)"
[[ $(log) =~ $sum ]]
at_least "... the size in use" "${BASH_REMATCH[1]:-0}" 950
at_least "... and the available size, which is smaller" "${BASH_REMATCH[1]:-0}" $((${BASH_REMATCH[2]:-9999} + 1))
is "... no page has moved" "$(moved)" "$before"
is "... and nothing has changed" "$(census)" "$was"
tool detach "$DEV"
like "... daxkmem detach names the process and what to do" "$rc $text" \
	"^1 .* would have to move, and other nodes have room for .*; process $filler \(nodefill\) has 950[.0-9]*M of it.*next: .*--force"
is "a size of 0 is refused, too" "$(try "$(dev)/dax_kmem/requested_size" 0; attr plugged_size)" \
	"ENOMEM"$'\n'"$(attr usable_size)"
is "shrinking by one block is allowed" \
	"$(try "$(dev)/dax_kmem/requested_size" $(($(attr usable_size) - block_size)))" ok
is "... and the device can grow again" "$(try "$(dev)/dax_kmem/requested_size" "$(attr usable_size)"; census)" \
	"ok"$'\n'"$was"
is "check_room reads 1" "$(attr check_room)" 1
is "... and refuses an invalid value" "$(try "$(dev)/dax_kmem/check_room" maybe)" EINVAL
is "with check_room=0 the unplug starts, and the time limit ends it" \
	"$(try "$(dev)/dax_kmem/check_room" 0; try "$(dev)/dax_kmem/timeout" 1; set_state unplugged)" \
	"ok"$'\n'"ok"$'\n'"ETIMEDOUT"
is "... and nothing has changed" "$(census)" "$was"
try "$(dev)/dax_kmem/check_room" 1 > /dev/null
try "$(dev)/dax_kmem/timeout" 0 > /dev/null
echo > /tmp/go
wait $filler
like "the program lost no data" "$(cat /tmp/fill)" "lost 0"

# Node 0 fills up while the change is in progress: when one block is offline, another program
# takes all but 190 MiB of node 0, of which the watermarks reserve a part. An earlier program
# has taken most of it, because the change gets no CPU until this one is done.
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
is "the change fails when other nodes are full" "$said" ENOMEM
like "... the log names the block and the cause" "$(log)" \
	"dax_kmem $DEV: memory[0-9]+ could not be taken offline: other nodes have no room for its contents"
echo > /tmp/go0
echo > /tmp/go1
is "... and nothing has changed" "$(census)" "$was"
echo > /tmp/go
wait
like "the program lost no data" "$(cat /tmp/fill)" "lost 0"
is "no process is killed" "$(oom_kills)" "$killed"
is "once the memory is free, the device can be unplugged" "$(set_state unplugged; attr plugged_size)" "ok"$'\n'0
killstep_end
rm -f /tmp/go /tmp/go0 /tmp/go1 /tmp/start0
give_back
unload
finish
