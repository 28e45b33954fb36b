# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Functions for tests of a dax device.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PATH=$here:$PATH

# shellcheck source=ktap.sh
. "$here/ktap.sh"

[ "$(id -u)" = 0 ] || skip_all "not root"
if [ ! -e /vm.conf ] && [ -z "${DAX_KMEM_TEST_DEV:-}" ]; then
	skip_all "name a dax device to test with, whose contents may go: DAX_KMEM_TEST_DEV=daxX.Y"
fi

# A background job that outlives the test would keep its output open.
trap 'kill -9 $(jobs -p) 2> /dev/null' EXIT

bus=/sys/bus/dax
DEV=${DAX_KMEM_TEST_DEV:-dax0.0}
memory=/sys/devices/system/memory
block_size=$((16#$(cat $memory/block_size_bytes)))

dev() {
	echo "$bus/devices/${1:-$DEV}"
}

# The driver's name on the bus, as set by the module parameter bus_name.
drv=dax_kmem

# try FILE VALUE: writes it; prints ok, or the name of the errno
try() {
	sysw "$1" "$2"
}

state() {
	cat "$(dev "${1:-}")/state"
}

attr() {
	cat "$(dev "${2:-}")/dax_kmem/$1"
}

# failure_says KEY...: the values of these keys in the attribute failure, "-" for a missing key
failure_says() {
	local key said

	said=$(attr failure)
	for key in "$@"; do
		sed -n "s/^$key=//p" <<< "$said" | grep . || echo -
	done | xargs
}

set_state() {
	try "$(dev "${2:-}")/state" "$1"
}

driver_of() {
	local link

	link=$(readlink "$(dev "${1:-}")/driver") && echo "${link##*/}"
}

# blocks [DEV]: the device's memory blocks that exist, as memoryN
blocks() {
	attr blocks "${1:-}" | awk '$2 != "unplugged" { print $1 }'
}

# zones [DEV]: the zones of the device's online blocks, without duplicates
zones() {
	attr blocks "${1:-}" | awk '$2 == "online" { print $3 }' | sort -u | xargs
}

# tool ARG...: runs daxkmem; sets rc to its exit status, and text to its output without
# progress lines, which depend on the speed of the machine
# shellcheck disable=SC2034
tool() {
	daxkmem "$@" > /tmp/tool 2>&1
	rc=$?
	text=$(grep -vE '^[^ ]+: [a-z_ ]+ +[0-9]+%' /tmp/tool)
}

# as_user COMMAND: runs the command as a user who is not root
as_user() {
	grep -q '^nobody:' /etc/passwd || echo 'nobody:x:65534:65534:::' >> /etc/passwd
	su -s /bin/bash -c "$1" nobody
}

# load [PARAMETER...]
load() {
	modprobe dax_kmem "$@" || skip_all "dax_kmem cannot be loaded"
}

release_from() {
	[ -z "$(driver_of "$1")" ] || try "$bus/drivers/$(driver_of "$1")/unbind" "$1"
}

# bind_dev [DEV]: releases the device from its driver, writes it to new_id and binds it;
# prints ok or the errno. The write to new_id already binds a device without a driver.
bind_dev() {
	local d=${1:-$DEV}

	[ "$(driver_of "$d")" = $drv ] && { echo ok; return; }
	release_from "$d" > /dev/null
	try "$bus/drivers/$drv/new_id" "$d" > /dev/null
	[ "$(driver_of "$d")" = $drv ] && { echo ok; return; }
	try "$bus/drivers/$drv/bind" "$d"
}

# bind_leftover: our driver takes over memory of the in-tree driver. That memory was added
# in one piece, so its blocks cannot be re-added one by one. Only a reboot undoes this.
bind_leftover() {
	modprobe kmem || skip_all "no in-tree kmem"
	echo online_movable > $memory/auto_online_blocks
	drv=kmem
	bind_dev > /dev/null
	try $bus/drivers/kmem/unbind "$DEV" > /dev/null
	try $bus/drivers/kmem/remove_id "$DEV" > /dev/null
	drv=dax_kmem
	load
	bind_dev
}

# kept: the driver's attribute kept, with single spaces between the fields
kept() {
	awk '{ $1 = $1; print }' $bus/drivers/$drv/kept
}

# give_back [DEV]: undoes bind_dev
give_back() {
	local d=${1:-$DEV}

	if [ "$(driver_of "$d")" = $drv ]; then
		set_state unplugged "$d" > /dev/null
		try $bus/drivers/$drv/unbind "$d" > /dev/null
	fi
	try $bus/drivers/$drv/remove_id "$d" > /dev/null
	[ -n "$(driver_of "$d")" ] ||
		try $bus/drivers/device_dax/bind "$d" > /dev/null
}

unload() {
	rmmod dax_kmem
}

# page_of N [PAGE]: the physical address of a page in the device's Nth block
page_of() {
	local id

	id=$(attr blocks | sed -n "$1s/memory\([0-9]*\).*/\1/p")
	printf '%#x\n' $((id * block_size + ${2:-0} * 4096))
}

# flag ADDRESS BIT: a flag of a page, from /proc/kpageflags: 10 is "free", 19
# "hwpoison", 23 "offline"
flag() {
	local word

	word=$(dd if=/proc/kpageflags bs=8 skip=$(($1 / 4096)) count=1 2> /dev/null |
		od -An -tu8 | tr -d ' ')
	echo $((word >> $2 & 1))
}

# retires_pages: true if the kernel can take a page in use out of use
# (CONFIG_MEMORY_FAILURE)
retires_pages() {
	[ -e $memory/hard_offline_page ]
}

# node_of [DEV]: the target node; -1 if there is none, since the attribute is then missing
node_of() {
	cat "$(dev "${1:-}")/target_node" 2>/dev/null || echo -1
}

# node_kb NODE FIELD: a field of the node's meminfo, in KiB; 0 if the node does not exist
node_kb() {
	awk -v f="$2:" '$3 == f { print $4; n = 1 } END { if (!n) print 0 }' \
		"/sys/devices/system/node/node$1/meminfo" 2>/dev/null || echo 0
}

# mark, then log: prints the kernel messages since mark
mark() {
	log_mark="@@ $RANDOM$RANDOM @@"
	echo "$log_mark" > /dev/kmsg
}

log() {
	dmesg | sed "1,/$log_mark/d"
}

iomem() {
	cat /proc/iomem
}

# settle: drops caches; prints free memory and unreclaimable slab in KiB
settle() {
	local f

	echo 3 > /proc/sys/vm/drop_caches
	# a shrink also empties KASAN's quarantine of freed objects
	for f in /sys/kernel/slab/*/shrink; do
		echo 1 > "$f"
	done 2> /dev/null
	sleep 1
	# include free pages on the per-CPU lists ("count:")
	awk '/^MemFree/ { free = $2 } /^SUnreclaim/ { slab = $2 }
	     $1 == "count:" { free += $2 * 4 }
	     END { print free, slab }' /proc/meminfo /proc/zoneinfo
}

# until_true SECONDS COMMAND...: waits until the command succeeds. SECONDS is for an idle
# host; a busy one gets six times as long, which costs nothing if the command succeeds.
until_true() {
	local n=$(($1 * 60))

	shift
	while [ $((n--)) -gt 0 ]; do
		"$@" > /dev/null 2>&1 && return 0
		sleep 0.1
	done
	return 1
}

# hold KIND MIB: runs a program with memory of that kind (see nodehold.c) on $node in the
# background; sets pid
# shellcheck disable=SC2034
hold() {
	rm -f "/tmp/$1.go"
	mkfifo "/tmp/$1.go"
	numactl --membind="$node" nodehold "$1" "$2" "/tmp/$1.go" > "/tmp/$1" 2>&1 &
	pid=$!
	until_true 20 grep -q held "/tmp/$1" || fail "$1 memory is held" "$(cat "/tmp/$1")"
}

# let_go KIND PID: ends that program
let_go() {
	echo > "/tmp/$1.go"
	wait "$2"
	rm -f "/tmp/$1.go" "/tmp/$1"
}

# thread_of DEVICE: the PID of the kernel thread that changes the device
thread_of() {
	grep -lx "dax_kmem/$1" /proc/[0-9]*/comm 2> /dev/null | cut -d/ -f3
}

# waits_in PID FUNCTION: waits until the process is in that kernel function. For
# offline_pages it waits for the thread of the device, which works for the process. The
# stack of a running task cannot be read, and the task may loop in the function, so the
# reader runs on the same CPU. The driver empties a node's last block in
# dax_kmem_before_offline, before it offlines the last but one; this counts as
# offline_pages.
waits_in() {
	local rc pid=$1

	[ -d "/proc/$1" ] || return 1
	[ "$2" != offline_pages ] || pid=$(thread_of "$DEV")
	taskset -p 1 "$pid" > /dev/null 2>&1
	until_true 30 taskset 1 grep -qE "${2/#offline_pages/offline_pages|dax_kmem_before_offline}" \
		"/proc/$pid/stack"
	rc=$?
	taskset -p f "$pid" > /dev/null 2>&1
	return $rc
}
