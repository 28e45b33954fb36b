#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# CXL memory at boot, by udev and systemd: units create the regions of two memory devices,
# dax_kmem gets the one that is named by its serial number, before the in-tree kmem, and
# /etc/daxkmem.d configures it. Its bad pages stay out over a reboot, and over one in which
# the devices change places, which changes all names and addresses.
# tier: full
# kernels: newest other next flavour -6.1-cloud
# shellcheck source=../../bed/common.sh
. "$(dirname "$0")/../../bed/common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
# shellcheck source=../../bed/debian/guest.sh
. "$bed/debian/guest.sh"
# shellcheck source=../../bed/debian/cxl.sh
. "$bed/debian/cxl.sh"
# shellcheck source=points.sh
. "$(dirname "$0")/points.sh"
# shellcheck source=../tests/host/cxl.sh
. "$vm_tests/host/cxl.sh"
plan 27
guest_begin
ours=0xc1 theirs=0xc0
guest_form=cold
# Offsets of a poisoned line and of a media error in our device
line=0x1000340 media=0x9000340

# make_overlay: what is needed for CXL devices, and the configuration
make_overlay() {
	local add=$work/add serial

	guest_add_cxl "$add" || exit
	mkdir -p "$add"/etc/{udev/rules.d,systemd/system,daxkmem.d,modprobe.d}
	for serial in $ours $theirs; do
		sed "s/0xc0/$serial/; /^#/d" "$top/udev/61-cxl-region.rules.example"
	done > "$add/etc/udev/rules.d/61-cxl-region.rules"
	cp "$top/udev/cxl-region@.service.example" "$add/etc/systemd/system/cxl-region@.service"
	printf '[device "serial=%s"]\ntimeout = 77\n' "$ours" > "$add/etc/daxkmem.d/cxl.conf"
	printf 'softdep kmem pre: dax_kmem\noptions dax_kmem devices=serial=%s plug=none\n' \
		"$ours" > "$add/etc/modprobe.d/cxl.conf"
}

# report: the driver of each device, by serial number; state and timeout of ours, and whether
# all of it is online
# shellcheck disable=SC2317 # comes() calls it
report() {
	guest_run "daxkmem list --output serials,driver --noheadings --raw | sort
		daxkmem state serial=$ours
		daxkmem show serial=$ours timeout
		cd /sys/bus/dax/devices/\$(daxkmem list serial=$ours --output device --noheadings)
		[ \$(cat dax_kmem/online_size) != \$(cat dax_kmem/usable_size) ] || echo whole"
}

# place: the PCI function and the root decoder of our device
place() {
	guest_run "daxkmem list serial=$ours --output hosts,decoder --noheadings --raw" | xargs
}

# page DPA: the physical address of the page of an address in our device
page() {
	guest_run "cat /sys/bus/cxl/devices/\$(daxkmem list serial=$ours --output region --noheadings | xargs)/resource" |
		{ read -r start; printf '%#018x\n' $(((start + $1) & ~4095)); }
}

# bad: the bad pages of our device, who knows them and who reported them
bad() {
	guest_run "daxkmem bad list serial=$ours" | awk 'NR > 1 { print $1, $4, $5 }'
}

expected="$theirs kmem\\x20(in-tree)
$ours dax_kmem
online_movable
77
whole"

# attached TEXT: three points
attached() {
	comes "$1: our device is dax_kmem's and configured, the other one kmem's" "$expected" report
	is "... no unit failed" "$(guest_failed_units)" ""
	is "... the kernel log has no warning" "$(guest_complaints)" ""
}

# held PAGE...: for each page 1 if the driver holds it back, as PG_offline says
held() {
	guest_run "for p in $*; do
			dd if=/proc/kpageflags bs=8 count=1 skip=\$((p / 4096)) status=none | od -An -tu8
		done" | while read -r f; do echo $((f >> 23 & 1)); done | xargs
}

# stay_out TEXT: three points: both bad pages are known and held back
stay_out() {
	local pages

	pages="$(page $line) $(page $media)"
	is "$1: the bad pages are known" "$(bad)" "${pages% *} driver,ledger cxl-poison
${pages#* } driver,ledger cxl-media"
	# shellcheck disable=SC2086
	is "... the kernel does not have them" "$(held $pages)" "1 1"
	is "... and the unit that saves bad pages is active" "$(guest_run 'systemctl is-active "daxkmem-bad@*"')" active
}

# media_known: the media error, if it is known
# shellcheck disable=SC2317 # comes() calls it
media_known() {
	local known

	known=$(bad)
	grep "$(page "$media")" <<< "$known"
}

make_overlay
guest_new "$kver" "$work/guest" "$work/add" || { fail "a disk is created"; finish; }
guest_kind=cxl_two
check "the guest boots with two CXL devices" guest_boot || finish
guest_run depmod
check "it powers off" guest_poweroff || finish

# After a reset, QEMU's devices still decode what they did, which the kernel refuses. So each
# boot has a new QEMU, whose devices have no poison; real ones remember it.
guest_start || { fail "it is switched on with the configuration"; finish; }
guest_qmp_of "$guest_dir"
is "the host poisons a line of our device before it boots" "$(host_poison 1 $line 64)" "done"
check "it boots with the configuration" guest_wait || finish
attached "at boot"
first=$(place) pages=$(page $line)
is "... the poison is known and held back" "$(bad) $(held "$pages")" "$pages driver,ledger cxl-poison 1"
is "the host injects a media error" "$(host_general_media 1 $media)" "done"
comes "... its page is saved at once" "$(page $media) driver,ledger cxl-media" media_known

check "it reboots, and the device has forgotten the poison" guest_reboot || finish
attached "after the reboot"
is "... our device is at the same place" "$(place)" "$first"
stay_out "after the reboot"
check "it powers off" guest_poweroff || finish

cxl_serials=(0xc1 0xc0)
check "it boots with the devices in each other's place" guest_boot || finish
attached "in another place"
check_not "... our device is at another place" test "$(place)" = "$first"
stay_out "in another place"
finish
