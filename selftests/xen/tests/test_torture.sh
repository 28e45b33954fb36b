#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tier: full
# suites: bookworm
# dimms: 2
# No sequence of what root can do with the driver and the tool takes the host down:
# OPS random things (torture.sh) from SEED on, alone, two at once, or with the tool
# killed in the middle, while all files are read. After every 30 the host is looked
# at. One device becomes a pool and the other is lent to guests, each at a random
# moment; for each the other is refused from then on.
#
# What is left out, since stock kernels do not survive it or it decides too early:
# - device_dax and kmem, and daxctl, which loads and binds them, for a device that is
#   neither donated nor lent at the moment: a PV Dom0 dies when device_dax lets go
#   of a device, and kmem makes memory of Dom0 of what is no memory of Dom0's. So they
#   come at the end, when both devices are reserved for good;
# - destroying a namespace, until the very end: there is no device without it;
# - what donates or lends a device before its moment.
# What is run by its name.
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

# must TEXT GOT WANT: at every look; said once, and the first time it is not so
must() {
	[ -n "${held_true[$1]:-}" ] || held_true[$1]=yes
	[ "$2" = "$3" ] && return
	held_true[$1]=no
	fail "$1" "before operation $step: got \"$2\", not \"$3\""
}

# What came of it, in a line.
did() {
	printf '#   => %q %s\n' "$1" "$(head -n 1 /tmp/said | cut -c 1-200 | tr -d '\000-\037')"
}

# announce HOW WORD...
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

