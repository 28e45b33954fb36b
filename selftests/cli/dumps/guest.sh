#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs in a guest. For each state of a device, records the files that the tool reads, and the
# tool's output, in a line "@scene NAME BASE64".
cd /tests && . ./lib.sh > /dev/null 2>&1
tree=/tmp/tree

# keep FILE...: copies readable files; sysfs attributes are shorter than their st_size
keep() {
	local f

	for f in "$@"; do
		[ -f "$f" ] || continue
		mkdir -p "$tree${f%/*}"
		cat "$f" > "$tree$f" 2> /dev/null || rm -f "$tree$f"
	done
}

# link FILE...: copies symbolic links
link() {
	local f

	for f in "$@"; do
		[ -L "$f" ] || continue
		mkdir -p "$tree${f%/*}"
		cp -a "$f" "$tree$f"
	done
}

device() {
	local d

	d=$(readlink -f "$1")
	link "$1" "$d/driver"
	keep "$d"/{size,align,target_node,uevent,resource,state} "$d"/dax_kmem/* \
		"$d"/mapping*/* "$d"/../{uuid,namespace,mode,resource} \
		"$d"/../../{resource,badblocks}
}

take_tree() {
	local d

	rm -rf $tree
	mkdir -p $tree/proc $tree/sys/bus/dax/devices
	for d in "$bus"/devices/*; do
		[ ! -e "$d" ] || device "$d"
	done
	for d in "$bus"/drivers/*; do
		mkdir -p "$tree$(readlink -f "$d")"
		[ ! -d "$d" ] || mkdir -p "$tree$d"
	done
	keep "$bus"/drivers/*/kept \
		/sys/bus/nd/devices/{namespace,region}*/{resource,size} \
		/sys/devices/system/memory/memory*/{state,valid_zones} \
		/sys/devices/system/memory/{block_size_bytes,auto_online_blocks} \
		/sys/devices/system/node/node*/{meminfo,access0/initiators/*} \
		/sys/devices/virtual/memory_tiering/memory_tier*/nodelist \
		/sys/firmware/acpi/tables/{SRAT,HMAT} \
		/sys/module/dax_kmem/parameters/* \
		/sys/module/memory_hotplug/parameters/* \
		/sys/bus/nd/devices/namespace*/{uuid,mode,size} \
		/proc/meminfo /proc/sys/kernel/osrelease
}

# scene NAME: prints the tree and the tool's output as an archive
scene() {
	take_tree
	daxkmem list --json > $tree/list.json
	daxkmem list --output all > $tree/list.txt 2> /dev/null
	daxkmem metrics > $tree/metrics.txt
	echo "@scene $1 $(tar -C $tree -cz . | base64 -w 0)"
}

scene free
[ -n "$DEV" ] || exit 0
load
scene loaded
daxkmem attach "$DEV" > /dev/null
scene attached
daxkmem resize "$DEV" -256M > /dev/null
scene part
try "$bus/drivers/$drv/unbind" "$DEV" > /dev/null
scene unbound
if ndctl disable-namespace namespace0.0 > /dev/null 2>&1; then
	scene gone
	ndctl enable-namespace namespace0.0 > /dev/null 2>&1
	until_true 5 test -e "$(dev)"
fi
daxkmem attach "$DEV" > /dev/null
daxkmem detach "$DEV" > /dev/null
unload
modprobe kmem
drv=kmem
bind_dev > /dev/null
scene in-tree
