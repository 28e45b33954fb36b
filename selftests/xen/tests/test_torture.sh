#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tier: full
# dimms: 2
# The host survives any sequence of operations of root on the driver and the tool: OPS random
# operations (torture.sh), reproducible by SEED, run alone, in pairs, or with the tool killed,
# while all attributes are read. The host is checked after every 30 operations. At random
# times one device is donated as a pool, and the other is lent to guests. From then on the
# driver refuses the other use of each device.
#
# Excluded are operations that stock kernels do not survive, or that come too early:
# - device_dax, kmem, and daxctl, which loads and binds them, for a device that is neither
#   donated nor lent at the moment: a PV Dom0 crashes when device_dax releases a device, and
#   kmem adds memory to Dom0 that does not belong to Dom0. They are tested at the end, when
#   both devices are reserved permanently;
# - destroying a namespace, until the very end: the device would be missing;
# - operations that donate or lend a device before its time.
# The functions are called through variables, which shellcheck does not see.
# shellcheck disable=SC2317
. "$(dirname "$0")/lib.sh"
. "$here/tool.sh"
. "$here/guests.sh"
. "$here/torture.sh"

OPS=${OPS:-90} SEED=${SEED:-1}
every=30
echo "# SEED=$SEED OPS=$OPS"

kills=0 ends=0
declare -A fate=([dax0.0]=none [dax1.0]=none) start_of end_of held_true
RANDOM=$SEED
pick dax0.0 dax1.0
pool=$picked lent=dax1.0
[ "$pool" = dax0.0 ] || lent=dax0.0
roll $((OPS / 3))
lend_at=$((rolled + 1))
roll $((OPS / 3))
donate_at=$((rolled + OPS / 6 + 1))

# must TEXT GOT WANT: like is(), for repeated checks; passes are reported once, at the end
must() {
	[ -n "${held_true[$1]:-}" ] || held_true[$1]=yes
	[ "$2" = "$3" ] && return
	held_true[$1]=no
	fail "$1" "before operation $step: got \"$2\", not \"$3\""
}

# did STATUS: prints the exit status and the first line of output
did() {
	printf '#   => %q %s\n' "$1" "$(head -n 1 /tmp/said | cut -c 1-200 | tr -d '\000-\037')"
}

# announce HOW WORD...: prints the next command
announce() {
	local word

	printf '# %s %s:' "$step" "$1"
	for word in "${@:2}"; do
		printf ' %q' "${word:0:70}"
	done
	echo
}

alone() {
	announce alone "${cmd[@]}"
	"${cmd[@]}" > /tmp/said 2>&1
	did $?
}

