#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Unplug while pages are under I/O on a disk that does not answer: the time limit and
# SIGKILL end the change, other memory hotplug is not blocked, and once the disk answers,
# the memory can be unplugged.
# tier: full debug
# machines: nvdimm
# timeout: 400
# skips-on: any: scsi_debug|ext4
. "$(dirname "$0")/lib.sh"
node=$(node_of)
pseudo=/sys/bus/pseudo/drivers/scsi_debug
modprobe -a sd_mod 2> /dev/null
modprobe scsi_debug dev_size_mb=16 delay=0 2> /dev/null
until_true 10 eval '[ -b /dev/sd[a-z] ]' || skip_all "this kernel has no scsi_debug"
disk=$(echo /dev/sd[a-z])
mkdir /tmp/disk
busybox mke2fs "$disk" > /dev/null 2>&1 && mount -t ext4 "$disk" /tmp/disk ||
	skip_all "this kernel has no ext4, or busybox no mke2fs"
plan 15
load
bind_dev > /dev/null

# write_some: writes a file with pages on the node to the disk. Each request takes 6500
# jiffies (26 s at HZ=250), less than the 30 s after which the kernel aborts it. For a new
# file, the file system first reads where to write, while the pages are locked; pages of an
# existing file are under writeback.
write_some() {
	numactl --membind="$node" dd if=/dev/urandom of=/tmp/disk/file bs=256K count=2 conv=notrunc 2> /dev/null
	until_true 10 has_delay 6500 || return
	sync /tmp/disk/file &
	syncer=$!
	until_true 20 is_writing
}

# answers: waits until the disk has completed all requests, and removes the delay
answers() {
	wait "$syncer"
	until_true 30 has_delay 0
}

# has_delay JIFFIES: sets the delay, which fails while the disk has a request
# shellcheck disable=SC2317
has_delay() {
	echo "$1" > "$pseudo/delay"
	[ "$(< "$pseudo/delay")" = "$1" ]
}

# shellcheck disable=SC2317
is_writing() {
	grep -q "^State:.*D" "/proc/$syncer/status"
}

# Do not use check: its subshell would wait for the sync.
write_some
is "pages of the node are under I/O" $? 0
was=$(state; attr blocks)
try "$(dev)/dax_kmem/timeout" 2 > /dev/null
start=$SECONDS
is "an unplug fails at the time limit" "$(timeout 30 sysw "$(dev)/state" unplugged)" ETIMEDOUT
at_least "... within 12 seconds" 12 $((SECONDS - start))
check "... while the pages are still under I/O" is_writing
is "... failure says so" "$(failure_says step errno end left kept)" "offline 110 timeout as_before io"
at_least "... and has the size of the pages" "$(failure_says io)" 4096
is "... nothing has changed" "$(state; attr blocks)" "$was"

answers
write_some
is "pages are under I/O again" $? 0
at_least "... under writeback" "$(node_kb "$node" Writeback)" 4
try "$(dev)/dax_kmem/timeout" 0 > /dev/null
sysw "$(dev)/state" unplugged > /tmp/out &
writer=$!
check "without a limit the write waits" waits_in "$(thread_of "$DEV")" dax_kmem_io_wait
is "... the hotplug lock is free: onlining an online block of node 0 fails at once" \
	"$(timeout 10 sysw /sys/devices/system/memory/memory1/state online)" EINVAL
kill -KILL "$writer"
wait "$writer" 2> /dev/null
check "... SIGKILL ends it" until_true 10 test "$(until_true 10 eval '[ -n "$(attr failure)" ]'; failure_says end)" = signal
is "... nothing has changed" "$(state; attr blocks)" "$was"
answers
is "once the disk has answered, the device is unplugged" "$(set_state unplugged; attr plugged_size)" "ok"$'\n'0
umount /tmp/disk
modprobe -r scsi_debug ext4
give_back
check "the module can be unloaded" unload
finish
