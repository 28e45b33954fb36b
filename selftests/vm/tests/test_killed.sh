#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A process that binds, plugs, unplugs, resizes or scrubs a device is killed at
# each step of the change. The change is undone or, after the last step,
# complete, and the device works afterwards.
#
# The signal is sent at the trace event of a step. The event is reported at the
# end of the step, so the signal is pending when the next step begins. Kills in
# the middle of a step use kprobes.
# tier: full debug
# machines: nvdimm
# auto-online: default online
# timeout: 300
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/killstep.sh"
before=$(iomem)
load
killstep_start
bind_dev > /dev/null
dir=$(dev)

# The run time grows with the square of the number of blocks. Four are enough:
# the first, the last and two between them. A bad page excludes each other block.
unplugged=$(set_state unplugged)
try "$dir/dax_kmem/bad_policy" block > /dev/null
all=$(($(attr usable_size) / block_size))
excluded=()
for i in $(seq 5 "$all"); do
	excluded+=("$(page_of "$i")")
done
[ "$all" -le 4 ] || try "$dir/dax_kmem/bad_pages" "${excluded[*]}" > /dev/null
blocks=$((all < 4 ? all : 4))
size=$((blocks * block_size))
only=""
# The debug kernel is five times slower, so kill only at two steps of each change.
[[ $(uname -r) != *-debug ]] || only="1 2"
deny=/sys/kernel/debug/notifier-error-inject/memory/actions/MEM_GOING_ONLINE/error

# Everything that an undo must restore.
census() {
	if [ "$dir/driver" -ef $bus/drivers/$drv ]; then
		echo "$(< "$dir/state") $(< "$dir/dax_kmem/requested_size")"
		echo "$(< "$dir/dax_kmem/blocks")"
	fi
	echo "$(< /proc/iomem)"
}

# restore CENSUS COMMAND...: runs the command if something differs from CENSUS
restore() {
	[ "$(census)" = "$1" ] || "${@:2}" > /dev/null
}

# note TEXT: adds an error of this round to wrong
note() {
	wrong+="round $round, at \"$hit\": $1"$'\n'
}

# ops: how often each operation is in the plan
ops() {
	printf '%s\n' "${plan[@]}" | cut -d' ' -f1 | sort | uniq -c | xargs
}

# record COMMAND...: runs the command without a kill; sets plan to its steps
record() {
	kill_at -- "$@"
	plan=("${later[@]% *}")
}

# judge_kill: checks that only undo steps follow the kill at step number $round
judge_kill() {
	local next=${plan[round]:-} op undos=0 expected=0

	[ "$hit" = "${plan[round - 1]}" ] || note "the kill missed its step"
	[ "$end" = "killed KILL" ] || note "the command ended with: $end"
	[ "${later[*]:0:1}" = "${next:+$next -4}" ] ||
		note "the next step is ${later[*]:0:1}"
	[ -n "$next" ] || return
	for op in "${plan[@]:0:round}"; do
		[[ $op == scrub* ]] || expected=$((expected + 1))
	done
	for op in "${later[@]:1}"; do
		[[ $op != undo:*" 0" ]] || undos=$((undos + 1))
	done
	[ $undos -eq $expected ] || note "$undos of $expected steps were undone"
}

