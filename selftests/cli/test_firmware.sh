#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The latency and bandwidth of devices, on small trees with the SRAT and HMAT of emulated
# machines of one, two and three nodes. Needs no root.
# usage: test_firmware.sh [DAXKMEM]
# skips-on: any: root can read everything
# shellcheck source=tree.sh
. "$(dirname "$0")/tree.sh"
# shellcheck source=json.sh
. "$cli/json.sh"
plan 18
recorded=$cli/../unit/tables
acpi=$root/sys/firmware/acpi/tables

# machine N: installs the tables of a recorded machine
machine() {
	mkdir -p "$acpi"
	rm -f "$acpi"/*
	cp "$recorded/SRAT.$1" "$acpi/SRAT"
	cp "$recorded/HMAT.$1" "$acpi/HMAT"
}

# range NAME FIRST LAST
range() {
	put "/sys/bus/dax/devices/$1/mapping0/start" "$2"
	put "/sys/bus/dax/devices/$1/mapping0/end" "$3"
}

# listed DEVICE: prints the four figures in list
listed() {
	local k

	run list "$1" --json
	for k in read_latency write_latency read_bandwidth write_bandwidth; do
		sed -n "s/^ *\"$k\": *\([^,]*\),\?$/\1/p" "$work/out"
	done | xargs
}

# planned: prints latency, bandwidth and ratio in the plan for dax0.0
planned() {
	run plan dax0.0
	sed -n 's/^  \(Read latency\|Read bandwidth\|Latency\) *//p' "$work/out" | paste -sd ' '
}

nothing="null null null null"
far="350 350 30720 30720"
node=/sys/devices/system/node/node1/access0/initiators

tree_device dax0.0 2147483648 1 device_dax
tree_device dax1.0 2147483648 2 device_dax
range dax0.0 0x100000000 0x17fffffff

machine 2
is "two nodes: the far memory's figures" "$(listed dax0.0)" "$far"
fits "... which match the schema" list "$(< "$work/out")"
is "... and their ratio to DRAM" "$(planned)" "350 ns 30720 MB/s 35.0 times that of DRAM"
is "a device without known addresses has no figures" "$(listed dax1.0)" "$nothing"
range dax1.0 0xf00000000000 0xf0007fffffff
is "a device that firmware does not know has no figures" "$(listed dax1.0)" "$nothing"
range dax1.0 0x100000000 0xffffffffffffffff
is "a device that ends at the last address has no figures" "$(listed dax1.0)" "$nothing"
range dax1.0 0 0x9ffff
is "a device in DRAM has DRAM's figures" "$(listed dax1.0)" "10 10 102400 102400"

machine 3
is "three nodes" "$(listed dax0.0)" "$far"
machine 1
is "one node: reads and writes differ" "$(listed dax0.0)" "12 14 92160 46080"
is "... and DRAM's ratio is 1.0" "$(planned)" "12 ns 92160 MB/s 1.0 times that of DRAM"

machine 2
put "$node/read_latency" 0
put "$node/write_latency" 0
put "$node/read_bandwidth" 0
put "$node/write_bandwidth" 0
is "if the kernel shows zeros, the firmware's figures are used" "$(listed dax0.0)" "$far"
put "$node/write_bandwidth" 12345
is "if the kernel shows a value, only the kernel's figures are used" "$(listed dax0.0)" "null null null 12345"
rm -r "${root:?}$node"

printf 'X' | dd of="$acpi/HMAT" bs=1 seek=44 conv=notrunc status=none
is "a damaged HMAT gives no figures" "$(listed dax0.0)" "$nothing"
run list dax0.0
is "... and is not an error" "$rc $err" "0 "
rm "$acpi/HMAT"
is "a missing HMAT gives no figures" "$(listed dax0.0)" "$nothing"
machine 2
truncate -s 60 "$acpi/SRAT"
is "a damaged SRAT gives no figures" "$(listed dax0.0)" "$nothing"

machine 2
chmod 0 "$acpi/SRAT"
if [ -r "$acpi/SRAT" ]; then
	skip "tables that only root can read" "root can read everything" 2
else
	is "tables that only root can read are not an error" "$(listed dax0.0)" "$nothing"
	run plan dax0.0
	like "... and plan has a note" "$out" "Note: only root can read the latency"
fi
finish
