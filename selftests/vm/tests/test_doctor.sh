#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem doctor on a running system: its findings, and faults that the test makes.
# tier: quick
# machines: nvdimm memmap nonuma
# everyday: nvdimm nonuma
# timeout: 120
. "$(dirname "$0")/lib.sh"
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
release=$(uname -r)
release=${release//+/[+]}	# for patterns
parameter=/sys/module/memory_hotplug/parameters/memmap_on_memory

# doctor: sets rc to the exit status, and out to the output
doctor() {
	out=$(daxkmem doctor 2>&1)
	rc=$?
}

# findings CHECK: the findings of a check, each with its result
findings() {
	sed -n "s/^\([A-Z]*\) *$1  *\(.*\)/\1 \2/p" <<< "$out"
}

doctor
like "the dax bus has a known layout" "$(findings layout)" "^OK "
like "dax_kmem is installed, but not loaded" "$(findings module)" \
	"^WARN dax_kmem is installed \(/lib/modules/$release/updates/dax_kmem.ko\), but not loaded +modprobe dax_kmem"
like "a missing configuration in /boot is reported as unknown" "$(findings kernel)" "^UNKNOWN .*/boot/config-$release"
case $(cat $parameter) in
Y | force) like "memmap_on_memory was given at boot" "$(findings memmap)" "^OK " ;;
*) like "memmap_on_memory is missing" "$(findings memmap)" \
	"^WARN .*other memory, [0-9.]*M for .*memory_hotplug.memmap_on_memory=1" ;;
esac
if grep -q numa=off /proc/cmdline; then
	like "numa=off is found" "$(findings boot)" "^FAIL booted with numa=off"
	is "... and reported as a failure" "$rc" 1
	finish
fi
is "no check fails" "$rc $(grep ^FAIL <<< "$out")" "0 "
like "the device has a node" "$(findings devices)" "^OK "

load
doctor
like "dax_kmem is loaded" "$(findings module)" "^OK dax_kmem is loaded as dax_kmem on the dax bus"
like "its policy is shown" "$(findings policy)" "^OK a bind uses the policy online_movable and adds all"
is "warnings are not failures" "$rc" 0
unload

load bus_name=kmem
doctor
like "the name kmem is shown" "$(findings module)" "^OK .*loaded as kmem on the dax bus"
unload
modprobe kmem
doctor
like "the in-tree kmem is found" "$(findings kmem)" "^WARN the in-tree kmem driver is loaded.* rmmod kmem"
rmmod kmem
mkdir -p /etc/modprobe.d
had=$(cat /etc/modprobe.d/dax_kmem.conf 2> /dev/null)
echo 'install kmem /bin/true' > /etc/modprobe.d/dax_kmem.conf
doctor
like "... as is a configuration that does not load it" "$(findings kmem)" "^OK .*configured not to load the in-tree kmem"
if [ -n "$had" ]; then
	echo "$had" > /etc/modprobe.d/dax_kmem.conf
else
	rm /etc/modprobe.d/dax_kmem.conf
fi
finish
