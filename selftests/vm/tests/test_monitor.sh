#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem monitor reports events in order, and waits for goals.
# tier: quick
# machines: nvdimm
# timeout: 240
. "$(dirname "$0")/lib.sh"
plan 39
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
t=/sys/kernel/tracing
out=/tmp/monitor

# is_listening PID: whether that monitor receives uevents, and steps if there is a tracefs. It
# opens them in that order.
# shellcheck disable=SC2317
is_listening() {
	local enable=$t/instances/daxkmem-$1/events/dax_kmem/enable

	! grep -q '^daxkmem: steps:' "$out.err" || return 0
	[[ $(ls -l "/proc/$1/fd") == *trace_pipe* ]] || return
	[ ! -e "$enable" ] || grep -q 1 "$enable"
}

# watch ARGUMENT...: starts monitor with these arguments; returns once it receives events
watch() {
	: > $out
	daxkmem monitor "$@" >> $out 2> $out.err &
	monitor=$!
	until_true 10 is_listening $monitor
}

# Waits for all events: uevents arrive in order, and this one is the last.
wait_for_events() {
	echo change > "$(dev)/uevent"
	until_true 10 grep -qE "$DEV change$|\"event\":\"change\"" $out
}

# new_events: prints the lines since the last call, without times and durations
new_events() {
	wait_for_events
	sed "/$DEV change$/d; s/^[^ ]* //; s/, [0-9]* us//" $out
	: > $out
}

# invalid_lines: prints the lines in $out that do not match the schema, with the host's answer
invalid_lines() {
	local line said

	while read -r line; do
		said=$(/bed/ask fits "$line")
		[ "$said" = valid ] || echo "$said: $line"
	done < $out
}

# fit_schema: two points; the host may have no validator
fit_schema() {
	local text="... each line matches monitor's schema" wrong

	if [ ! -x /bed/ask ]; then
		skip "$text" "nobody answers for the host; run it with make check T=monitor"
		skip "... and an invalid line does not" "nobody answers for the host"
		return
	fi
	wrong=$(invalid_lines)
	case $wrong in
	missing:*)
		skip "$text" "jsonschema (package python3-jsonschema) is missing"
		skip "... and an invalid line does not" "jsonschema is missing" ;;
	*)
		is "$text" "$wrong" ""
		is "... and an invalid line does not" "$(/bed/ask fits '{"event":"size"}')" invalid ;;
	esac
}

instances() {
	find $t/instances -mindepth 1 -maxdepth 1 -name 'daxkmem-*' 2> /dev/null | wc -l
}

if grep -q " $t tracefs" /proc/mounts; then umount $t; fi
umount /sys/kernel/debug 2> /dev/null
watch "$DEV"
like "without tracefs, a message says that steps are not shown" "$(cat $out.err)" \
	"^daxkmem: steps: not shown: this requires root and tracefs"
kill -TERM $monitor
wait $monitor
is "SIGTERM ends monitor with exit code 0" $? 0
mount -t debugfs debug /sys/kernel/debug
[ -d $t/events ] || mount -t tracefs tracefs $t
[ -d $t/instances ] || skip_all "no trace instances here"

# The module is loaded after monitor has started; its steps are still reported.
mkdir $t/instances/daxkmem-999999
watch "$DEV"
is "the trace instance of a dead monitor is replaced" "$(instances)" 1
load plug=none block_events=Y
bind_dev > /dev/null
like "a bind is reported" "$(new_events)" "$DEV unbind.*$DEV bind"
first=$(attr blocks | head -n 1 | cut -d' ' -f1)
try "$(dev)/dax_kmem/requested_size" $block_size > /dev/null
got=$(new_events)
is "growing by a block reports two steps, the state and the size" \
	"$(grep -cE ' (step|state|size) ' <<< "$got")" 4
is "... the steps come in order" "$(grep ' step ' <<< "$got")" \
	"$DEV $first step add: unplugged to offline
$DEV $first step online: offline to movable"
is "... then the state, then the size" "$(tail -n 2 <<< "$got")" \
	"$DEV state online_movable
$DEV size $((block_size >> 20))M"
like "... the block's online event names its device" "$got" \
	"$DEV $first online Movable"
set_state online_kernel > /dev/null
is "a change that fails before its first step is reported" "$(new_events)" "$DEV failure check: busy"
try "$(dev)/dax_kmem/requested_size" 0 > /dev/null
got=$(new_events)
is "shrinking by a block reports its steps" "$(grep ' step ' <<< "$got")" \
	"$DEV $first step offline: movable to offline
