#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Xen 4.18 and newer panic when memory is added. daxkmem xen attach applies a live patch
# meanwhile; the driver alone refuses. Whatever fails leaves no live patch. Other live patches
# that are applied or reverted in the middle of an attach do no harm. The second boot adds memory
# without the driver, and shows that the table of nodes is read-only again afterwards: without
# the live patch, a request with the mark is refused, and the host panics on one without it.
# tier: full
# suites: trixie
# dimms: 2
# boots: 2
# may-die: 2
. "$(dirname "$0")/lib.sh"
# shellcheck source=tool.sh
. "$here/tool.sh"
# shellcheck source=livepatch.sh
. "$here/livepatch.sh"
name=daxkmem_node_data
marked=$((1 ^ 0xda400000))	# proximity domain 1, see core/pxm_mark.h

# make_other FILE BUILD-ID: one that replaces a function that nothing calls
make_other() {
	make_patch "$1" /tests/node_data.livepatch "$2"
	overwrite "$1" "daxkmem: node_data" other
	overwrite "$1" daxkmem_ another
	overwrite "$1" node_of else
	overwrite "$1" setup_node "cpu_down\\0\\0"
}

# release: ends what hold_patch has started
release() {
	eval "exec ${HOLDER[1]}>&-"
	wait "$HOLDER_PID"
}

# hold_patch: starts daxkmem-xen-hotadd as the library does, and leaves the live patch applied
hold_patch() {
	coproc HOLDER { exec daxkmem-xen-hotadd hold; }
	read -r ready <&"${HOLDER[0]}"
	echo "$ready"
}

