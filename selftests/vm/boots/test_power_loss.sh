#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The power fails while the node is full, and during the steps of a change: add, online,
# offline, remove and scrub. The next boot finds the namespace unchanged, as a dax device
# and not as RAM, and the device can be bound again.
# tier: full
# shellcheck source=../../bed/common.sh
. "$(dirname "$0")/../../bed/common.sh"
# shellcheck source=../tests/ktap.sh
. "$vm_tests/ktap.sh"
need qemu-system-x86_64 qemu-system-x86
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
kver=${KVER:-$("$bed/kernel" --list | tail -n 1)}
# All boots use one directory, so the NVDIMM keeps its contents.
export NVDIMM_MB=640 BED_DIR=$work/guest
mkdir "$BED_DIR"

# Each boot reports the state that the previous one left.
cat > "$work/found" <<'END'
cd /tests && . ./lib.sh && . ./killstep.sh
echo "uuid $(ndctl list -N | grep -o '"uuid":.*')"
echo "driver $(driver_of) $(node_kb 1 MemTotal)"
load
killstep_start
echo "bind $(bind_dev) $(state) $(($(attr online_size) - $(attr usable_size)))"
END

# sysrq b resets the machine at once and flushes nothing.
cat > "$work/full" <<'END'
echo "full $(numactl --membind=1 nodefill 400)"
echo b > /proc/sysrq-trigger
END

# at OP FROM TO: a script that cuts the power after the second such step
at() {
	cat <<-END
		try "\$(dev)/state" $2 > /dev/null
		try "\$(dev)/dax_kmem/scrub_on_unplug" 1 > /dev/null
		killstep "$1,2,/dev/ttyS1=at $1"$'\n' "*,0,/proc/sysrq-trigger=b" \
			-- sysw "\$(dev)/state" $3 > /dev/null
		echo "no step was hit"
	END
}

# boot FILE: boots and runs the script; sets found[WORD] for each line that it prints
boot() {
	local word rest

	cat "$work/found" "$1" > "$work/next"
	found=()
	while read -r word rest; do
		found[$word]=$rest
	done < <("$bed/script" "$kver" nvdimm "$work/next" 2> "$work/log")
}

# well WHEN: three points for the boot after a power failure
well() {
	is "$kver: power failure $1: the namespace has its UUID" "${found[uuid]}" "$uuid"
	is "... device_dax has the device, and node 1 has no memory" "${found[driver]}" "device_dax 0"
	is "... the device can be bound again with all its memory" "${found[bind]}" "ok online_movable 0"
}

declare -A found
for op in add online; do
	at $op unplugged online_movable > "$work/$op"
done
for op in offline remove scrub; do
	at $op online_movable unplugged > "$work/$op"
done
: > "$work/end"
before="" uuid=""
for next in full add online offline remove scrub end; do
	boot "$work/$next"
	[ -n "$uuid" ] || uuid=${found[uuid]}
	[ -z "$before" ] || well "$before"
	case $next in
	full)
		like "$kver: the node is full" "${found[full]}" "^1:102400"
		before="while memory is full" ;;
	end) ;;
	*)
		is "$kver: the power fails after the second $next" \
			"${found[at]} ${found[no]:-}" "$next "
		before="during $next" ;;
	esac
done
finish
