#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem apply on a small tree: it writes only the settings that differ. Checks its
# output and its exit codes.
# usage: test_apply.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
plan 62
new_tree
new_device dax0.0 100000000 aa
new_device dax1.0 200000000 bb
new_device dax2.0 300000000 cc
attach dax1.0 online_movable online_movable 1073741824 1073741824

# conf TEXT
conf() {
	mkdir -p "$root/etc/daxkmem.d"
	echo "$1" > "$root/etc/daxkmem.d/a.conf"
}

# untouched TEXT WORD...: apply changes nothing in the tree
untouched() {
	local before text=$1

	shift
	before=$(snapshot)
	run apply "$@"
	is "$text" "$(snapshot)" "$before"
}

test_unchanged() {
	conf '[device "uuid=bb"]
policy = online_movable
size = 1G
node = 1
memmap = auto
bad-policy = page
kernel-size = 0
timeout = 0
scrub = no'
	untouched "settings that already match are not written"
	is "... and are reported as unchanged" "$rc $out$err" "0 dax1.0: unchanged"
	conf '[device "uuid=bb"]'
	says "a section without settings changes nothing" 0 "dax1.0: unchanged" apply
	NOTIFY_SOCKET=/nonexistent run apply
	like "a NOTIFY_SOCKET that does not exist causes a warning" "$rc $out $err" \
		"^0 dax1.0: unchanged .*cannot notify systemd that the unit is active"
	run apply --json
	fits "--json matches its schema" apply "$out"
	is "... and is an array" "${out//[[:space:]]/}" '[{"section":"uuid=bb","file":"/etc/daxkmem.d/a.conf","line":1,"chardev":"dax1.0","result":"unchanged","changes":[],"failed":null,"dry_run":false}]'
}

test_changed() {
	conf '[device "uuid=bb"]
policy = offline
size = 512M
timeout = 60
scrub = yes
bad-policy = block
kernel-size = 128M'
	local all="bad-policy block, kernel-size 128M, policy offline, timeout 60, scrub yes, size 512M"

	untouched "--dry-run writes nothing" --dry-run
	is "... and reports what would change" "$rc $out$err" "3 dax1.0: would change: $all"
	says "each setting that differs is written" 0 "dax1.0: changed: $all" apply
	is "... to its attribute" "$(wrote dax1.0 dax_kmem/policy offline
		wrote dax1.0 dax_kmem/requested_size 536870912
		wrote dax1.0 dax_kmem/timeout 60
		wrote dax1.0 dax_kmem/scrub_on_unplug 1
		wrote dax1.0 dax_kmem/bad_policy block
		wrote dax1.0 dax_kmem/kernel_size 134217728)" ""
	put "$devices/dax1.0/dax_kmem/policy" offline
	put "$devices/dax1.0/dax_kmem/plugged_size" 536870912
	put "$devices/dax1.0/dax_kmem/online_size" 0
	says "apply again changes nothing, because the policy is offline" 0 "dax1.0: unchanged" apply
}

test_online() {
	conf '[device "uuid=bb"]
policy = online_movable
size = 512M'
	put "$devices/dax1.0/state" x
	says "a new policy also onlines the blocks" 0 \
		"dax1.0: changed: policy online_movable, state online_movable" apply
	put "$devices/dax1.0/dax_kmem/policy" online_movable
	is "... and unplugs them first if all are offline" \
		"$(wrote dax1.0 state unplugged; wrote dax1.0 dax_kmem/requested_size 536870912)" ""
	put "$devices/dax1.0/dax_kmem/online_size" 134217728
	says "if some blocks are online, apply onlines the others" 0 "dax1.0: changed: state online_movable" apply
	is "... by a write to state" "$(wrote dax1.0 state online_movable)" ""
	attach dax1.0 unplugged online_movable 0 0
	put "$root/var/lib/daxkmem/bb.bad" 0x5000
	says "an unplugged device is plugged" 0 "dax1.0: changed: size 512M" apply
	is "... after its bad pages are written" "$(attr dax1.0 bad_pages)" 0x0000000200005000-0x0000000200005fff
	attach dax1.0 online_movable online_movable 1073741824 1073741824
}

test_refused() {
	conf '[device "uuid=bb"]
node = 2
timeout = 5'
	run apply
	is "a change of a plugged device's node fails" "$rc $out" "1 dax1.0: failed: node 2"
	like "... the error suggests a command" "$err" "dax1.0: cannot apply the configuration: node 2 is only possible while the device is unplugged.*next: daxkmem state dax1.0 unplugged"
	is "... nothing is written" "$(attr dax1.0 target_node) $(attr dax1.0 timeout)" "1 0"
	run apply --dry-run
	is "... --dry-run reports the failure" "$rc $out" "1 dax1.0: would fail: node 2"
	conf '[device "uuid=bb"]
timeout = 5
size = 2G'
	run apply
	is "a size above the maximum fails before any change" "$rc $out" "1 dax1.0: failed: size 2G"
	like "... the error names the maximum" "$err" "size 2G is more than the 1G that can be memory"
	conf '[device "dax0.0"]
kernel-size = 1000'
	run apply
	is "a kernel-size that is not a multiple of the block size fails" "$rc $out" "1 dax0.0: failed: kernel-size 1000B"
	like "... the error names the block size" "$err" "kernel-size 1000B is not a multiple of the memory block size, 128M"
	is "... nothing is written" "$(attr dax1.0 timeout)$(< "$root/sys/bus/dax/drivers/device_dax/unbind")" 0
	rm "$devices/dax1.0/dax_kmem/requested_size"
	conf '[device "uuid=bb"]
timeout = 5
size = 128M'
	run apply
	is "a change that fails after another one has exit code 64" "$rc $out" "64 dax1.0: failed: size 128M, after: timeout 5"
	like "... the error says why" "$err" "setting size to 128M failed: No such file or directory \(ENOENT\)"
	attach dax1.0 online_movable online_movable 1073741824 1073741824
	ln -sf /dev/full "$devices/dax1.0/dax_kmem/timeout"
	conf '[device "uuid=bb"]
timeout = 6
scrub = yes'
	run apply
	is "no setting is written after one that fails" "$rc $out $(attr dax1.0 scrub_on_unplug)" \
		"1 dax1.0: failed: timeout 6 0"
	rm "$devices/dax1.0/dax_kmem/timeout"
	attach dax1.0 online_movable online_movable 1073741824 1073741824
}

