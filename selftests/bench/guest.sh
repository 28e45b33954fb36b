# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Runs in the guest; $rounds and $systems are set. Prints lines "@ SYSTEM METRIC VALUE".
# Each system takes the device from devdax to memory in ZONE_MOVABLE, and back.
dev=/sys/bus/dax/devices/dax0.0
drv=/sys/bus/dax/drivers
memory=/sys/devices/system/memory
default=$(< $memory/auto_online_blocks)

# shellcheck source=trace.sh
. /bed/trace.sh

put() {
	printf %s "$2" > "$1"
}

# Free pages of node 0, including those on per-CPU lists, which MemFree excludes.
free_pages() {
	sync
	echo 3 > /proc/sys/vm/drop_caches
	awk '/^Node/ { here = $2 == "0," }
		here && $1 " " $2 == "pages free" { sum += $3 }
		here && $1 == "count:" { sum += $2 }
		END { print sum }' /proc/zoneinfo
}

# Measures the device's memmap on node 0, which device_dax allocates and an attach frees.
measure_devdax() {
	local without

	put $drv/device_dax/unbind dax0.0
	without=$(free_pages)
	put $drv/device_dax/bind dax0.0
	devdax=$((without - $(free_pages)))
}

online_blocks() {
	cat /sys/devices/system/node/node1/memory*/state 2> /dev/null | grep -cx online
}

# cpu_ms METRIC COMMAND...: mean user and system time of ten runs
cpu_ms() {
	local metric=$1 TIMEFORMAT="%3U %3S"

	shift
	{ time for _ in 1 2 3 4 5 6 7 8 9 10; do "$@" > /dev/null; done; } 2>&1 |
		awk -v "metric=$metric" '{ printf "%s.cpu_ms %.2f\n", metric, ($1 + $2) * 100 }'
}

# cycle ATTACH DETACH [PROGRAM]: the measurements of one system, without its name
cycle() {
	local attach=$1 detach=$2 before

	shift 2
	before=$(free_pages)
	traced attach "$attach"
	echo "blocks $(online_blocks)"
	echo "attach.dram_mib $(((before + devdax - $(free_pages)) / 256))"
	[ $# -eq 0 ] || { cpu_ms list "$@" list; cpu_ms version "$@" --version; }
	traced detach "$detach"
	[ "$(online_blocks)" = 0 ] || { echo "failed: $detach leaves memory"; exit 1; }
}

tool_attach() { daxkmem attach --memmap off dax0.0; }
memmap_attach() { daxkmem attach --memmap on dax0.0; }
tool_detach() { daxkmem detach dax0.0; }

sysfs_attach() {
	put $drv/dax_kmem/new_id dax0.0 &&
		put $drv/device_dax/unbind dax0.0 &&
		put $drv/dax_kmem/bind dax0.0
}

sysfs_detach() {
	put $dev/state unplugged &&
		put $drv/dax_kmem/unbind dax0.0 &&
		put $drv/dax_kmem/remove_id dax0.0 &&
		put $drv/device_dax/bind dax0.0
}

daxctl_attach() { daxctl reconfigure-device -m system-ram dax0.0; }
daxctl_detach() { daxctl reconfigure-device -f -m devdax dax0.0; }

# The in-tree kmem binds a device without a driver once its name is in new_id.
auto_attach() {
	put $drv/device_dax/unbind dax0.0 &&
		put $drv/kmem/new_id dax0.0
}

state_detach() {
	put $dev/state unplugged &&
		put $drv/kmem/unbind dax0.0 &&
		put $drv/kmem/remove_id dax0.0 &&
		put $drv/device_dax/bind dax0.0
}

ours() {
	put $memory/auto_online_blocks "$default"
	modprobe dax_kmem memmap_on_memory=off
	"$@"
	rmmod dax_kmem
}

# in_tree AUTO_ONLINE COMMAND...
in_tree() {
	put $memory/auto_online_blocks "$1"
	shift
	modprobe kmem
	"$@"
	rmmod kmem
}

run_daxkmem() { ours cycle tool_attach tool_detach daxkmem; }
run_sysfs() { ours cycle sysfs_attach sysfs_detach; }
run_memmap() { ours cycle memmap_attach tool_detach; }
# daxctl refuses to work where the kernel onlines blocks.
run_daxctl() { in_tree offline cycle daxctl_attach daxctl_detach daxctl; }
run_auto() { in_tree online_movable cycle auto_attach daxctl_detach; }
# The in-tree driver of Linux 7.3 has the attribute state, too.
run_state() {
	modprobe kmem && grep -qw dev_dax_kmem_attrs /proc/kallsyms || return 0
	in_tree online_movable cycle auto_attach state_detach
}

trace_open
measure_devdax
for _ in $(seq "$rounds"); do
	for system in $systems; do
		("run_$system") > /tmp/measured || { cat /tmp/measured; exit 1; }
		sed "s/^/@ $system /" /tmp/measured
	done
done
