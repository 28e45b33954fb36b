#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem xen list, flags, enable and disable on a model of a Xen host, and the
# errors that all commands share.
# usage: test_xen_list.sh
# shellcheck source=xen/lib.sh
. "$(dirname "$0")/xen/lib.sh"
plan 77

# A host with a pool, a device that is not a pool, and two guests.
full_host() {
	new_host
	new_device dax0.0
	pool dax0.0
	new_device dax1.0 $((0x300000000)) 22222222-4ee4-4ae5-8b23-e6f4a5a6ae10
	new_domain 1 hvm web 0x10000 0x100000
	new_domain 2 pv db 0x8000 $mfn
}

test_usage() {
	new_host
	new_device dax0.0
	refuses "an unknown command is a usage error" 2 \
		"unknown command 'frobnicate'.*next: daxkmem xen --help" \
		frobnicate
	refuses "an unknown option is a usage error" 2 "--bogus.*next: daxkmem xen list --help" list --bogus
	refuses "list takes no argument" 2 \
		"list: unexpected argument 'dax0.0'.*next: daxkmem xen list" list dax0.0
	refuses "flags needs a device" 2 \
		"flags: missing DEVICE.*next: daxkmem xen flags DEVICE" flags
	refuses "map needs five arguments" 2 \
		"map: missing GFN.*daxkmem xen map DOMAIN DEVICE OFFSET SIZE GFN" map web dax0.0 0 4096
	refuses "populate needs three arguments" 2 \
		"populate: missing SIZE.*populate DOMAIN DEVICE SIZE" populate web dax0.0
	refuses "create needs a file" 2 "create: missing FILE.*create FILE" create --pool dax0.0
	refuses "flags needs the name of a device" 2 \
		"web: cannot show its flags: this is not the name of a dax device.*uuid=UUID" flags web
	refuses "flags needs a device that exists" 1 \
		"dax7.0: cannot show its flags: there is no such device \(ENODEV\).*next: daxkmem list" \
		flags dax7.0
	refuses "--json reports an error as JSON" 1 '^\{"error":\{"object":"dax7.0"' --json flags dax7.0
	fits "... that matches its schema" error "$err"
	here_run --help
	is "--help lists the commands" "$(sed -n 's/^  \([a-z]*\) .*/\1/p' <<< "$out" | xargs)" \
		"list plan attach create populate map unmap maps broken watch flags enable disable"
	here_run --version
	like "--version prints a version" "$rc $out" "^0 [0-9]+\.[0-9]"
}

test_list() {
	full_host
	says "list has a line for each device" \
		"dax0.0 +4G dax_kmem_xen donated +4G +0 +1 +1 +3G +1G $uuid" list
	like "... with dashes for a device that is not a pool" "$out" \
		"dax1.0 +4G +- +- +- +- +- +- +- +- 22222222"
	says "list --json succeeds" '"chardev":"dax0.0"' list --json
	fits "... and matches its schema" xen-list "$out"
	like "... with the sizes of the node in bytes" "$(compact)" \
		"\"node_size\":$((4 * gib)),\"node_free\":$((3 * gib)),\"node_used\":$gib,\"guests\":null"
	is "... without a debug key for the hypervisor" "$(calls xc_send_debug_keys)" ""
	says "list --guests has a table for each pool" \
		"dax0.0:.GUEST +NAME +TYPE +SIZE +ON-NODE.* 0 Domain-0 pv +1G +0. +1 web +hvm +256M +0. +2 db +pv +128M +128M" \
		list --guests
	is "... and none for a device that is not a pool" "$(grep -c '^dax1.0:' <<< "$out")" 0
	is "... and sends one debug key" "$(calls xc_send_debug_keys)" u
	says "list --guests --json succeeds" '"guests":' list --guests --json
	fits "... and matches its schema" xen-list "$out"
	like "... with the size that a guest has on the node" "$(compact)" \
		'"domid":2,"name":"db","type":"pv","size":134217728,"node_size":134217728'
	node 1 $((4 * gib)) $((4 * gib)) $start
	rm "$host/nodes/1"
	says "a node that does not exist in Xen has no size" "donated +4G +0 +1 +1 +- +-" list
}

