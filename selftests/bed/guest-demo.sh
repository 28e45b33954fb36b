# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Runs in the guest, after demo.sh: types what an administrator would type, and checks the
# results. Ends with an error if a check fails.
PATH=/tests:$PATH
dev=/sys/bus/dax/devices/dax0.0

export LC_ALL=C.UTF-8
[ -z "$colour" ] || export FORCE_COLOR=1

# shellcheck disable=SC2317 # type_in() calls it
run_it() {
	eval "$1"
}

bar() {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "█" }'
}

# Latency and bandwidth of a node from HMAT, with a bar; "?" if firmware has none.
speed() {
	local a=/sys/devices/system/node/node$1/access0/initiators ns mb

	ns=$(cat "$a/read_latency" 2>/dev/null)
	mb=$(cat "$a/read_bandwidth" 2>/dev/null)
	printf '    node %s  %-5s %6s ns %s%s%s  %s MB/s\n' "$1" "$2" "${ns:-?}" \
		"$blue" "$(bar $((${ns:-0} / 12 + 1)))" "$off" "${mb:-?}"
}

say "Linux $(uname -r), as Debian ships it. One NVDIMM, seen as a device-dax instance:"
type_in "daxkmem list"
type_in "numactl -H | grep -E 'available|size'"
claim "the NVDIMM is not RAM yet: node 0 is the only node" \
	test ! -e /sys/devices/system/node/node1/meminfo
map=$(md5sum < /proc/iomem)

say "Plan first. The firmware's tables describe the node before it exists:"
type_in "daxkmem plan dax0.0"
claim "nothing was changed" test ! -d /sys/module/dax_kmem

say "Attach it. The driver binds the device that you name, and no other:"
type_in "daxkmem attach dax0.0"
type_in "numactl -H | grep -E 'available|size'"
claim "it is NUMA node 1, and all of it is online" \
	test "$(cat $dev/dax_kmem/online_size)" = "$(cat $dev/dax_kmem/usable_size)"
type_in "daxkmem list --output device,driver,node,state,online,zones,tier"

say "The firmware's HMAT gives the latency and bandwidth of each node:"
speed 0 DRAM
speed 1 PMEM
claim "sysfs has the firmware's read latency, 350 ns" \
	grep -qx 350 /sys/devices/system/node/node1/access0/initiators/read_latency

mib=$(($(cat $dev/dax_kmem/online_size) / 1048576 * 2 / 3))
say "Run a program on node 1. It fills $mib MiB and asks the kernel where its pages are:"
type_in "numactl --membind=1 nodefill $mib | tee /tmp/fill"
claim "all $((mib * 256)) pages are on node 1, every byte as it was written" \
	grep -qx "1:$((mib * 256)) " /tmp/fill

say "Try to online a block in a kernel zone, from which it might never go offline again:"
block=$(awk 'NR == 5 { print $1 }' $dev/dax_kmem/blocks)
type_in "echo offline > /sys/devices/system/memory/$block/state"
type_in "echo online_kernel > /sys/devices/system/memory/$block/state"
type_in "dmesg | grep 'dax_kmem dax0.0' | tail -n 1"
type_in "echo online_movable > /sys/devices/system/memory/$block/state"
claim "refused: the policy of the device is online_movable" \
	grep -q online_movable $dev/state

say "Shrink it to 1 GiB while a program uses it. The emptiest blocks go first:"
mkfifo /tmp/go
numactl --membind=1 nodefill 256 /tmp/go > /tmp/fill &
filler=$!
until grep -q : /tmp/fill 2>/dev/null; do sleep 0.1; done
type_in "daxkmem resize dax0.0 1G"
type_in "daxkmem map"
claim "1 GiB is still memory" test "$(cat $dev/dax_kmem/plugged_size)" = 1073741824

say "Detach it while the program is running:"
type_in "daxkmem detach dax0.0"
type_in "numactl -H | grep -E 'available|size'"
echo > /tmp/go
wait $filler
claim "node 1 is gone, and the program lost nothing: its pages moved" \
	grep -qx "lost 0" /tmp/fill

say "Report a bad page. The kernel never allocates it:"
first=$(($(cat $dev/mapping0/start)))
size=$((16#$(cat /sys/devices/system/memory/block_size_bytes)))
page=$(printf '%#x' $(((first + size - 1) / size * size + 0x5000)))
type_in "daxkmem bad add dax0.0 $page"
type_in "daxkmem attach dax0.0"
type_in "daxkmem bad list dax0.0"
type_in "head -n 2 $dev/dax_kmem/blocks"
claim "node 1 has 4 KiB less than before" test \
	"$(awk '/MemTotal/ { print $4 }' /sys/devices/system/node/node1/meminfo)" = \
	"$(($(cat $dev/dax_kmem/usable_size) / 1024 - 4))"

say "Detach it and unload the driver:"
type_in "daxkmem detach dax0.0"
type_in "rmmod dax_kmem"
claim "/proc/iomem is byte for byte as before, without a reboot" \
	test "$map" = "$(md5sum < /proc/iomem)"
exit 0
