#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem doctor on small trees: its findings on a good machine, and on one with one fault at a
# time. Needs no root.
# usage: test_doctor.sh [DAXKMEM]
# shellcheck source=tree.sh
. "$(dirname "$0")/tree.sh"
# shellcheck source=json.sh
. "$cli/json.sh"
plan 91

release=6.1.0-99-test
good=$work/good
nd=/sys/bus/nd/devices
module=/sys/module/dax_kmem/parameters
memmap=/sys/module/memory_hotplug/parameters/memmap_on_memory
wanted="MEMORY_HOTPLUG MEMORY_HOTREMOVE MIGRATION ZONE_DEVICE DAX DEV_DAX NUMA
	DEV_DAX_PMEM DEV_DAX_HMEM ACPI_NUMA ACPI_HMAT MEMORY_FAILURE
	ARCH_MHP_MEMMAP_ON_MEMORY_ENABLE"

# btf MEMBERS: writes the kernel's BTF with a struct dev_dax of these members
btf() {
	{
		echo 'struct dax_device_driver { long drv, ids; int type; long probe, remove; } a;'
		echo 'struct dev_dax_range { long pgoff, range, mapping; } b;'
		echo "struct dev_dax { long $1; } c;"
	} > "$work/abi.c"
	mkdir -p "$root/sys/kernel/btf"
	gcc -g -c -o "$work/abi.o" "$work/abi.c" &&
		pahole --btf_encode_detached "$root/sys/kernel/btf/vmlinux" "$work/abi.o"
}

have_btf() {
	command -v gcc > /dev/null && command -v pahole > /dev/null
}

make_good() {
	local o p

	root=$good
	put /proc/sys/kernel/osrelease $release
	put /proc/cmdline "BOOT_IMAGE=/vmlinuz root=/dev/sda1 quiet"
	put /boot/config-$release "$(for o in $wanted; do echo "CONFIG_$o=y"; done)"
	put $memmap Y
	put /sys/devices/system/memory/auto_online_blocks online
	put /sys/devices/system/memory/block_size_bytes 8000000
	put /sys/kernel/security/lockdown "[none] integrity confidentiality"
	put $module/policy online_movable
	put $module/plug all
	mkdir -p "$root/sys/bus/dax/drivers/dax_kmem"
	: > "$root/sys/bus/dax/drivers/dax_kmem/kept"
	tree_device dax0.0 2111832064 1
	put $nd/namespace0.0/size 2147483648
	put $nd/namespace0.0/mode dax
	put $nd/namespace0.1/size 0
	put $nd/namespace0.1/mode raw
	for p in ndctl daxctl numactl; do
		put /usr/bin/$p ""
	done
	have_btf && btf "region, dax_dev, align, target_node, dyn_id, id, ida, dev, pgmap, nr_range, ranges"
}

# broken: copies the good machine; the test then adds a fault
broken() {
	rm -rf "$work/broken"
	cp -a "$good" "$work/broken"
	root=$work/broken
}

# finds TEXT CHECK CODE REGEX: what doctor finds on the broken machine
finds() {
	run doctor
	is "$1: exit code" "$rc" "$3"
	like "... the finding is printed" "$(findings "$2")" "$4"
}

test_good() {
	root=$good
	run doctor
	is "a good machine" "$rc $err" "0 "
	have_btf || out=$(grep -v ' layout ' <<< "$out")
	is "... all checks are OK" "$(sed 1d <<< "$out" | grep -v '^OK ')" ""
	like "... the bus name is shown" "$(findings module)" "loaded as dax_kmem on the dax bus"
}

