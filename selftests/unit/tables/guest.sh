# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Runs in a guest for ./record: prints the tables, and the kernel's values for each node.
acpi=/sys/firmware/acpi/tables
nodes=/sys/devices/system/node
block=$((16#$(cat /sys/devices/system/memory/block_size_bytes)))

# last_block NODE: prints the number of its last memory block. The first block of a machine
# can span several entries of the SRAT.
last_block() {
	local m

	for m in "$1"/memory[0-9]*; do
		echo "${m##*/memory}"
	done | sort -n | tail -n 1
}

# figures NODE: prints its latency and bandwidth
figures() {
	(cd "$1/access0/initiators" &&
		cat read_latency write_latency read_bandwidth write_bandwidth | xargs)
}

for table in SRAT HMAT; do
	echo "@ $table"
	base64 "$acpi/$table"
done
if [ -e /sys/bus/dax/devices/dax0.0 ]; then
	daxkmem attach dax0.0 > /dev/null || exit 1
fi
echo "@ nodes"
for node in "$nodes"/node[0-9]*; do
	n=$(last_block "$node")
	printf '%s %#x %#x %s\n' "${node##*/node}" $((n * block)) \
		$(((n + 1) * block)) "$(figures "$node")"
done