test_many_guests() {
	local i

	full_host
	for ((i = 3; i < 80; i++)); do
		new_domain $i hvm "g$i" 16 0x1000
	done
	says "list --guests lists 80 guests" " 79 g79 +hvm +64K" list --guests
	is "... read in two calls" "$(calls xc_domain_getinfolist)" "0 64
64 64"
}

# The hypervisor's log can be incomplete or forged.
test_owners() {
	full_host
	breaks "xc_send_debug_keys * EPERM"
	run list --guests
	is "list --guests succeeds if Xen refuses the debug key" "$rc" 0
	is "... with a warning" "$err" \
		"daxkmem: the hypervisor: it does not report the nodes of the guests' pages"
	like "... and a dash for each guest" "$out" " 2 db +pv +128M +-"
	breaks "xc_send_debug_keys * NOTHING"
	run list --guests
	like "a log without the heading is not used" "$err" "it does not report the nodes"
	breaks "xc_readconsolering * EPERM"
	run list --guests
	like "nor is a log that cannot be read" "$err" "it does not report the nodes"
	is "... no debug key is sent then" "$(calls xc_send_debug_keys)" ""
	breaks "xc_readconsolering 3 EPERM"
	run list --guests
	like "nor is a log that cannot be read after the key" "$err" "it does not report the nodes"
	printf '(XEN) Domain 2 (total: 1):\n(XEN)     Node 1: 1\n' > "$host/console"
	says "older lines in the log are not used" " 2 db +pv +128M +128M" list --guests
	put "$host/version" $((4 << 16 | 18))
	says "the format of Xen 4.18 is understood" " 2 db +pv +128M +128M" list --guests
	rm "$host/version"
	cat > "$host/console" <<- X
		(XEN) Memory location of each domain:
		(XEN) Domain 2 (total: 32768):
		(XEN)     Node 0: 100
		(XEN)     Node 1: 200
	X
	breaks "xc_send_debug_keys * NOTHING" "xc_readconsolering 1 =0"
	run list --guests
	like "the whole existing log is skipped before the key is sent" "$err" "it does not report the nodes"
}

test_errors() {
	full_host
	breaks "xc_interface_open * ENOENT"
	refuses "list without a hypervisor is not supported" 4 \
		"the hypervisor: cannot read its nodes and guests: no access to a hypervisor \(ENOENT\).*next: boot Xen with this system as its Dom0; modprobe xen_privcmd" list
	breaks "xc_interface_open * EACCES"
	refuses "list as another user suggests root" 4 "\(EACCES\).*next: run it as root" list
	breaks "xc_numainfo 1 ENOSYS"
	refuses "list fails if Xen does not report the number of nodes" 1 \
		"the hypervisor: cannot read its nodes and guests: Function not implemented \(ENOSYS\).*next: xl dmesg" list
	breaks "xc_numainfo 2 EFAULT"
	refuses "list fails if Xen does not report its nodes" 1 \
		"the hypervisor: cannot read its nodes and guests: Bad address \(EFAULT\)" list
	breaks "xc_domain_getinfolist 1 EFAULT"
	refuses "list fails if Xen does not report its domains" 1 \
		"the hypervisor: cannot read its nodes and guests: Bad address \(EFAULT\)" list
	breaks "xs_open * ECONNREFUSED"
	says "list --guests works without xenstore" " 2 - +pv +128M +128M" list --guests
	rm -r "$root/sys/bus/dax/devices"
	refuses "list without a dax bus is not supported" 4 \
		"the dax bus: cannot list its devices: .*\(ENOENT\).*next: modprobe dax" list
	new_host
	run list
	is "list reports that there are no devices" "$rc $err" "0 daxkmem: there are no dax devices"
	says "... --json prints an empty array" '^\[.*\]$' list --json
}

