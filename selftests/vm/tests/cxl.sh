# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Functions for tests of CXL devices: regions, and events that the host injects. Source this
# after lib.sh.

PATH=/bed/cxl-trixie:$PATH
cxl=/sys/bus/cxl/devices
# Serial numbers of the bed's devices start here.
first_serial=$((0xc0))

# load_cxl: loads the modules of CXL devices, or skips the test. The devices appear later.
load_cxl() {
	[ -e /vm.conf ] || skip_all "creates and destroys CXL regions; for our guests only"
	command -v cxl > /dev/null || skip_all "cxl is missing"
	modprobe -d /bed/cxl -a cxl_acpi cxl_pci cxl_mem cxl_port dax_cxl 2> /tmp/modprobe ||
		skip_all "the kernel has no CXL regions: $(head -n 1 /tmp/modprobe)"
	until_true 20 endpoints_found || fail "all CXL devices have endpoints" "$(ls $cxl)"
}

unload_cxl() {
	rmmod dax_cxl cxl_pci cxl_mem cxl_acpi
	# Some kernels load these, too.
	rmmod cxl_pmem libnvdimm dax_hmem 2> /dev/null
	true
}

# shellcheck disable=SC2317
endpoints_found() {
	local d n=0

	for d in /sys/bus/pci/devices/*; do
		[[ $(< "$d/class") != 0x0502* ]] || n=$((n + 1))
	done
	[ "$(memdevs | wc -w)" = "$n" ] && [ "$(echo $cxl/endpoint* | wc -w)" = "$n" ]
}

# memdevs: the CXL devices, in the order of their serial numbers
memdevs() {
	local m

	for m in "$cxl"/mem[0-9]*; do
		echo "$(($(cat "$m/serial"))) ${m##*/}"
	done | sort -n | cut -d' ' -f2 | xargs
}

# number_of MEMDEV: the number N of the device cxl-vmemN of the host
number_of() {
	echo $(($(cat "$cxl/$1/serial") - first_serial))
}

# create_region DECODER MEMDEV...: a point: creates a region of volatile memory from these
# devices. Sets region to its name, and DEV to the name of its dax device.
create_region() {
	local decoder=$1 d

	shift
	region=$(cxl create-region -t ram -m -d "$decoder" -w $# "$@" 2> /tmp/create-region |
		sed -n 's/.*"region":"\(.*\)".*/\1/p')
	until_true 10 eval "echo $cxl/$region/dax_region*/dax*.* | grep -v '[*]'"
	d=$(echo "$cxl/${region:-none}"/dax_region*/dax*.*)
	DEV=${d##*/}
	if [ -d "$(dev)" ]; then
		pass "a region of $* is created"
	else
		fail "a region of $* is created" "$(cat /tmp/create-region)"
		finish
	fi
}

# destroy_region REGION
destroy_region() {
	cxl destroy-region -f "$1" > /tmp/destroy-region 2>&1 || cat /tmp/destroy-region
}

# end_region: a point: unloads the driver, destroys $region, and unloads the modules of CXL
# devices
end_region() {
	unload
	is "the region can be destroyed" "$(destroy_region "$region")" ""
	unload_cxl
}

# access_of DIRECTORY: latency and bandwidth of reads and writes
access_of() {
	(cd "$1" && cat {read,write}_latency {read,write}_bandwidth | xargs)
}

# same_access: a point: the latency and bandwidth that the kernel calculates for $region when
# its memory comes online are those of the node $node. Linux 7.3 calculates them, but does not
# add them to a node that the HMAT does not describe.
same_access() {
	local initiators=/sys/devices/system/node/node$node/access0/initiators

	if [ -d "$initiators" ]; then
		is "... and the latency and bandwidth of $region" "$(access_of "$initiators")" "$(access_of "$cxl/$region/access0")"
	else
		like "... $region has a latency and bandwidth" "$(access_of "$cxl/$region/access0")" "^[1-9][0-9]* [1-9][0-9]* [1-9][0-9]* [1-9][0-9]*$"
	fi
}

# hpa_of REGION DPA POSITION: the physical address of a device's address, for the device at
# that position of the region, whose decoder starts at device address 0
hpa_of() {
	local ways size

	ways=$(cat "$cxl/$1/interleave_ways") size=$(cat "$cxl/$1/interleave_granularity")
	printf '%#x\n' $(($(cat "$cxl/$1/resource") + $2 / size * size * ways + $3 * size + $2 % size))
}

# trace_cxl: starts recording CXL events, for cxl_events
trace_cxl() {
	[ -d /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing
	tracing=/sys/kernel/tracing/instances/cxl
	mkdir -p "$tracing"
	echo 1 > "$tracing/events/cxl/enable"
}

trace_cxl_end() {
	rmdir "$tracing"
}

# cxl_events NAME: the events of that name since the last forget_events
cxl_events() {
	grep " $1: " "$tracing/trace"
}

forget_events() {
	echo > "$tracing/trace"
}
