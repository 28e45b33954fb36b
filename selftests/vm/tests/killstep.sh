# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Kill a command at a given step of a change. Source this after lib.sh. killstep.c
# describes steps and actions.

tracing=/sys/kernel/tracing

# killstep_start: the module must be loaded, because it defines the trace event
killstep_start() {
	[ -d $tracing/instances ] || mount -t tracefs tracefs $tracing 2> /dev/null
	[ -d $tracing/instances ] || skip_all "this kernel has no trace instances"
	# Kill jobs last: the shell reports a killed job before the next command, and the
	# reason of a skip must be the last line.
	trap 'killstep_end; kill -9 $(jobs -p) 2> /dev/null' EXIT
	one_cpu 0
}

# one_cpu ONLINE: 0 leaves one CPU online, 1 onlines the others again
one_cpu() {
	local cpu

	for cpu in /sys/devices/system/cpu/cpu*/online; do
		[ "$(< "$cpu")" = "$1" ] || echo "$1" > "$cpu"
	done 2> /dev/null
}

killstep_end() {
	one_cpu 1
	[ ! -d $tracing/instances/killstep ] || rmdir $tracing/instances/killstep
	[ ! -d $tracing/events/killstep ] ||
		for p in "${probes[@]}"; do
			echo "-:killstep/$p" >> $tracing/kprobe_events
		done
	probes=()
}

# probe FUNCTION...: defines an event killstep/FUNCTION for each kernel function, for
# kills in the middle of a step
probes=()
probe() {
	local f

	for f in "$@"; do
		echo "p:killstep/$f $f" >> $tracing/kprobe_events || return 1
		probes+=("$f")
	done
}

# kill_at [-e EVENT]... TRIGGER... -- COMMAND...: runs the command under
# killstep. Sets
#   hit    the event of the last trigger, "add memory40" for a step
#   later  the events after it, each with its result: "online memory40 0"
#   end    how the command ended: "killed KILL" or "exit 0"
#   said   the command's output
# shellcheck disable=SC2034
kill_at() {
	local word rest last="" op block result

	hit="" end="" later=()
	killstep -b "$(dev)/dax_kmem/timeout" "$@" > /tmp/killstep 2> /tmp/killstep.said ||
		[ $? -eq 1 ] || cat /tmp/killstep.said
	while read -r word rest; do
		case $word in
		event)
			read -r op _ block _ _ _ result <<< "$rest"
			if [ -n "$result" ]; then
				last="$op $block"
				later+=("$last ${result#result=}")
			else
				last=$op
				later+=("$op")
			fi ;;
		action) hit=$last later=() ;;
		end) end=$rest ;;
		esac
	done < /tmp/killstep
	said=$(< /tmp/killstep.said)
}

# The events in a run of the tool: steps, and system calls that change something.
tool_events=(-e dax_kmem/dax_kmem_step)
for call in write ftruncate fsync rename mkdir unlink; do
	tool_events+=(-e "syscalls/sys_exit_$call")
done

# record_tool COMMAND...: runs the command without a kill; sets plan to its events
record_tool() {
	kill_at "${tool_events[@]}" -- "$@"
	plan=("${later[@]}")
	plan=("${plan[@]% [0-9-]*}")
}

# moments: the numbers of the events in the plan to kill at: each system call, and the
# first and the last of consecutive steps of one kind. test_killed.sh uses all steps.
moments() {
	local i op before="" after

	for i in "${!plan[@]}"; do
		op=${plan[i]%% *} after=${plan[i + 1]:-}
		if [[ $op == sys_* ]] || [ "$op" != "$before" ] ||
			[ "$op" != "${after%% *}" ]; then
			echo $((i + 1))
		fi
		before=$op
	done
}

# kill_tool_at N COMMAND...: kills the command at event number N of the plan. Sets missed
# to errors of the kill itself.
# shellcheck disable=SC2034
kill_tool_at() {
	local n=$1

	shift
	missed=""
	kill_at "${tool_events[@]}" "*,$n,KILL" -- "$@"
	[ "$hit" = "${plan[n - 1]}" ] ||
		missed="The kill hit ${hit:-nothing} instead of ${plan[n - 1]}. "
	[ "$end" = "killed KILL" ] || missed+="At $hit the command ended with: $end. "
}
