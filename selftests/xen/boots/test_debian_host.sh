#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A newcomer's way on a Xen host: Debian 12 with systemd as Dom0, and nothing but
# packages, Xen's and ours. A device is made and named; it is a pool after each
# boot, by itself, also where the power failed as soon as it was one; a guest of
# it runs; a page that goes bad is remembered; reboot and shutdown are clean.
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
root=""
work=$(mktemp -d) || exit 1
kver=${KVER:-$("$bed/kernel" --list | tail -n 1)}
trap 'guest_kill; rm -rf "$work" "$root"' EXIT
conf=/etc/daxkmem.d/pool.conf
dev=/sys/bus/dax/devices/dax0.0
mib=$((1 << 20))
group=$((256 * mib))

# The guest, and a log of what it says; Debian's Xen keeps none.
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

# report: the driver, the state, the unit, and device_dax if it is loaded
report() {
	guest_run "echo \$(readlink $dev/driver | sed s,.*/,,) \
		\$(cat $dev/dax_kmem_xen/state 2> /dev/null) \
		\$(systemctl is-active daxkmem@dax0.0.service) \
		\$(grep -o ^device_dax /proc/modules)"
}

pool="dax_kmem_xen donated active"

# node_mb: MiB of the hypervisor's node 1; nothing if there is none
node_mb() {
	guest_run "xl info -n" | awk '$1 == "1:" { print $2; exit }'
}

# pool_is TEXT SIZE: there is one of SIZE bytes, and nobody complains
pool_is() {
	is "$1: it is a pool, by itself" "$(report)" "$pool"
	is "... of all whole groups that have no bad page" \
		"$(guest_run "cat $dev/dax_kmem_xen/donated_size")" "$2"
	is "... the hypervisor has that as its node 1" "$(node_mb)" $(($2 / mib))
	like "... daxkmem xen list shows it" "$(guest_run 'daxkmem xen list')" \
		"dax0\.0 .* dax_kmem_xen +donated .* 1 +1 "
	is "... no unit failed" "$(guest_failed_units)" ""
	is "... the kernel's log has no warning" "$(guest_complaints)" ""
	is "... nor has the hypervisor's" "$(host_trouble)" ""
}

went_well() {
	is "... no unit fails on the way" "$(guest_console | grep -a '\[FAILED\]')" ""
	is "... nobody complains" "$(host_trouble)" ""
}

# No devdax namespace is there yet, so that device_dax was never asked for.
configures() {
	like "it is Dom0, with Xen's daemons" "$(guest_run 'xl list')" "Domain-0 .* 1024"
	check "daxkmem xen enable" guest_run 'daxkmem xen enable'
	check "a devdax namespace is made" guest_run -t 200 'ndctl create-namespace \
		-f -m devdax -a 4096 -M mem -e namespace0.0 && udevadm settle'
	is "... nobody has it, and its unit is content" "$(report)" "active"
	check "it is named" guest_run "daxkmem list --output uuid | tail -n 1 |
		sed 's/.*/[device \"uuid=&\"]\nuse = xen/' > $conf"
	is "... apply --dry-run says what it would do" \
		"$(guest_run 'daxkmem apply --dry-run'; echo $?)" \
		$'dax0.0: would change: attached to the hypervisor\n3'
	is "... and does nothing" "$(report) $(node_mb)" "active "
	check "guests are to be shut down with the host, not saved" guest_run \
		'sed -i "s/^\(XENDOMAINS_SAVE=\).*/\1/" /etc/default/xendomains'
	check "it switches itself off" guest_poweroff
	went_well
}

power_fails() {
	check "it starts" guest_start
	check "... and has a pool" guest_until "$guest_boot_limit" \
		"dax_kmem_xen dax0.0: donated [0-9]* of [0-9]* bytes to Xen"
	guest_kill
	check "... then the power fails, and it boots again" guest_boot
}

# what pv1 has of the pool, and in all
guest_pages() {
	guest_run 'daxkmem xen list --guests --json' | tr -d ' \n' |
		sed -n 's/.*"name":"pv1","type":"pv","size":\([0-9]*\),"node_size":\([0-9]*\)}.*/\2 \1/p'
}