test_kdump() {
	local rule=/lib/udev/rules.d/50-kdump-tools.rules

	broken
	put /sys/kernel/kexec_crash_size 0
	put /sys/kernel/kexec_crash_loaded 0
	finds "no kdump" kdump 0 "^OK no memory is reserved for a crash kernel"
	put /sys/kernel/kexec_crash_size 201326592
	finds "a crash kernel that is not loaded" kdump 0 "^WARN .*none is loaded +kdump-config load"
	put /sys/kernel/kexec_crash_loaded 1
	finds "a crash kernel that nothing reloads" kdump 0 "^WARN nothing reloads the crash kernel.* kdump-config reload"
	put $rule 'SUBSYSTEM=="memory", ACTION=="online", PROGRAM="/usr/sbin/kdump-config try-reload"'
	finds "a crash kernel that a udev rule reloads" kdump 0 "^OK $rule reloads the crash kernel"
	put $module/block_events Y
	finds "... for each block" kdump 0 "^WARN $rule .*for each memory block.* +echo N > $module/block_events"
	put $module/block_events N
	put /etc/udev/rules.d/50-kdump-tools.rules ""
	finds "... unless another file hides the rule" kdump 0 "^WARN nothing reloads"
	put /sys/devices/system/memory/crash_hotplug 1
	finds "a crash kernel that the kernel updates" kdump 0 "^OK the kernel keeps"
}

test_kernel() {
	broken
	put /boot/config-$release "$(grep -v HOTREMOVE "$good/boot/config-$release")
# CONFIG_MEMORY_HOTREMOVE is not set"
	finds "a kernel without hotremove" kernel 1 "^FAIL .*CONFIG_MEMORY_HOTREMOVE: no memory hot-remove"
	sed -i '/HMAT/d; s/.*HOTREMOVE.*/CONFIG_MEMORY_HOTREMOVE=y/' "$root/boot/config-$release"
	finds "a kernel without HMAT" kernel 0 "^WARN .*CONFIG_ACPI_HMAT: no latency"
	rm "$root/boot/config-$release"
	put /proc/config.gz ""
	finds "a kernel without its configuration in /boot" kernel 0 "^UNKNOWN .*zcat /proc/config.gz"
	broken
	put /proc/cmdline "quiet numa=off"
	finds "numa=off" boot 1 "^FAIL booted with numa=off.*update-grub"
	put /proc/cmdline "quiet xnuma=off numa=offx"
	finds "... must be a whole word" boot 0 "^OK "
	put $memmap N
	finds "memmap_on_memory is off" memmap 0 \
		"^WARN .*other memory, 31.4M for the existing devices.* memory_hotplug.memmap_on_memory=1"
	rm "$root$memmap"
	finds "... does not exist" memmap 0 "^WARN .*CONFIG_ARCH_MHP_MEMMAP"
	broken
	put $module/policy auto
	finds "auto-online, and a policy that follows it" onlining 0 "^WARN .*auto_online_blocks is online"
	put $module/policy online_kernel
	finds "a policy whose memory may not be unpluggable" policy 0 "^WARN .*online_kernel"
}

test_lockdown() {
	broken
	put /sys/kernel/security/lockdown "none [integrity] confidentiality"
	finds "lockdown with the module loaded" lockdown 0 "^OK .*dax_kmem has one"
	rm -r "$root/sys/bus/dax/drivers/dax_kmem"
	finds "... not loaded" lockdown 1 "^WARN only signed modules.*mokutil --import"
	broken
	rm -r "$root/sys/bus/dax/drivers/dax_kmem" "$root/sys/kernel/security"
	put /sys/module/module/parameters/sig_enforce Y
	finds "sig_enforce" lockdown 1 "^WARN only signed modules"
}

test_layout() {
	broken
	rm -f "$root/sys/kernel/btf/vmlinux"
	finds "no BTF" layout 0 "^UNKNOWN .*CONFIG_DEBUG_INFO_BTF"
	put /sys/kernel/btf/vmlinux "this is none"
	finds "invalid BTF" layout 0 "^UNKNOWN .*cannot be parsed"
	if ! have_btf; then
		skip "BTF of another kernel" "gcc or pahole is missing" 8
		return
	fi
	btf "region, dax_dev, align, target_node, dyn_id, id, ida, dev, pgmap, memmap_on_memory, nr_range, ranges"
	finds "the layout since Linux 6.8" layout 0 "^OK "
	btf "region, dax_dev, other, align, target_node, dyn_id, id, ida, dev, pgmap, nr_range, ranges"
	finds "a layout with another member" layout 0 "^OK "
	btf "region, dax_dev, align, target_node, dyn_id, id, ida, dev, pgmap, ranges"
	finds "a layout without a member that is used" layout 1 "^FAIL struct dev_dax of this kernel has no member nr_range "
	sed -i 's/struct dev_dax {/struct other {/' "$work/abi.c"
	gcc -g -c -o "$work/abi.o" "$work/abi.c"
	pahole --btf_encode_detached "$root/sys/kernel/btf/vmlinux" "$work/abi.o"
	finds "BTF without the structure" layout 0 "^UNKNOWN .*no struct dev_dax "
}

