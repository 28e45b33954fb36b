#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem attach, detach and apply are killed after each system call that changes
# something, and at steps of the driver. The device is wholly memory or not at
# all, and the same command, run again, does the rest.
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

# whole: prints what is wrong; nothing if the device is in one piece
whole() {
	[ "$(driver_of)" = $drv ] || return
	case $(state) in
	unplugged) [ "$(attr plugged_size)" = 0 ] || echo "at $hit: unplugged, but not all" ;;
	online_movable)
		[ "$(attr online_size)" = "$size" ] || echo "at $hit: online, but not all" ;;
	*) echo "at $hit: $(state), $(attr online_size) of $(attr plugged_size) online" ;;
	esac
}

# What the tool has made of the device: memory, or free.
made() {
	if [ "$(driver_of)" = $drv ]; then
		echo "memory $(state) $(attr online_size)"
	else
		echo "free $(driver_of) $(node_kb "$node" MemTotal)"
	fi
}

# kill_tool WANTED RESET COMMAND...: the command is to lead to WANTED, as made
# says it, whenever it was killed. RESET is a command of the tool, too.
kill_tool() {
	local wanted=$1 reset=$2 n wrong="" split="" done=""

	shift 2
	record_tool "$@"
	is "$*: undisturbed" "$(made)" "$wanted"
	daxkmem "$reset" "$DEV" > /dev/null
	for n in $(moments); do
		kill_tool_at "$n" "$@"
		wrong+=$missed
		split+=$(whole)
		"$@" > /tmp/again 2>&1 || done+="at $hit: $? $(cat /tmp/again) "
		[ "$(made)" = "$wanted" ] || done+="at $hit: $(made) "
		daxkmem "$reset" "$DEV" > /dev/null || done+="at $hit: no way back "
	done
	is "$*: killed at $(moments | wc -l) of ${#plan[@]} calls and steps" "$wrong" ""
	echo "# $(moments | while read -r n; do echo "${plan[n - 1]%% *}"; done | uniq -c | xargs)"
	is "... the device is in one piece" "$split" ""
	is "... the same command does the rest" "$done" ""
}

node=$(node_of)
bind_dev > /dev/null
size=$(attr usable_size)
give_back
mkdir -p "${conf%/*}"
printf '[device "uuid=%s"]\npolicy = online_movable\n' "$uuid" > $conf

# The first attach makes directories, so it is not the one that is recorded.
daxkmem attach "$DEV" > /dev/null
daxkmem detach "$DEV" > /dev/null
kill_tool "memory online_movable $size" detach daxkmem attach "$DEV"
# A first attach stores its speed; the file that it writes is complete.
daxkmem attach "$DEV" > /dev/null
is "... no half-written file is left" "$(find /var/lib/daxkmem -name '.*')" ""
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