guest_runs() {
	check "a guest of the pool is made" guest_run -t 120 \
		'daxkmem xen create /etc/xen/pv1.cfg --pool dax0.0'
	check "... it uses what it has" guest_run -t 200 'n=180
		until grep -q "dirtied 60 MiB" /var/log/xen/console/guest-pv1.log; do
			[ $((n--)) -gt 0 ] || exit 1
			sleep 1
		done'
	is "... all of it is the pool's" "$(guest_pages)" "$((192 * mib)) $((192 * mib))"
	like "... Xen cannot save a PV guest while there is a pool" \
		"$(guest_run 'xl save pv1 /var/tmp/pv1.save 2>&1')" "Failed to mmap\(\) m2p ranges"
	check "... which goes on" guest_run 'xl domid pv1'
}

listens() {
	is "$1" "$(guest_run 'systemctl is-active daxkmem-xen-watch.service')" "$2"
}

unit_stops() {
	listens "machine checks are listened for" active
	check "its unit is stopped, as at shutdown" guest_run 'systemctl stop daxkmem@dax0.0'
	is "... the pool stays one" "$(report)" "dax_kmem_xen donated inactive"
	check "... and is started again" guest_run 'systemctl start daxkmem@dax0.0'
	is "... for which there is nothing to do" "$(report)" "$pool"
}

# The last group's, which then is to be left out. udev has the unit started.
page_goes_bad() {
	check "a page goes bad" guest_run "cd $dev; printf %#x \
		\$((\$(cat resource) + \$(cat size) - 300 * 4096)) > dax_kmem_xen/bad_pages"
	is "... the ledger gets it, by itself" "$(guest_run "n=60
		until grep -hs ^0x /var/lib/daxkmem/*.bad || [ \$((n--)) -le 0 ]; do
			sleep 1
		done")" "$(printf '0x%016x-0x%016x' \
		$((size - 300 * 4096)) $((size - 299 * 4096 - 1)))"
	is "... from the unit for that" \
		"$(guest_run 'systemctl is-active daxkmem-bad@dax0.0')" active
}

removed_in_use() {
	like "daxkmem-xen is removed while there is a pool" \
		"$(guest_run -t 200 'dpkg -r daxkmem-xen 2>&1')" \
		"daxkmem-xen: dax0.0 stays with the hypervisor until the host reboots"
	is "... so it does" "$(report)" "$pool"
	listens "... nobody listens any more" inactive
	check "... apply is content with it" guest_run 'daxkmem apply'
	check "... and the guest is there" guest_run 'xl domid pv1'
}

reboots() {
	check "it goes down for a reboot, with the guest" guest_down
	went_well
	check "it boots" guest_boot
	is "... without daxkmem-xen the pool is there too" "$(report)" "$pool"
	check "... and is installed again" guest_run -t 200 \
		'dpkg -i /var/tmp/debs/daxkmem-xen_*.deb'
	check "... what listens for machine checks can be started at once" \
		guest_run 'systemctl start daxkmem-xen-watch.service'
	listens "... and does" active
	pool_is "the last boot" $((donated - group))
	like "... the group with the bad page is withheld, by the ledger" \
		"$(guest_run "cat $dev/dax_kmem_xen/withheld")" "a bad page in its group"
}

ends() {
	check "nothing names it any more" guest_run "rm $conf && daxkmem xen disable"
	check "... a pool it stays" guest_run 'daxkmem apply'
	is "... in this boot" "$(report)" "$pool"
	check "it switches itself off" guest_poweroff
	went_well
}

echo "# Linux $kver as Dom0 of Xen 4.17"
chroot_installed "$kver" dax-kmem-dkms libdaxkmem0 daxkmem daxkmem-xen ||
	{ fail "a Debian with all packages is made"; finish; }
make_overlay
VM_ROOT=$root host_new "$kver" "$work/host" "$work/add" || { fail "a disk is made"; finish; }
guest_boot || { fail "it boots"; finish; }
pass "it boots"
configures
power_fails
size=$(guest_run "cat $dev/size")
# The namespace begins 2 MiB behind a group's boundary.
donated=$((size / group * group))
pool_is "power came back" $donated
unit_stops
guest_runs
page_goes_bad
removed_in_use
reboots
ends
finish