$DEV $first step remove: offline to unplugged"
like "... and its offline event" "$got" "$DEV $first offline"
a=$(page_of 3)
try "$(dev)/dax_kmem/bad_pages" "$a" > /dev/null
is "a bad page is reported" "$(new_events)" "$DEV bad_pages $(printf '%s-%#x' "$a" $((a + 4095)))"
kill -KILL $monitor
wait $monitor 2> /dev/null
is "a monitor that is killed leaves its instance" "$(instances)" 1

watch --json
is "... which the next monitor replaces" "$(instances)" 1
try "$(dev)/dax_kmem/requested_size" $((2 * block_size)) > /dev/null
wait_for_events
is "--json prints an object in each line" "$(grep -vc '^{"time":"[0-9T:.-]*Z","device":\("[^"]*"\|null\),"event":"[^"]*".*}$' $out)" 0
like "... also for a size" "$(cat $out)" "\"device\":\"$DEV\",\"event\":\"size\",\"plugged_size\":$((2 * block_size))}"
like "... for a step" "$(cat $out)" "\"event\":\"step\",\"block\":\"$first\",\"op\":\"online\",\"undo\":false,\"from\":\"offline\",\"to\":\"movable\",\"usecs\":[0-9]+,\"errno\":null}"
like "... for a block" "$(cat $out)" "\"device\":\"$DEV\",\"event\":\"online\",\"block\":\"$first\",\"zone\":\"Movable\"}"
mkfifo /tmp/go
numactl --membind="$(node_of)" pagepin /tmp/go > /tmp/pin &
pinner=$!
until_true 20 grep -q pinned /tmp/pin
try "$(dev)/dax_kmem/timeout" 1 > /dev/null
set_state unplugged > /dev/null
echo > /tmp/go
wait $pinner
rm -f /tmp/go /tmp/pin
wait_for_events
like "... and for a change that fails" "$(cat $out)" "\"event\":\"failure\",\"step\":\"offline\",\"end\":\"timeout\",\"block\":\"memory[0-9]+\",\"kept\":\"pinned\"}"
fit_schema

# An unload while the event is enabled in the instance.
give_back
check "the module can be unloaded while monitor runs" unload
check "... monitor reports the unload" until_true 10 grep -q '"event":"unload","module":"dax_kmem"' $out
kill -TERM $monitor
wait $monitor
is "SIGTERM ends monitor with exit code 0" $? 0
is "... its trace instance is gone" "$(instances)" 0

load
daxkmem monitor "$DEV" --until detached --timeout 120 > /dev/null 2>&1
is "--until ends at once if the goal is already met" $? 0
daxkmem monitor "$DEV" --until attached --timeout 2 > $out 2>&1
is "--until with a goal that is not met in time fails" $? 1
like "... and reports the goal" "$(cat $out)" "$DEV: cannot wait until attached: not reached within 2 s \(ETIMEDOUT\)"
size=$(cat "$(dev)/size")
watch "$DEV" --until "online_size>=1G" --timeout 300
check "another process attaches" daxkmem attach "$DEV"
wait $monitor
is "--until ends when the goal is met" $? 0
at_least "... the size is reached" "$(attr online_size)" $((1 << 30))
at_least "... on a device of $size bytes" "$size" $((1 << 30))
is "... its trace instance is gone" "$(instances)" 0
watch "$DEV" --until "plugged_size=0" --quiet
set_state unplugged > /dev/null
wait $monitor
is "--until plugged_size=0 ends when the device is unplugged" $? 0
is "... with --quiet, no event is printed" "$(cat $out)" ""
watch "$DEV" --until detached
check "another process detaches" daxkmem detach "$DEV"
wait $monitor
is "--until detached ends when the device is detached" $? 0
watch "$DEV" --until attached
kill -TERM $monitor
wait $monitor
is "a signal before the goal is met ends monitor with exit code 1" $? 1
watch "$DEV"
exec 3< <(daxkmem monitor "$DEV")
until_true 10 eval '[ "$(instances)" = 2 ]'
exec 3<&-
bind_dev > /dev/null
check "a monitor whose reader has exited ends and leaves no instance" \
	until_true 10 eval '[ "$(instances)" = 1 ]'
kill $monitor
wait $monitor
rm -f $out $out.err
give_back
unload
finish