# kill_each TEXT RESET COMMAND...: kills the command at each step of its plan, or
# only at the steps that $only lists; RESET is a function that undoes the command
kill_each() {
	local text=$1 reset=$2 start goal wrong="" state_wrong="" round

	shift 2
	start=$(census)
	record "$@"
	goal=$(census)
	"$reset"
	is "$text: a complete change can be undone" "$(census)" "$start"
	for round in ${only:-$(seq ${#plan[@]})}; do
		kill_at "*,$round,KILL" -- "$@"
		judge_kill
		if [ "$round" -lt ${#plan[@]} ]; then
			[ "$(census)" = "$start" ] || state_wrong+=" $hit"
		else
			[ "$(census)" = "$goal" ] || state_wrong+=" $hit"
		fi
		restore "$start" "$reset"
	done
	is "$text: killed at ${only:-each} of ${#plan[@]} steps ($(ops))" "$wrong" ""
	is "... the change is undone, or complete after the last step" "$state_wrong" ""
}

# kill_inside TEXT RESET AFTER N OP FUNCTION M COMMAND...: kills the command when the
# kernel calls FUNCTION for the Mth time after step number N of operation AFTER, which is
# in a step of operation OP. An add step may call memory_notify() too, if the kernel tries
# to online the new block.
kill_inside() {
	local text=$1 reset=$2 after=$3 n=$4 op=$5 func=$6 m=$7 start

	shift 7
	start=$(census)
	kill_at -e "killstep/$func" -e dax_kmem/dax_kmem_step \
		"$after,$n,-" "$func,$m,KILL" -- "$@"
	# more calls may follow before the step ends
	while [ ${#later[@]} -gt 0 ] && [[ ${later[0]} != *" "* ]]; do
		later=("${later[@]:1}")
	done
	is "$text: killed inside a step, in $func() of $op" \
		"$hit ${later[0]%% *} $end" "$func $op killed KILL"
	is "... the change is undone" "$(census)" "$start"
	restore "$start" "$reset"
}

# kill_each_undo TEXT TRIGGER COMMAND...: the change fails at TRIGGER,
# and the command is killed at each step of the undo
kill_each_undo() {
	local text=$1 trigger=$2 start wrong="" state_wrong="" round undo

	shift 2
	start=$(census)
	kill_at "$trigger" -- "$@"
	plan=("${later[@]:1}")
	plan=("${plan[@]% *}")
	is "$text: the change fails and is undone" "$(census)" "$start"
	undo=${#plan[@]}
	for round in $(seq "$undo"); do
		[ ! -e $deny ] || echo 0 > $deny
		kill_at "$trigger" "undo:*,$round,KILL" -- "$@"
		[ "$hit" = "${plan[round - 1]}" ] || note "the kill missed its step"
		[ "$end" = "killed KILL" ] || note "the command ended with: $end"
		[ ${#later[@]} -eq $((undo - round)) ] ||
			note "${#later[@]} steps followed"
		[ "$(census)" = "$start" ] || state_wrong+=" $hit"
	done
	[ ! -e $deny ] || echo 0 > $deny
	is "$text: killed at each of $undo steps of the undo ($(ops))" "$wrong" ""
	is "... the undo is complete" "$state_wrong" ""
}

# kill_each_unit TEXT STEPS RESET VALUE: kills a write to requested_size at each step.
# Blocks with all STEPS steps done keep their new state.
kill_each_unit() {
	local text=$1 steps=$2 reset=$3 value=$4 from sign=1 wrong="" round want

	from=$(attr plugged_size)
	[ "$value" -gt "$from" ] || sign=-1
	record sysw "$dir/dax_kmem/requested_size" "$value"
	is "$text: the change succeeds without a kill" "$(attr plugged_size)" "$value"
	"$reset"
	for round in $(seq ${#plan[@]}); do
		kill_at "*,$round,KILL" -- sysw "$dir/dax_kmem/requested_size" "$value"
		[ "$hit" = "${plan[round - 1]}" ] || note "the kill missed its step"
		[ "$end" = "killed KILL" ] || note "the command ended with: $end"
		want=$((from + sign * round / steps * block_size))
		[ "$(attr plugged_size) $(attr online_size) $(attr requested_size)" = \
			"$want $want $want" ] || note "$(attr plugged_size), not $want bytes"
		"$reset"
	done
	is "$text: killed at each of ${#plan[@]} steps ($(ops)), finished blocks stay" \
		"$wrong" ""
}

plug() {
	set_state online_movable > /dev/null
}

unplug() {
	set_state unplugged > /dev/null
}

unbind() {
	unplug
	try $bus/drivers/$drv/unbind "$DEV" > /dev/null
}

is "the device can be unplugged" "$unplugged $(attr withheld_size)" \
	"ok $(((all - blocks) * block_size))"
check "the kernel functions can be probed" probe arch_add_memory memory_notify \
	offline_pages arch_remove_memory memremap

unplug
plug_it=(sysw "$dir/state" online_movable)
kill_each "plugging" unplug "${plug_it[@]}"
is "... add and online of each block" "$(ops)" "$blocks add $blocks online"
kill_inside "plugging" unplug add 2 add arch_add_memory 1 "${plug_it[@]}"
kill_inside "plugging" unplug add 3 online memory_notify 1 "${plug_it[@]}"
kill_inside "plugging" unplug add 3 online memory_notify 2 "${plug_it[@]}"

if modprobe memory-notifier-error-inject 2> /dev/null && [ -w $deny ]; then
	kill_each_undo "plugging, with the last block refused" \
		"add,$blocks,$deny=-12" "${plug_it[@]}"
	is "... remove of each block, offline of all but one" "$(ops)" \
		"$((blocks - 1)) undo:offline $blocks undo:remove"
	modprobe -r memory-notifier-error-inject
else
	skip "plugging, with the last block refused" \
		"this kernel has no memory-notifier-error-inject"
fi

plug
unplug_it=(sysw "$dir/state" unplugged)
kill_each "unplugging" plug "${unplug_it[@]}"
is "... offline and remove of each block" "$(ops)" "$blocks offline $blocks remove"
kill_inside "unplugging" plug offline 2 offline offline_pages 1 "${unplug_it[@]}"
kill_inside "unplugging" plug offline 2 offline memory_notify 1 "${unplug_it[@]}"
kill_inside "unplugging" plug remove 2 remove arch_remove_memory 1 "${unplug_it[@]}"

# Overwriting a block takes a second here, so only two scrubs are killed.
try "$dir/dax_kmem/scrub_on_unplug" 1 > /dev/null
scrub_is_killed() {
	local start wrong="" round

	record "${unplug_it[@]}"
	plug
	is "unplugging with scrub_on_unplug" "$(ops)" \
		"$blocks offline $blocks remove $blocks scrub"
	start=$(census)
	for round in $((2 * blocks + 1)) $((2 * blocks + 3)); do
		kill_at "*,$round,KILL" -- "${unplug_it[@]}"
		judge_kill
		[ "$(census)" = "$start" ] || note "the change is not undone"
		restore "$start" plug
	done
	is "... killed at the first and the third scrub" "$wrong" ""
	kill_inside "unplugging" plug scrub 1 scrub memremap 20 "${unplug_it[@]}"
}
scrub_is_killed
# USR1 has a handler in sysw: it ends the write without killing the process.
kill_each_undo "unplugging, interrupted before the first scrub" \
	"remove,$blocks,USR1" "${unplug_it[@]}"
is "... add and online of each block" "$(ops)" "$blocks undo:add $blocks undo:online"

less=$((size - 2 * block_size))
# shellcheck disable=SC2317
grow() {
	try "$dir/dax_kmem/requested_size" "$size" > /dev/null
}
# shellcheck disable=SC2317
shrink() {
	try "$dir/dax_kmem/requested_size" "$less" > /dev/null
}
kill_each_unit "shrinking by two blocks" 3 grow "$less"
try "$dir/dax_kmem/scrub_on_unplug" 0 > /dev/null
shrink
kill_each_unit "growing by two blocks" 2 shrink "$size"

# A scrub by a write to scrub has no steps, but maps one piece after the other.
unplug
whole=$(attr usable_size)
manual_scrub_is_killed() {
	local scrubbed total wrong="" round

	for round in 1 10; do
		kill_at -e killstep/memremap "memremap,$round,KILL" -- \
			sysw "$dir/dax_kmem/scrub" 1
		[ "$hit $end ${#later[@]}" = "memremap killed KILL 0" ] ||
			note "${#later[@]} pieces followed, $end"
		scrubbed=$(attr scrubbed_size) total=$(attr scrub_size)
		[ "$scrubbed $total" = "$((round * 4194304)) $whole" ] ||
			note "$scrubbed of $total bytes are scrubbed"
		[ "$(state)" = unplugged ] || note "the state is $(state)"
	done
	is "scrubbing: killed at the first and a later piece" "$wrong" ""
}
manual_scrub_is_killed
is "... the scrub can be repeated" "$(try "$dir/dax_kmem/scrub" 1) $(attr scrubbed_size) $(attr scrub_size)" \
	"ok $whole $whole"

# A bind starts without settings, and adds all blocks of the device.
unbind
bind_it=(sysw "$bus/drivers/$drv/bind" "$DEV")
only="1 $all $((all + 1)) $((2 * all))"
kill_each "binding" unbind "${bind_it[@]}"
is "... add and online of each block" "$(ops)" "$all add $all online"
kill_inside "binding" unbind add 2 add arch_add_memory 1 "${bind_it[@]}"

is "afterwards the device can be bound" "$(bind_dev; state)" "ok"$'\n'"online_movable"
numactl --membind="$(node_of)" nodefill 64 > /tmp/fill
like "... and a program can use its memory" "$(cat /tmp/fill)" "^$(node_of):16384"
give_back
killstep_end
check "the module can be unloaded" unload
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
