#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem xen plan and attach on a model of a Xen host with a fake driver: a device becomes a
# pool, or is left unchanged.
# usage: test_xen_attach.sh
# shellcheck source=xen/lib.sh
. "$(dirname "$0")/xen/lib.sh"
plan 51

# le BYTES NUMBER...: prints each number in BYTES bytes, little-endian
le() {
	local bytes=$1 n i

	for n in "${@:2}"; do
		for ((i = 0; i < bytes; i++)); do
			# shellcheck disable=SC2059 # the format is a byte
			printf "\\x$(printf %02x $((n >> 8 * i & 255)))"
		done
	done
}

# srat START SIZE: prints an SRAT with one entry, hotpluggable memory of proximity domain 1
srat() {
	printf SRAT
	le 4 88
	le 1 3 0
	printf 'DKTESTDKTEST  '
	le 4 1 0 0
	le 4 1 0 0
	le 1 1 40
	le 4 1
	le 2 0
	le 8 "$1" "$2"
	le 4 0 3
	le 8 0
}

one_device() {
	new_host
	new_device dax0.0
	mkdir -p "$root/sys/firmware/acpi/tables"
	srat $start $((4 * gib)) > "$root/sys/firmware/acpi/tables/SRAT"
}

# unbound TEXT: the device has no driver
unbound() {
	check_not "$1" test -e "$devices/dax0.0/driver"
}

test_scrub() {
	one_device
	says "--scrub scrubs the device first" "dax0.0: attached" attach dax0.0 --scrub
	is "... it is requested before the donation" "$(grep -oE "^write:(scrub_extents|state) .*" "$host/log" | xargs)" \
		"write:scrub_extents dax0.0 1 write:state dax0.0 donated"
}

test_plan() {
	one_device
	refuses "plan needs a device" 2 "plan: missing DEVICE.*daxkmem xen plan DEVICE" plan
	refuses "--pxm must be a number" 2 "invalid --pxm 'one'" plan dax0.0 --pxm one
	says "plan finds the proximity domain in the SRAT" "proximity domain: 1, set by firmware.  donated: 4G of 4G" plan dax0.0
	mv "$root/sys/firmware/acpi/tables/SRAT" "$work/SRAT"
	run plan dax0.0
	is "plan without a proximity domain has exit code 1" "$rc" 1
	like "... and suggests the option" "$out" "in the way: firmware's SRAT has no proximity domain for the device.*next: specify one with --pxm"
	mv "$work/SRAT" "$root/sys/firmware/acpi/tables/SRAT"
	run plan dax0.0 --pxm 2
	like "plan for another domain donates no memory" "$rc $out" \
		"^1 .*4G outside the proximity domain.*in the way: no part of the device can be donated"
	says "plan --pxm shows what would be donated" \
		"dax0.0 would be donated to the hypervisor until the host reboots:.*proximity domain: 1, set by hand" plan dax0.0 --pxm 1
	like "... the whole device" "$out" "donated: 4G of 4G.*0x140000000-0x23fffffff 4G.*withheld: 0"
	like "... the size of Xen's own tables" "$out" "donated memory used for Xen's own tables: about 40M"
	like "... and that the memory flag is not known yet" "$out" "memory flag: known once Xen has numbered the node"
	unbound "... the device is not bound"
	says "plan --json succeeds" '"pxm_from":"hand"' plan dax0.0 --pxm 1 --json
	fits "... and matches its schema" xen-plan "$out"
	put "$root/var/lib/daxkmem/$uuid.bad" 0x5000
	says "plan withholds the group of a bad page" \
		"donated: 3.7G of 4G.*withheld: 256M.*0x140000000-0x14fffffff 256M a bad page in its group of 256 MiB" plan dax0.0 --pxm 1
	says "attach --dry-run is a plan" "dax0.0 would be donated to the hypervisor" attach dax0.0 --pxm 1 --dry-run
	rm "$root/sys/hypervisor/type"
	run plan dax0.0 --pxm 1
	like "plan without Xen reports this" "$rc $out" "^1 .*in the way: this kernel does not run on a Xen hypervisor.*next: boot Xen"
	one_device
	pool dax0.0
	says "plan of a pool reports that it is donated" "^dax0.0 is already donated to the hypervisor, until the host reboots" plan dax0.0
	says "plan --json of a pool has its node" '"xen_node":1' plan dax0.0 --json
	held dax0.0 unplugged
	put "$devices/dax0.0/dax_kmem_xen/xen_node" 2
	says "plan shows the flag of a known node" "memory flag: 0x20300" plan dax0.0 --pxm 1
	rm "$devices/dax0.0/mapping0/start"
	refuses "plan of a device without addresses fails" 1 \
		"dax0.0: cannot plan: its addresses cannot be read: No such file or directory \(ENOENT\)" plan dax0.0 --pxm 1
}

