#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem attach, detach and apply are killed after each system call that changes something, and
# at steps of the driver. Either all of the device's memory is online or none is plugged, and the
# same command, run again, completes.
# tier: full
# machines: nvdimm
# timeout: 400
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/killstep.sh"
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
before=$(iomem)
load
killstep_start
uuid=$(cat "$(readlink -f "$(dev)")/../uuid")
conf=/etc/daxkmem.d/test.conf
rm -rf /var/lib/daxkmem

# partial: prints the state if the device's memory is only partly plugged or online
partial() {
	[ "$(driver_of)" = $drv ] || return
	case $(state) in
	unplugged) [ "$(attr plugged_size)" = 0 ] || echo "at $hit: unplugged, but with plugged memory" ;;
	online_movable)
		[ "$(attr online_size)" = "$size" ] || echo "at $hit: online_movable, but only partly" ;;
	*) echo "at $hit: $(state), $(attr online_size) of $(attr plugged_size) online" ;;
	esac
}

# outcome: prints whether the device is memory or free, with its state or driver, and size
outcome() {
	if [ "$(driver_of)" = $drv ]; then
		echo "memory $(state) $(attr online_size)"
	else
		echo "free $(driver_of) $(node_kb "$node" MemTotal)"
	fi
}

# kill_tool OUTCOME RESET COMMAND...: kills the command at different moments and runs it again,
# which must lead to OUTCOME. RESET is the daxkmem command that undoes it.
kill_tool() {
	local wanted=$1 reset=$2 n wrong="" split="" done=""

	shift 2
	record_tool "$@"
	is "$*: completes" "$(outcome)" "$wanted"
	daxkmem "$reset" "$DEV" > /dev/null
	for n in $(moments); do
		kill_tool_at "$n" "$@"
		wrong+=$missed
		split+=$(partial)
		"$@" > /tmp/again 2>&1 || done+="at $hit: $? $(cat /tmp/again) "
		[ "$(outcome)" = "$wanted" ] || done+="at $hit: $(outcome) "
		daxkmem "$reset" "$DEV" > /dev/null || done+="at $hit: $reset fails "
	done
	is "$*: killed at $(moments | wc -l) of ${#plan[@]} calls and steps" "$wrong" ""
	echo "# $(moments | while read -r n; do echo "${plan[n - 1]%% *}"; done | uniq -c | xargs)"
	is "... the device is never partly memory" "$split" ""
	is "... the same command completes" "$done" ""
}

node=$(node_of)
bind_dev > /dev/null
size=$(attr usable_size)
give_back
mkdir -p "${conf%/*}"
printf '[device "uuid=%s"]\npolicy = online_movable\n' "$uuid" > $conf

# The first attach creates directories, so record a later one.
daxkmem attach "$DEV" > /dev/null
daxkmem detach "$DEV" > /dev/null
kill_tool "memory online_movable $size" detach daxkmem attach "$DEV"
# A first attach stores its speed; the file that it writes is complete.
daxkmem attach "$DEV" > /dev/null
is "... no temporary file is left" "$(find /var/lib/daxkmem -name '.*')" ""
kill_tool "free device_dax 0" attach daxkmem detach "$DEV"
daxkmem detach "$DEV" > /dev/null
kill_tool "memory online_movable $size" detach daxkmem apply
daxkmem attach "$DEV" > /dev/null
kill_tool "free device_dax 0" attach daxkmem apply --detach

daxkmem detach "$DEV" > /dev/null
rm -r $conf /var/lib/daxkmem
killstep_end
check "the module can be unloaded" unload
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
