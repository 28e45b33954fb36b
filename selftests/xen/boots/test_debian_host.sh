#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The documented steps on a Xen host: Debian 12 or 13 (BED_RELEASE) with systemd as Dom0, Xen's
# packages and ours.
# A namespace is created and configured. It becomes a pool automatically at each boot, also
# after the power failed right after the donation. A guest runs in the pool. A new bad page is
# recorded. Reboot and shutdown are clean.
# tier: full
# shellcheck source=../../bed/common.sh
. "$(dirname "$0")/../../bed/common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
# shellcheck source=../../bed/debian/guest.sh
. "$bed/debian/guest.sh"
# shellcheck source=../../bed/debian/chroot.sh
. "$bed/debian/chroot.sh"
# shellcheck source=host.sh
. "$top/selftests/xen/boots/host.sh"
guest_need
chroot_need
host_need
root="" failed_unit=""
work=$(mktemp -d) || exit 1
export BED_RELEASE=${BED_RELEASE:-bookworm}
kver=${KVER:-$("$bed/kernel" --list | tail -n 1)}
trap 'guest_kill; rm -rf "$work" "$root"' EXIT
conf=/etc/daxkmem.d/pool.conf
dev=/sys/bus/dax/devices/dax0.0
mib=$((1 << 20))
group=$((256 * mib))

# The guest's configuration, and logging of guest consoles, which Debian's Xen does not enable.
make_overlay() {
	mkdir -p "$work/add"/{etc/xen,etc/default,var/log/xen/console}
	echo 'XENCONSOLED_ARGS=--log=guest' > "$work/add/etc/default/xen"
	cat > "$work/add/etc/xen/pv1.cfg" <<-END
		name = "pv1"
		type = "pv"
		memory = 192
		vcpus = 1
		kernel = "/boot/vmlinuz"
		ramdisk = "/boot/initrd"
		extra = "console=hvc0 quiet dirty=60"
	END
}

# report: prints the driver, the state, the state of the unit, and device_dax if it is loaded
report() {
	guest_run "echo \$(readlink $dev/driver | sed s,.*/,,) \
		\$(cat $dev/dax_kmem_xen/state 2> /dev/null) \
		\$(systemctl is-active daxkmem@dax0.0.service) \
		\$(grep -o ^device_dax /proc/modules)"
}

pool="dax_kmem_xen donated active"

# node_mb: prints the size of Xen's node 1 in MiB, nothing if it does not exist
node_mb() {
	guest_run "xl info -n" | awk '$1 == "1:" { print $2; exit }'
}

# pool_is TEXT SIZE: the pool has SIZE bytes, and nothing reports a problem
pool_is() {
	is "$1: the device is a pool automatically" "$(report)" "$pool"
	is "... of all complete groups without a bad page" \
		"$(guest_run "cat $dev/dax_kmem_xen/donated_size")" "$2"
	is "... its size is that of Xen's node 1" "$(node_mb)" $(($2 / mib))
	like "... daxkmem xen list shows it" "$(guest_run 'daxkmem xen list')" \
		"dax0\.0 .* dax_kmem_xen +donated .* 1 +1 "
	is "... no unit failed" "$(guest_failed_units)" ""
	is "... the kernel's log has no warning" "$(guest_complaints)" ""
	is "... nor does Xen's" "$(host_trouble)" ""
}

# went_well [UNIT]: nothing else than UNIT has failed in this boot
went_well() {
	is "... no unit fails on the way" \
		"$(guest_console | grep -a '\[FAILED\]' | grep -vF "${1:-no such unit}")" ""
	is "... Xen and Dom0 report no problem" "$(host_trouble)" ""
}

# No devdax namespace exists yet, so udev has not loaded device_dax.
configures() {
	like "Dom0 runs, with Xen's daemons" "$(guest_run 'xl list')" "Domain-0 .* 1024"
	check "daxkmem xen enable succeeds" guest_run 'daxkmem xen enable'
	check "a devdax namespace is created" guest_run -t 200 'ndctl create-namespace \
		-f -m devdax -a 4096 -M mem -e namespace0.0 && udevadm settle'
	is "... its device has no driver, and its unit is active" "$(report)" "active"
	check "the device is configured" guest_run "daxkmem list --output uuid | tail -n 1 |
		sed 's/.*/[device \"uuid=&\"]\nuse = xen/' > $conf"
	is "... apply --dry-run reports what it would do" \
		"$(guest_run 'daxkmem apply --dry-run'; echo $?)" \
		$'dax0.0: would change: attached to the hypervisor\n3'
	is "... and changes nothing" "$(report) $(node_mb)" "active "
	check "xendomains is configured to shut guests down instead of saving them" guest_run \
		'sed -i "s/^\(XENDOMAINS_SAVE=\).*/\1/" /etc/default/xendomains'
	check "the host powers off" guest_poweroff
	went_well
}

power_fails() {
	check "the host starts" guest_start
	check "... and donates the device" guest_until "$guest_boot_limit" \
		"dax_kmem_xen dax0.0: donated [0-9]* of [0-9]* bytes to Xen"
	guest_kill
	check "... it boots again after the power failed" guest_boot
}

# guest_pages: prints pv1's bytes in the pool, and its total
guest_pages() {
	guest_run 'daxkmem xen list --guests --json' | tr -d ' \n' |
		sed -n 's/.*"name":"pv1","type":"pv","size":\([0-9]*\),"node_size":\([0-9]*\)}.*/\2 \1/p'
}