test_attach() {
	one_device
	says "attach makes a device a pool" \
		"^dax0.0: attached, 4G of 4G donated to the hypervisor until the host reboots, memory of its node 1$" attach dax0.0 --pxm 1
	is "... in the driver's attributes" "$(attr dax0.0 state) $(attr dax0.0 pxm)" "donated 1"
	is "... which are written in order" "$(grep -o '^write:[a-z_]*' "$host/log" | xargs)" \
		"write:bind_unplugged write:new_id write:pxm write:state"
	says "attach again changes nothing" "dax0.0: already attached" attach dax0.0
	refuses "... and is refused for another domain" 1 \
		"already donated to the hypervisor as memory of proximity domain 1.*next: reboot the host" attach dax0.0 --pxm 3
	says "list shows the new pool" "dax0.0 +4G dax_kmem_xen donated +4G +0 +1 +1 +4G +0 " list
	one_device
	put "$root/var/lib/daxkmem/$uuid.bad" 0x5000
	says "attach --json succeeds" '"state":"donated"' attach dax0.0 --json
	fits "... and matches its schema" device "$out"
	is "... after it writes the bad pages" "$(grep -o '^write:[a-z_]*' "$host/log" | xargs)" \
		"write:bind_unplugged write:new_id write:bad_pages write:state"
	is "... with the whole ledger" "$(attr dax0.0 bad_pages | xargs)" 0x0000000140005000-0x0000000140005fff
}

test_undo() {
	one_device
	breaks "write:bind_unplugged 1 EBUSY"
	refuses "attach fails if the driver does not bind the device" 1 \
		"dax0.0: cannot attach to the hypervisor: binding to dax_kmem_xen failed: Device or resource busy \(EBUSY\)" attach dax0.0
	unbound "... the device has no driver"
	breaks "write:new_id 1 EINVAL"
	refuses "attach fails if the driver refuses the name" 1 "registering its name with dax_kmem_xen failed: .*\(EINVAL\)" attach dax0.0
	unbound "... the device has no driver"
	breaks "write:scrub_extents 1 ENOENT"
	refuses "attach fails if the driver cannot scrub" 1 'setting scrub_extents to "1" failed: No such file' attach dax0.0 --scrub
	unbound "... the device is unbound again"
	breaks "write:pxm 1 EINVAL"
	refuses "attach fails if the driver refuses the domain" 1 'setting pxm to "9" failed: Invalid argument \(EINVAL\)' attach dax0.0 --pxm 9
	unbound "... the device has no driver"
	breaks "write:state 1 ENOSPC"
	refuses "attach fails if Xen takes none of the memory" 1 'setting state to "donated" failed: No space left on device \(ENOSPC\).*next: daxkmem xen plan dax0.0 shows why' \
		attach dax0.0 --pxm 1
	unbound "... the device has no driver"
	breaks "write:state 1 EPERM" "write:unbind 1 EBUSY"
	refuses "a device that cannot be unbound again is reported" 1 \
		"dax0.0: could not be restored: Device or resource busy" attach dax0.0
	one_device
	breaks "write:new_id 1 EINVAL" "write:unbind 1 EBUSY"
	refuses "... also if the driver refuses its name" 1 \
		"registering its name with dax_kmem_xen failed: .*; unbinding from dax_kmem_xen failed, too \(EBUSY\) \(EINVAL\)" attach dax0.0
	one_device
	held dax0.0 unplugged
	put "$devices/dax0.0/dax_kmem_xen/pxm" 5
	breaks "write:state 1 ENOSPC"
	refuses "attach fails for a device that was bound before" 1 "No space left" attach dax0.0 --pxm 1
	is "... which keeps its domain" "$(attr dax0.0 state) $(attr dax0.0 pxm)" "unplugged 5"
	one_device
	breaks "write:new_id 1 SIGTERM"
	refuses "a signal ends attach" 1 "interrupted by a signal; the device is unchanged \(EINTR\)" attach dax0.0
	unbound "... the device has no driver"
}

test_refused() {
	one_device
	mkdir "$root/sys/bus/dax/drivers/device_dax"
	refuses "attach is refused while device_dax is loaded" 1 \
		"device_dax is loaded, .*\(EBUSY\).*next: daxkmem xen enable keeps device_dax from being loaded" attach dax0.0
	rmdir "$root/sys/bus/dax/drivers/device_dax"
	ln -s ../../drivers/kmem "$devices/dax0.0/driver"
	refuses "... and for a device of another driver" 1 "bound to the driver kmem.*\(EBUSY\).*next: reboot the host" attach dax0.0
	one_device
	mv "$root/sys/bus/dax/drivers/dax_kmem_xen" "$root/gone"
	refuses "attach without the driver is not supported" 4 "the driver dax_kmem_xen is not loaded.*next: modprobe dax_kmem_xen" attach dax0.0
}

test_plan
test_scrub
test_attach
test_undo
test_refused
finish