test_flags() {
	full_host
	says "flags prints the driver's flag" "0x20200 = XENMEMF_exact_node\(1\)" flags dax0.0
	like "... the command that creates a guest" "$out" "daxkmem xen create FILE --pool dax0.0"
	like "... and the configuration of libxl" "$out" 'in JSON "nodemap": \[ 1 \]'
	says "flags accepts a UUID" "XENMEMF_exact_node\(1\)" flags "uuid=$uuid"
	says "flags --json succeeds" '"memflags":131584' flags dax0.0 --json
	fits "... and matches its schema" xen-flags "$out"
	put "$devices/dax0.0/dax_kmem_xen/memflags" ""
	says "flags computes a flag that the driver does not have" "0x20200 = " flags dax0.0
	rm "$devices/dax0.0/dax_kmem_xen/memflags"
	says "... also if the driver has no such attribute" "0x20200 = " flags dax0.0
	refuses "flags needs a pool" 1 \
		"dax1.0: cannot show its flags: not a pool of the hypervisor.*next: daxkmem xen attach dax1.0" \
		flags dax1.0
	held dax1.0 unplugged
	refuses "flags needs a pool that is donated" 1 \
		"its state is unplugged, so nothing is donated to the hypervisor.*next: daxkmem xen attach dax1.0" \
		flags dax1.0
	put "$devices/dax0.0/dax_kmem_xen/xen_node" -1
	refuses "flags of a pool on an unknown node is not supported" 4 \
		"the Xen node of its memory is unknown.*next: dmesg \| grep dax0.0 shows why" flags dax0.0
	put "$devices/dax0.0/dax_kmem_xen/extents" nonsense
	refuses "flags fails if the extents are not addresses" 1 \
		"dax0.0: cannot show its flags: its donated ranges cannot be read \(EPROTO\)" \
		flags dax0.0
	rm "$devices/dax0.0/dax_kmem_xen/extents"
	refuses "... or missing" 1 "its donated ranges cannot be read \(ENOENT\)" flags dax0.0
}

test_enable() {
	local conf=$root/etc/modprobe.d/daxkmem-xen.conf name=/etc/modprobe.d/daxkmem-xen.conf

	new_host
	says "enable writes the file" "^$name: written$" enable
	check "... which prevents loading device_dax under Xen" grep -q "^install device_dax .*xen" "$conf"
	says "enable again changes nothing" "^$name: already exists$" enable
	says "enable --json succeeds" '"state":"enabled"' enable --json
	fits "... and matches its schema" xen-enable "$out"
	mkdir -p "$root/sys/bus/dax/drivers/device_dax"
	says "enable reports that device_dax is loaded" "next: reboot the host; device_dax is loaded" enable
	says "... in JSON too" '"loaded":true' enable --json
	says "disable removes the file" "^$name: removed$" disable
	check_not "... the file is gone" test -e "$conf"
	says "disable again changes nothing" "^$name: does not exist$" disable
	says "disable --json succeeds" '"state":"disabled"' disable --json
	fits "... and matches its schema" xen-enable "$out"
	put "$conf" "# mine"
	refuses "enable does not replace a file that it did not write" 1 \
		"$name: cannot write the file: its contents are not those that daxkmem wrote.*next: check its contents" enable
	refuses "disable does not remove it" 1 "$name: cannot remove the file: its contents are not those that daxkmem wrote" disable
	is "... the file is unchanged" "$(< "$conf")" "# mine"
	rm "$conf"
	mkdir "$conf"
	refuses "enable fails if the name is a directory" 1 "$name: cannot read the file: .*\(EISDIR\)" enable
	rm -r "${root:?}/etc"
	refuses "enable fails without /etc" 1 "$name: cannot write the file: .*\(ENOENT\)" enable
}

test_usage
test_list
test_many_guests
test_owners
test_errors
test_flags
test_enable
finish