guest_runs() {
	check "a guest is created from the pool" guest_run -t 120 \
		'daxkmem xen create /etc/xen/pv1.cfg --pool dax0.0'
	check "... it uses its memory" guest_run -t 200 'n=180
		until grep -q "dirtied 60 MiB" /var/log/xen/console/guest-pv1.log; do
			[ $((n--)) -gt 0 ] || exit 1
			sleep 1
		done'
	is "... all its memory is from the pool" "$(guest_pages)" "$((192 * mib)) $((192 * mib))"
	like "... Xen cannot save a PV guest while there is a pool" \
		"$(guest_run 'xl save pv1 /var/tmp/pv1.save 2>&1')" "Failed to mmap\(\) m2p ranges"
	check "... the guest keeps running" guest_run 'xl domid pv1'
}

watcher_is() {
	is "$1" "$(guest_run 'systemctl is-active daxkmem-xen-watch.service')" "$2"
}

unit_stops() {
	watcher_is "the machine check watcher is active" active
	check "the device's unit can be stopped, as at shutdown" guest_run 'systemctl stop daxkmem@dax0.0'
	is "... the device is still a pool" "$(report)" "dax_kmem_xen donated inactive"
	check "... the unit can be started again" guest_run 'systemctl start daxkmem@dax0.0'
	is "... the pool is unchanged" "$(report)" "$pool"
}

# A page in the last group, which the next boot must withhold. udev starts the unit.
page_goes_bad() {
	check "a bad page is written to bad_pages" guest_run "cd $dev; printf %#x \
		\$((\$(cat resource) + \$(cat size) - 300 * 4096)) > dax_kmem_xen/bad_pages"
	like "... it is added to the ledger automatically" "$(guest_run "n=60
		until grep -hs ^0x /var/lib/daxkmem/*.bad || [ \$((n--)) -le 0 ]; do
			sleep 1
		done")" "^$(printf '0x%016x-0x%016x' $((size - 300 * 4096)) \
		$((size - 299 * 4096 - 1))) kernel [0-9T:-]{19}Z\$"
	is "... by daxkmem-bad@dax0.0" \
		"$(guest_run 'systemctl is-active daxkmem-bad@dax0.0')" active
}

removed_in_use() {
	like "daxkmem-xen can be removed while there is a pool" \
		"$(guest_run -t 200 'dpkg -r daxkmem-xen 2>&1')" \
		"daxkmem-xen: dax0.0 stays with the hypervisor until the host reboots"
	is "... the device is still a pool" "$(report)" "$pool"
	watcher_is "... the machine check watcher is inactive" inactive
	check "... apply succeeds" guest_run 'daxkmem apply'
	check "... the guest still exists" guest_run 'xl domid pv1'
}

# Xen 4.18 and newer need the live patch, which is in daxkmem-xen.
boots_without() {
	if [ "$BED_RELEASE" = bookworm ]; then
		is "... it has the pool without daxkmem-xen" "$(report)" "$pool"
	else
		failed_unit=daxkmem@dax0.0.service
		is "... without daxkmem-xen the device is not donated" "$(report)" failed
		like "... the journal names the package" \
			"$(guest_run 'journalctl -b -o cat -u daxkmem@dax0.0')" "daxkmem-xen-hotadd.* is not installed.*next: apt install daxkmem-xen"
	fi
	check "... daxkmem-xen can be installed again" guest_run -t 200 \
		'dpkg -i /var/tmp/debs/daxkmem-xen_*.deb'
	[ "$BED_RELEASE" = bookworm ] ||
		check "... then the unit can be started" guest_run 'systemctl restart daxkmem@dax0.0'
}

reboots() {
	check "the host shuts down for a reboot, with the guest running" guest_down
	went_well
	check "the host boots" guest_boot
	boots_without
	check "... the machine check watcher can be started without a reboot" \
		guest_run 'systemctl start daxkmem-xen-watch.service'
	watcher_is "... and is active" active
	pool_is "the last boot" $((donated - group))
	like "... the group with the bad page in the ledger is withheld" \
		"$(guest_run "cat $dev/dax_kmem_xen/withheld")" "a bad page in its group"
}

ends() {
	check "the device is removed from the configuration" guest_run "rm $conf && daxkmem xen disable"
	check "... apply succeeds" guest_run 'daxkmem apply'
	is "... the device is still a pool in this boot" "$(report)" "$pool"
	check "the host powers off" guest_poweroff
	went_well "$failed_unit"
}

echo "# Linux $kver as Dom0 of the Xen of $BED_RELEASE"
chroot_installed "$kver" dax-kmem-dkms libdaxkmem0 daxkmem daxkmem-xen ||
	{ fail "a Debian with all packages is created"; finish; }
make_overlay
VM_ROOT=$root host_new "$kver" "$work/host" "$work/add" || { fail "a disk image is created"; finish; }
guest_boot || { fail "the host boots"; finish; }
pass "the host boots"
configures
power_fails
size=$(guest_run "cat $dev/size")
# The namespace begins 2 MiB after a group boundary.
donated=$((size / group * group))
pool_is "power came back" $donated
unit_stops
guest_runs
page_goes_bad
removed_in_use
reboots
ends
finish