# The seed says after which system call. A command of fewer calls ends by itself.
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

	# Each step has its own draws, whatever came of those before.
	RANDOM=$((SEED * 7919 + step))
	pick alone alone alone alone together killed
	how=$picked
	next_op
	[ ${#cmd[@]} -gt 0 ] || return
	[ -z "$alone" ] || how=alone
	[ "${cmd[0]}" = daxkmem ] || [ "$how" != killed ] || how=alone
	$how 2> /dev/null
}

# Everything is bound again, so that what comes next has something to work on.
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

# The pages of the device that any file or the ledger calls bad are not any more,
# and its domain is firmware's, so that the donation is possible.
make_sound() {
	local line

	try "$(dev "$1")/dax_kmem_xen/pxm" -1 > /dev/null
	for line in $(attr bad_pages "$1"); do
		try "$(dev "$1")/dax_kmem_xen/bad_pages" "-$line" > /dev/null
	done
	rm -f /var/lib/daxkmem/*
}

# donate: the pool, one way or another
donate() {
	settle
	make_sound "$pool"
	pick state bind new_id attach apply
	announce "donate by $picked" "$pool"
	# The driver takes what it was named; held, that does nothing else.
	[ "$picked" != bind ] || try "$drv/new_id" "$pool" > /dev/null
	[ "$picked" = state ] || try "$drv/unbind" "$pool" > /dev/null
	case $picked in
	state) try "$(dev "$pool")/dax_kmem_xen/state" donated ;;
	bind) try "$drv/bind" "$pool" ;;
	new_id)
		try "$drv/remove_id" "$pool" > /dev/null
		try "$drv/new_id" "$pool" ;;
	attach) daxkmem xen attach "$pool" ;;
	apply)
		printf '[device "%s"]\nuse = xen\n' "$pool" > /etc/daxkmem.d/torture.conf
		daxkmem apply ;;
	esac > /tmp/said 2>&1
	did $?
	must "the pool is donated" "$(attr state "$pool")" donated
	fate[$pool]=donated
	given=$(attr donated_size "$pool") node=$(attr xen_node "$pool")
	extents=$(attr extents "$pool")
	free=$(node_free)
}

# lend: the other one, to a guest
lend() {
	settle
	make_sound $lent
	lives g || tiny_guest g > /dev/null 2>&1
	announce lend $lent
	daxkmem xen map g $lent 0 64M 0x100000 > /tmp/said 2>&1
	did $?
	must "the other one is lent" "$(attr state $lent)" mapped
	fate[$lent]=lent
}

end_all() {
	xl list | awk 'NR > 1 && $2 { print $2 }' | while read -r id; do
		xl destroy "$id" 2> /dev/null
	done
	until_true 60 eval '[ "$(xl list | wc -l)" = 2 ]'
}

# Is the device held, so that no other driver of this kernel gets it?
reserved() {
	case $(attr state "$1" 2> /dev/null) in
	donated | mapped) return 0 ;;
	esac
	return 1
}

# in bytes
node_free() {
	echo $(($(node_mb "$node" memfree)))
}

# Lines that nothing here should bring about.
complaints() {
	dmesg | grep -E 'WARNING:|BUG:|Oops|Call Trace|blocked for more'
	xl dmesg | grep -E 'Xen BUG|Xen WARN|Assertion|Panic on CPU|Fatal'
}

unreadable() {
	{ cat "$(dev "$1")"/dax_kmem_xen/* > /dev/null; } 2>&1
}

look_at_pool() {
	[ "${fate[$pool]}" = donated ] || return
	must "a pool stays one" "$(attr state "$pool") $(attr donated_size "$pool") $(attr xen_node "$pool")" \
		"donated $given $node"
	must "... with the same extents" "$(attr extents "$pool")" "$extents"
	must "... and is not lent" "$(try "$(dev "$pool")/dax_kmem_xen/state" mapped)" EBUSY
	must "Xen's node has what was donated" "$(node_mb "$node" memsize)" $((given >> 20))
	must "... the range is reserved" "$(grep -c "$pool (Xen)" /proc/iomem)" 1
}

look_at_lent() {
	[ "${fate[$lent]}" = lent ] || return
	must "what was lent is no pool in this boot" \
		"$(try "$(dev "$lent")/dax_kmem_xen/state" donated | grep -x ok)" ""
	must "... and has given nothing" "$(attr donated_size $lent) $(attr xen_node $lent)" "0 -1"
}

look() {
	local d

	settle
	must "neither kernel complains" "$(complaints)" ""
	for d in $pool $lent; do
		must "the devices are held" "$(driver_of "$d")" dax_kmem_xen
		must "every file can be read" "$(unreadable "$d")" ""
		[ "${fate[$d]}" != none ] ||
			must "nothing is given or lent unasked" "$(attr state "$d")" unplugged
	done
	[ "${fate[$pool]}${fate[$lent]}" = nonenone ] ||
		must "the module stays" "$(rmmod dax_kmem_xen 2> /dev/null && echo gone)" ""
	look_at_pool
	look_at_lent
	run_tool xen list --json
	must "the pools can be listed" $rc 0
	judged xen-list
	run_tool xen maps --json
	must "what is lent can be listed" $rc 0
	judged xen-maps
	echo "# looked after $SECONDS s, before operation $step"
	[ "$failed" = 0 ]
}

# Without guests all that they had is free, and nothing is lent.
look_at_the_end() {
	end_all
	look
	must "the guests' pages are all free again" "$(node_free)" "$free"
	must "what they saw is free too" "$(run_tool xen maps $lent; grep -c mapped <<< "$out")" 0
}

# Everything that one may read, all the time.
read_all() {
	while :; do
		cat $bus/devices/*/dax_kmem_xen/* $bus/devices/*/* $drv/* \
			/sys/module/dax_kmem*/parameters/* /proc/iomem
		sleep 1
	done > /dev/null 2>&1
}

# Drivers that would take what is not reserved, and what is left without a label.
drivers_of_others() {
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
		is "no other driver has got $d" "$(driver_of "$d" | grep -v dax_kmem_xen)" ""
	done
}

without_a_label() {
	ndctl destroy-namespace -f all > /dev/null 2>&1
	ndctl create-namespace -f -r region0 > /dev/null 2>&1
	is "without a label the node is what it was" "$(node_mb "$node" memsize)" $((given >> 20))
	is "... and neither kernel complains" "$(complaints)" ""
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
	((step != donate_at)) || donate
	operate
done
look_at_the_end
echo "# of $((kills + ends)) commands to be killed $kills were, $ends ended before"
[ $((kills + ends)) = 0 ] ||
	at_least "commands are killed in the middle" $kills 1
for text in "${!held_true[@]}"; do
	[ "${held_true[$text]}" = no ] || pass "$text"
done
drivers_of_others
kill $reader
without_a_label
finish