together() {
	local first=("${cmd[@]}") pid

	next_op
	if [ ${#cmd[@]} = 0 ] || [ -n "$alone" ]; then
		cmd=(true)
	fi
	announce "at once" "${first[@]}" "|" "${cmd[@]}"
	"${first[@]}" > /tmp/said 2>&1 &
	pid=$!
	"${cmd[@]}" > /tmp/said.too 2>&1
	wait "$pid"
	did $?
}

# Kills the command after a random system call, unless it ends before that.
killed() {
	roll 1200
	announce "killed after $((rolled + 1)) system calls" "${cmd[@]}"
	if killstep -e raw_syscalls/sys_exit "sys_exit,$((rolled + 1)),KILL" \
		-- "${cmd[@]}" > /tmp/trace 2> /tmp/said; then
		kills=$((kills + 1))
		did 137
	else
		ends=$((ends + 1))
		did 0
	fi
}

operate() {
	local how

	# Reseed, so that a step does not depend on the results of the earlier ones.
	RANDOM=$((SEED * 7919 + step))
	pick alone alone alone alone together killed
	how=$picked
	next_op
	[ ${#cmd[@]} -gt 0 ] || return
	[ -z "$alone" ] || how=alone
	[ "${cmd[0]}" = daxkmem ] || [ "$how" != killed ] || how=alone
	$how 2> /dev/null
}

# Binds both devices again, so that the next operation has something to work on.
settle() {
	local d

	modprobe -a nd_pmem dax_kmem_xen
	ndctl enable-region all > /dev/null 2>&1
	ndctl enable-namespace all > /dev/null 2>&1
	for d in $pool $lent; do
		until_true 10 test -e "$(dev "$d")"
		[ "$(driver_of "$d")" = dax_kmem_xen ] || hold_dev "$d" > /dev/null
	done
}

# Clears the device's bad pages and its ledger, and resets its proximity domain to the
# firmware's, so that it can be donated.
make_sound() {
	local line

	try "$(dev "$1")/dax_kmem_xen/pxm" -1 > /dev/null
	for line in $(attr bad_pages "$1"); do
		try "$(dev "$1")/dax_kmem_xen/bad_pages" "-$line" > /dev/null
	done
	rm -f /var/lib/daxkmem/*
}

# Donates the pool, in one of five ways.
donate_pool() {
	settle
	make_sound "$pool"
	pick state bind new_id attach apply
	announce "donate by $picked" "$pool"
	# The driver only binds devices in new_id. The pool is bound, so this has no other effect.
	[ "$picked" != bind ] || try "$drv/new_id" "$pool" > /dev/null
	[ "$picked" = state ] || try "$drv/unbind" "$pool" > /dev/null
	case $picked in
	state) donate "$pool" ;;
	bind) patched try "$drv/bind" "$pool" ;;
	new_id)
		try "$drv/remove_id" "$pool" > /dev/null
		patched try "$drv/new_id" "$pool" ;;
	attach) daxkmem xen attach "$pool" ;;
	apply)
		printf '[device "%s"]\nuse = xen\n' "$pool" > /etc/daxkmem.d/torture.conf
		daxkmem apply ;;
	esac > /tmp/said 2>&1
	did $?
	must "the device is donated" "$(attr state "$pool")" donated
	fate[$pool]=donated
	given=$(attr donated_size "$pool") node=$(attr xen_node "$pool")
	extents=$(attr extents "$pool")
	free=$(node_free)
}

# Maps a part of the other device into a guest.
lend() {
	settle
	make_sound $lent
	lives g || tiny_guest g > /dev/null 2>&1
	announce lend $lent
	daxkmem xen map g $lent 0 64M 0x100000 > /tmp/said 2>&1
	did $?
	must "the other device is lent" "$(attr state $lent)" mapped
	fate[$lent]=lent
}

end_all() {
	xl list | awk 'NR > 1 && $2 { print $2 }' | while read -r id; do
		xl destroy "$id" 2> /dev/null
	done
	until_true 60 eval '[ "$(xl list | wc -l)" = 2 ]'
}

# reserved DEVICE: whether it is donated or lent, so that no other driver can claim it
reserved() {
	case $(attr state "$1" 2> /dev/null) in
	donated | mapped) return 0 ;;
	esac
	return 1
}

# in MiB
node_free() {
	echo $(($(node_mb "$node" memfree)))
}

# Prints warnings and errors in the logs of Linux and Xen.
complaints() {
	dmesg | grep -E 'WARNING:|BUG:|Oops|Call Trace|blocked for more'
	xl dmesg | grep -E 'Xen BUG|Xen WARN|Assertion|Panic on CPU|Fatal'
}

# Only scrub_extents is write-only.
unreadable() {
	{ find "$(dev "$1")/dax_kmem_xen" -type f ! -name scrub_extents -exec cat {} + > /dev/null; } 2>&1
}

look_at_pool() {
	[ "${fate[$pool]}" = donated ] || return
	must "a pool stays a pool" "$(attr state "$pool") $(attr donated_size "$pool") $(attr xen_node "$pool")" \
		"donated $given $node"
	must "... with the same extents" "$(attr extents "$pool")" "$extents"
	must "... and cannot be lent" "$(try "$(dev "$pool")/dax_kmem_xen/state" mapped)" EBUSY
	must "Xen's node has the donated memory" "$(node_mb "$node" memsize)" $((given >> 20))
	must "... the range is reserved" "$(grep -c "$pool (Xen)" /proc/iomem)" 1
}

look_at_lent() {
	[ "${fate[$lent]}" = lent ] || return
	must "a device that was lent cannot be donated in this boot" \
		"$(try "$(dev "$lent")/dax_kmem_xen/state" donated | grep -x ok)" ""
	must "... and none of it has been donated" "$(attr donated_size $lent) $(attr xen_node $lent)" "0 -1"
}

look() {
	local d

	settle
	must "neither kernel reports a problem" "$(complaints)" ""
	for d in $pool $lent; do
		must "the devices are bound" "$(driver_of "$d")" dax_kmem_xen
		must "every attribute can be read" "$(unreadable "$d")" ""
		[ "${fate[$d]}" != none ] ||
			must "no device is donated or lent without a request" "$(attr state "$d")" unplugged
	done
	[ "${fate[$pool]}${fate[$lent]}" = nonenone ] ||
		must "the module cannot be unloaded" "$(rmmod dax_kmem_xen 2> /dev/null && echo gone)" ""
	look_at_pool
	look_at_lent
	run_tool xen list --json
	must "the pools can be listed" $rc 0
	judged xen-list
	run_tool xen maps --json
	must "the lent parts can be listed" $rc 0
	judged xen-maps
	echo "# checked after $SECONDS s, before operation $step"
	[ "$failed" = 0 ]
}

# Without guests, all their memory is free and nothing is lent.
look_at_the_end() {
	end_all
	look
	must "the guests' pages are all free again" "$(node_free)" "$free"
	must "... and their parts are free, too" "$(run_tool xen maps $lent; grep -c mapped <<< "$out")" 0
}

# Reads all attributes in a loop.
read_all() {
	while :; do
		cat $bus/devices/*/dax_kmem_xen/* $bus/devices/*/* $drv/* \
			/sys/module/dax_kmem*/parameters/* /proc/iomem
		sleep 1
	done > /dev/null 2>&1
}

# Other drivers would claim a device that is not reserved.
other_drivers() {
	local d word

	settle
	fate[$lent]=lent
	try "$(dev $lent)/dax_kmem_xen/state" mapped > /dev/null
	daxkmem xen disable > /dev/null
	modprobe -a device_dax kmem
	for d in $pool $lent; do
		for word in device_dax/bind device_dax/new_id kmem/new_id kmem/bind; do
			try $bus/drivers/$word "$d"
			try $drv/unbind "$d"
			try $bus/drivers/$word "$d"
		done
		daxctl reconfigure-device -f -m system-ram "$d"
		daxctl reconfigure-device -f -m devdax "$d"
		ndctl disable-namespace "namespace${d:3:1}.0"
		ndctl enable-namespace "namespace${d:3:1}.0"
	done > /dev/null 2>&1
	for d in $pool $lent; do
		is "no other driver can claim $d" "$(driver_of "$d" | grep -v dax_kmem_xen)" ""
	done
}

without_a_label() {
	ndctl destroy-namespace -f all > /dev/null 2>&1
	ndctl create-namespace -f -r region0 > /dev/null 2>&1
	is "without a label, Xen's node is unchanged" "$(node_mb "$node" memsize)" $((given >> 20))
	is "... and neither kernel reports a problem" "$(complaints)" ""
}

check "system calls can be traced" start_tracing
daxkmem xen enable > /dev/null
modprobe dax_kmem_xen
for d in $pool $lent; do
	start_of[$d]=$(dev_start "$d")
	end_of[$d]=$((start_of[$d] + $(dev_size "$d")))
	hold_dev "$d" > /dev/null
done
config p pv 96
mv /tmp/p.cfg /tmp/pv.cfg
tiny_config p
read_all &
reader=$!
for ((step = 1; step <= OPS; step++)); do
	((step % every)) || look || break
	((step != lend_at)) || lend
	((step != donate_at)) || donate_pool
	operate
done
look_at_the_end
echo "# $kills of $((kills + ends)) commands were killed, $ends ended before that"
[ $((kills + ends)) = 0 ] ||
	at_least "at least one command is killed" $kills 1
for text in "${!held_true[@]}"; do
	[ "${held_true[$text]}" = no ] || pass "$text"
done
other_drivers
kill $reader
without_a_label
finish