test_several() {
	conf '[device "uuid=bb"]
[device "uuid=dd"]'
	says "one of two devices is absent: exit code 64" 64 "dax1.0: unchanged
uuid=dd: absent" apply
	conf '[device "uuid=dd"]'
	says "no device is present: exit code 1" 1 "uuid=dd: absent" apply
	run apply --json
	fits "... as JSON" apply "$out"
	like "... chardev is null" "$out" '"chardev": ?null, *[[:space:]]*"result": ?"absent"'
	conf '[device "uuid=bb"]
[device "dax1.0"]'
	run apply
	is "a second section for a device fails" "$rc $out" "64 dax1.0: unchanged
dax1.0: failed: duplicate section"
	like "... the error names both lines" "$err" "a.conf:2: cannot apply the section: dax1.0 already has a section at /etc/daxkmem.d/a.conf:1"
}

test_attach() {
	local bus=$root/sys/bus/dax/drivers

	conf '[device "uuid=aa"]
policy = online'
	run apply
	is "a bind that does not take effect fails" "$rc" 1
	is "... after unbind and bind_unplugged were written" "$(< "$bus/device_dax/unbind") $(< "$bus/dax_kmem/bind_unplugged")" \
		"dax0.0 dax0.0"
	is "... other devices are left alone" "$(grep -rl dax2.0 "$bus")" ""
	mkdir -p "$root/proc/77/fd"
	ln -s /dev/dax0.0 "$root/proc/77/fd/3"
	run apply
	is "attach fails while a process has the device open" "$rc $out" "1 dax0.0: failed: attach"
	like "... the error names the process" "$err" "process 77 has it open"
	run apply --dry-run
	is "... --dry-run reports it too" "$rc $out" "1 dax0.0: would fail: attach"
	rm -r "$root/proc/77"
	mv "$bus/dax_kmem" "$work/away"
	run apply
	is "without the driver, attach fails" "$rc $out" "1 dax0.0: failed: attach"
	like "... the error says so" "$err" "dax_kmem is not loaded.*modprobe dax_kmem"
	mv "$work/away" "$bus/dax_kmem"
}

test_device() {
	conf '[device "uuid=bb"]
[device "uuid=dd"]'
	says "--device selects a device" 0 "dax1.0: unchanged" apply --device dax1.0
	says "--device takes a path in /dev" 0 "dax1.0: unchanged" apply --device /dev/dax1.0
	says "--device prints nothing if the device has no section" 0 "" apply --device dax2.0
	says "--device prints nothing if the device does not exist" 0 "" apply --device dax9.0
	refuses "an invalid device name" 2 "invalid --device 'uuid=bb'" apply --device uuid=bb
}

test_detach() {
	conf '[device "uuid=bb"]
scrub = yes
[device "uuid=cc"]
[device "uuid=dd"]'
	printf '0x0000000200007000-0x0000000200007fff\n' > "$devices/dax1.0/dax_kmem/bad_pages"
	untouched "--detach --dry-run writes nothing" --detach --dry-run
	is "... and reports what would change" "$rc $out$err" "3 dax1.0: would change: detached
dax2.0: unchanged"
	says "--detach --shutdown also detaches a device that is to be scrubbed" 3 "dax1.0: would change: detached
dax2.0: unchanged" apply --detach --shutdown --dry-run
	says "--detach detaches the device" 0 "dax1.0: changed: detached
dax2.0: unchanged" apply --detach
	is "... after unplugging it with scrub, and binds it to device_dax" \
		"$(wrote dax1.0 state unplugged
		wrote dax1.0 dax_kmem/scrub_on_unplug 1
		head -n 1 "$root/sys/bus/dax/drivers/device_dax/bind")" dax1.0
	is "... and saves its bad pages" "$(tail -n 1 "$root/var/lib/daxkmem/bb.bad" | cut -d' ' -f1)" \
		0x0000000000007000-0x0000000000007fff
}

test_shutdown() {
	conf '[device "uuid=bb"]'
	untouched "--detach --shutdown changes no device that is not to be scrubbed" --detach --shutdown
	is "... and reports it as unchanged" "$rc $out$err" "0 dax1.0: unchanged"
	put "$devices/dax1.0/dax_kmem/scrub_on_unplug" 1
	says "... unless scrub_on_unplug is set" 3 "dax1.0: would change: detached" \
		apply --detach --shutdown --dry-run
	put "$devices/dax1.0/dax_kmem/scrub_on_unplug" 0
	refuses "--shutdown without --detach" 2 "--shutdown requires --detach" apply --shutdown
}

test_unchanged
test_changed
test_online
test_refused
test_several
test_attach
test_device
test_shutdown
test_detach
finish
