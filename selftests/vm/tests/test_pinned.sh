#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# An unplug waits while a page is pinned. A signal ends the wait, and the device is unchanged.
# tier: quick
# machines: nvdimm
# auto-online: default online
. "$(dirname "$0")/lib.sh"
plan 25
node=$(node_of)
load
bind_dev > /dev/null
mkfifo /tmp/go
numactl --membind="$node" pagepin /tmp/go > /tmp/pin &
pinner=$!
until_true 20 grep -q pinned /tmp/pin

census() {
	state; attr plugged_size; attr online_size; attr blocks
}
was=$(census)

# give_up SIGNAL: a write of unplugged is ended by the signal
give_up() {
	sysw "$(dev)/state" unplugged > /tmp/out &
	check "with a pinned page, a write of unplugged waits" waits_in $! offline_pages
	is "... attributes can be read during the wait" \
		"$(timeout 60 cat "$(dev)/dax_kmem/plugged_size")" "$(attr usable_size)"
	check "... so can state" timeout 60 cat "$(dev)/state"
	check "... and lsmem works" timeout 60 lsmem
	mark
	kill "-$1" $!
	wait $! 2>/dev/null
	until_true 10 eval '[ "$(state)" = online_movable ]'
	is "... SIG$1 ends it, and nothing has changed" "$(census)" "$was"
	like "... the log names the block and the cause" "$(log)" \
		"dax_kmem $DEV: memory[0-9]+ could not be taken offline: interrupted by a signal \(-4\)"
}

give_up USR1
is "... the writer gets EINTR" "$(cat /tmp/out)" EINTR
give_up TERM
give_up KILL

is "unbind does not wait for the page" \
	"$(timeout 60 sysw $bus/drivers/$drv/unbind "$DEV")" ok
is "... and the next bind takes all memory over" "$(bind_dev; census)" "ok"$'\n'"$was"

sysw "$(dev)/state" unplugged > /tmp/out &
writer=$!
waits_in $writer offline_pages
sysw "$(dev)/state" unplugged > /tmp/out2 &
second=$!
check "a second writer waits for the first" waits_in $second state_store
kill -USR1 $second
wait $second
is "... a signal ends its wait" "$(cat /tmp/out2)" EINTR
echo > /tmp/go
wait $pinner $writer
is "once the page is free, the waiting write succeeds" "$(cat /tmp/out)" ok
is "... and all memory is unplugged" "$(state) $(attr plugged_size)" "unplugged 0"
rm -f /tmp/go

give_back
unload
finish