# The index that depmod writes can be read even if the module is for another kernel.
test_module() {
	local ko

	broken
	rm -r "$root/sys/bus/dax/drivers/dax_kmem"
	finds "no module for this kernel" module 1 "^FAIL dax_kmem is not installed for Linux $release.*dkms install"
	ko=$(find "${VM_CACHE:-$cli/../../.cache}/build" -name dax_kmem.ko 2> /dev/null | head -n 1)
	if [ -z "$ko" ] || ! PATH=$PATH:/sbin:/usr/sbin command -v depmod > /dev/null; then
		skip "a module that is not loaded" "a built module or depmod is missing" 2
	else
		mkdir -p "$root/lib/modules/$release/updates"
		cp "$ko" "$root/lib/modules/$release/updates"
		PATH=$PATH:/sbin:/usr/sbin depmod -b "$root" $release 2> /dev/null
		finds "a module that is not loaded" module 0 "^WARN .*updates/dax_kmem.ko.* modprobe dax_kmem"
	fi
	put /sys/module/kmem/initstate live
	finds "the in-tree kmem is loaded" kmem "$rc" "^WARN .*rmmod kmem"
	rm -r "$root/sys/module/kmem"
	put /etc/modprobe.d/dax_kmem.conf "install kmem /bin/true"
	finds "... an install line prevents that" kmem "$rc" "^OK .*configured not to load the in-tree kmem"
	put /etc/modprobe.d/dax_kmem.conf "blacklist kmem"
	finds "... so does a blacklist" kmem "$rc" "^OK .*configured not to load the in-tree kmem"
	put /etc/modprobe.d/dax_kmem.conf "blacklist kmemleak"
	finds "... a blacklist of another module does not count" kmem "$rc" "^OK .*daxctl and udev may load it"
}

test_devices() {
	broken
	rm "$root/usr/bin/daxctl"
	finds "daxctl is missing" tools 0 "^WARN daxctl, .* apt install daxctl"
	tree_device dax1.0 2111832064 ""
	finds "a device without a node" devices 0 "^WARN dax1.0 has no NUMA node +daxkmem attach dax1.0 --node N"
	tree_device dax2.0 4096 1
	finds "a device that is too small" devices 0 "WARN dax2.0 is smaller than a memory block \(128M\)"
	tree_device dax3.0 2111832064 1 kmem
	finds "a device of the in-tree kmem" devices 0 "WARN dax3.0 is in use by the in-tree kmem driver +daxctl reconf"
	put $nd/namespace0.0/mode memory
	finds "a namespace in fsdax" namespaces 0 "^WARN namespace0.0 is in mode fsdax.*ndctl create-namespace -f -e namespace0.0"
	rm -r "$root/sys/bus/dax"
	finds "no dax bus" devices 1 "^FAIL no dax bus +modprobe dax"
}

# A directory replaces the file, so that root cannot read it either.
unreadable() {
	broken
	rm -rf "${root:?}$1"
	mkdir -p "$root$1"
	finds "$1 cannot be read" "$2" 0 "^UNKNOWN .*(cannot be read|is not known)"
	check_not "... and the result is not OK" grep -q "^OK  *$2 " <<< "$out"
}

test_unreadable() {
	unreadable /sys/kernel/security/lockdown lockdown
	unreadable $memmap memmap
	unreadable $nd/namespace0.0/mode namespaces
	broken
	rm -r "$root/sys/kernel/security"
	finds "securityfs is not mounted" lockdown 0 "^UNKNOWN .*mount -t securityfs"
}

test_json() {
	root=$work/nothing
	mkdir "$root"
	run doctor --json
	is "a machine without readable files" "$rc $err" "1 "
	fits "--json matches its schema" doctor "$out"
	root=$good
	run doctor --json
	fits "... also of a good machine" doctor "$out"
}

make_good
test_good
test_kdump
test_kernel
test_lockdown
test_layout
test_module
test_devices
test_unreadable
test_json
finish