modprobe dax_kmem_xen
id=$(build_id)
if [ "$BOOT" = 1 ]; then
	mark
	is "a bind by hand is refused" "$(bind_unpatched) $(driver_of)" "EOPNOTSUPP "
	like "... the log names the reason and the command" "$(log_since)" \
		"Xen 4\.[0-9]+ panics on memory hot-add unless it is patched; daxkmem xen attach does that"
	is "... nothing is reserved" "$(grep -c "(Xen)" /proc/iomem)" 0
	is "the device can be bound without being donated" "$(hold_dev) $(attr state)" "ok unplugged"
	is "... it still cannot be donated" "$(try "$(dev)/dax_kmem_xen/state" donated) $(attr state)" "EOPNOTSUPP unplugged"
	is "Xen refuses a donation that takes it for patched" \
		"$(try "$(dev)/dax_kmem_xen/state" "donated live_patch") $(attr state)" "EINVAL unplugged"
	like "... the log names a possible cause" "$(log_since)" \
		"Xen refused .* \(-22\): it does not accept the range, or the live patch is not applied; see xl dmesg"
	is "the hypervisor can be patched" "$(daxkmem-xen-hotadd check)" ready
	works "plan shows no obstacle" xen plan "$DEV"
	is "... and changes nothing" "$(patches)" ""

	# Other live patches.
	make_other /tmp/other "$id"
	make_other /tmp/wrong "$(tr 0-9a-f 1-9a-f0 <<< "$id")"
	check_not "Xen refuses an object for another build id" xen-livepatch upload wrong /tmp/wrong
	check "another live patch is applied" eval "xen-livepatch upload other /tmp/other && xen-livepatch apply other"
	fails "attach is refused" 1 "$DEV: cannot attach to the hypervisor: the live patch other is applied, and may have changed how the hypervisor adds memory.*next: xen-livepatch revert other" \
		xen attach "$DEV"
	is "... and changes nothing" "$(patches) $(attr state)" "other APPLIED unplugged"
	fails "plan fails, too" 1 "^$" xen plan "$DEV"
	like "... and names the reason" "$out" "in the way: the live patch other is applied"
	check "the suggested command works" xen-livepatch revert other
	is "a live patch that is only uploaded is no obstacle" "$(daxkmem-xen-hotadd check) $(patches)" "ready other CHECKED"
	xen-livepatch unload other

	# A process that holds the live patch is the only one, and takes it away when it ends.
	is "the live patch is applied while the program runs" "$({ hold_patch; patches; } | xargs)" "ready live_patch $name APPLIED"
	until_true 20 eval '[ -z "$(patches)" ]'
	is "... and removed when its input ends" "$(patches)" ""
	# Someone else reverts or replaces it in the middle of an attach.
	hold_patch > /dev/null
	check "root reverts the live patch meanwhile" xen-livepatch revert $name
	is "... the donation is refused" "$(try "$(dev)/dax_kmem_xen/state" "donated live_patch") $(attr state)" "EINVAL unplugged"
	release
	is "... no live patch is left" "$(patches)" ""
	hold_patch > /dev/null
	check "root replaces it by another one" eval "xen-livepatch upload other /tmp/other && xen-livepatch replace other"
	is "... the donation is refused" "$(try "$(dev)/dax_kmem_xen/state" "donated live_patch") $(attr state)" "EINVAL unplugged"
	release
	is "... the other live patch stays" "$(patches)" "other APPLIED"
	check "... and can be reverted" eval "xen-livepatch revert other && xen-livepatch unload other"
	hold_patch > /dev/null
	is "a second one is refused" "$(daxkmem-xen-hotadd hold < /dev/null | head -n 1)" \
		"cause /run/daxkmem-xen-hotadd.lock cannot be locked: Resource temporarily unavailable"
	kill -INT "$HOLDER_PID"; kill -TERM "$HOLDER_PID"
	is "SIGINT and SIGTERM do not end it" "$(patches)" "$name APPLIED"
	kill -KILL "$HOLDER_PID"
	wait "$HOLDER_PID" 2> /dev/null
	is "SIGKILL leaves the live patch" "$(patches)" "$name APPLIED"

	# Both devices at the same time; the first one to attach finds the leftover.
	run_tool xen attach dax0.0 &
	works "attach donates a device regardless" xen attach dax1.0
	wait $!
	is "... and another one at the same time" "$(attr state dax0.0) $(attr state dax1.0)" "donated donated"
	is "... no live patch is left" "$(patches)" ""
	is "... Xen has the memory" "$(node_mb "$(attr xen_node dax0.0)" memsize) $(node_mb "$(attr xen_node dax1.0)" memsize)" \
		"$(($(attr donated_size dax0.0) >> 20)) $(($(attr donated_size dax1.0) >> 20))"
	applied=$(xl dmesg | grep -c "finished APPLY")
	works "attaching a donated device changes nothing" xen attach dax0.0
	is "... nor applies a live patch" "$(xl dmesg | grep -c "finished APPLY")" "$applied"
else
	# By hand, as Documentation/upstream/xen-node-data.md shows it.
	make_other /tmp/other "$id"
	hold_patch > /dev/null
	start=$(printf '%s\n' "$(dev_start dax0.0)" "$(dev_start dax1.0)" | sort -n | head -n 1)
	start=$(((start + group - 1) / group * group))
	check "with the live patch, memory can be added" test-mem-hotadd $start $((start + 2 * group)) 1
	check "another live patch is applied meanwhile" eval \
		"xen-livepatch upload other /tmp/other && xen-livepatch apply other --nodeps"
	start=$((start + 2 * group))
	check "... memory can be added regardless" test-mem-hotadd $start $((start + 2 * group)) $marked
	check "... and when it has been reverted" eval "xen-livepatch revert other && xen-livepatch unload other"
	start=$((start + 2 * group))
	check "... memory can be added, too" test-mem-hotadd $start $((start + 2 * group)) $marked
	release
	is "... no live patch is left" "$(patches)" ""
	start=$((start + 2 * group))
	is "without it, a request with the mark is refused" \
		"$(test-mem-hotadd $start $((start + 2 * group)) $marked 2>&1)" "XENPF_mem_hotadd: Invalid argument"
	pass "... and on one without the mark, the host panics"
	test-mem-hotadd $start $((start + 2 * group)) 1
	fail "Xen added memory without a panic: the driver need not refuse it any more"
fi
finish
