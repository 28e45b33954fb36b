#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The first steps of a new user on Debian 12 or 13, with nothing but our packages. dkms builds
# the module, in a chroot that has the headers and that the guest boots from. apt installs
# the tool in the running guest. A device is configured by its UUID, is attached after a
# reboot, and is used by programs. Then come detach, upgrade and removal. The removal of
# the module's package is tested in build/test_packages.sh, because dkms is slow on an
# emulated CPU.
# tier: full
# kernels: oldest newest other next
export NVDIMM_MB=640
# shellcheck source=../../bed/common.sh
. "$(dirname "$0")/../../bed/common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
# shellcheck source=../../bed/debian/guest.sh
. "$bed/debian/guest.sh"
# shellcheck source=points.sh
. "$(dirname "$0")/points.sh"
# shellcheck source=../../bed/debian/chroot.sh
. "$bed/debian/chroot.sh"
# shellcheck source=../../bed/archive.sh
. "$bed/archive.sh"
guest_need
chroot_need
root=""
work=$(mktemp -d) || exit 1
version=$("$top/.ci/version")
kver=${KVER:-$("$bed/kernel" --list | tail -n 1)}
trap 'guest_kill; rm -rf "$work" "$root"' EXIT
suite=$(kernel_suite "$kver")
is_own "$suite" || export BED_RELEASE=${suite%-backports}
conf=/etc/daxkmem.d/memory.conf
docs=/usr/share/doc/daxkmem
dev=/sys/bus/dax/devices/dax0.0
apt="DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0"
pages=4096

attached="dax_kmem online_movable whole active"

installs() {
	is "dkms has installed the module for this kernel" \
		"$(guest_run "dkms status dax-kmem/$version -k $kver")" "dax-kmem/$version, $kver, x86_64: installed"
	like "... modprobe finds that one" "$(guest_run 'modinfo -n dax_kmem')" updates/dkms
	check_not "the tool is not installed" guest_run 'command -v daxkmem'
	check "apt installs the tool" guest_run -t 120 \
		"$apt install /var/tmp/debs/daxkmem_*.deb /var/tmp/debs/libdaxkmem0_*.deb"
	is "... dpkg reports no problem" "$(guest_run 'dpkg --audit')" ""
	is "... man finds its pages" "$(guest_run 'man -w daxkmem daxkmem.conf dax_kmem |
		sed s,.*/,, | xargs')" "daxkmem.8.gz daxkmem.conf.5.gz dax_kmem.4.gz"
	like "... and shows them" "$(guest_run 'man daxkmem | head -n 8')" \
		"use dax devices as memory"
}

# configures: installs the package's example, with the UUID from daxkmem list
configures() {
	check "a devdax namespace is created" guest_run \
		'ndctl create-namespace -f -m devdax -M mem -e namespace0.0 && udevadm settle'
	comes "... without a section, its unit leaves it with device_dax" "device_dax active" dax_report
	like "... bash completes the name of the device" "$(guest_run 'bash -c "
		. /usr/share/bash-completion/bash_completion
		_completion_loader daxkmem
		COMP_WORDS=(daxkmem attach d) COMP_CWORD=2
		_daxkmem daxkmem
		echo \${COMPREPLY[*]}"')" "dax0.0"
	check "the example is used as the configuration" guest_run \
		"uuid=\$(daxkmem list --output uuid | tail -n 1)
		sed \"s/^#\\([[a-z]\\)/\\1/; s/uuid=[0-9-]*/uuid=\$uuid/\" \
			$docs/examples/daxkmem.conf.example > $conf; sync"
	is "... apply --dry-run reports the change" \
		"$(guest_run 'daxkmem apply --dry-run | cut -d, -f1; exit ${PIPESTATUS[0]}'; echo $?)" \
		$'dax0.0: would change: attached\n3'
}

# own_pages: the number of pages on node 1 of a program that is bound to it
own_pages() {
	guest_run "numactl --membind=1 bash -c '
		x=\$(head -c $((pages * 4096)) /dev/zero | tr \"\\0\" x)
		grep -o N1=[0-9]* /proc/\$\$/numa_maps; exit' |
		awk -F= '{ n += \$2 } END { print n + 0 }'"
}

reboots() {
	check "the guest reboots" guest_reboot
	comes "... the device is attached automatically" "$attached" dax_report
	like "... list shows the device" "$(guest_run 'daxkmem list')" "dax0\.0 .* dax_kmem +1 +online_movable"
	like "... map shows it" "$(guest_run 'daxkmem map')" "node 1: .*dax0\.0: .*online_movable"
	at_least "... a program bound to node 1 has its pages there" "$(own_pages)" $pages
	well
}

detaches() {
	check "daxkmem detach" guest_run 'daxkmem detach dax0.0'
	comes "... device_dax has the device" "device_dax active" dax_report
	check "... node 1 has no memory" guest_run \
		'! grep -q "MemTotal: *[1-9]" /sys/devices/system/node/node1/meminfo'
	check "daxkmem apply" guest_run 'daxkmem apply'
	comes "... the device is attached again" "$attached" dax_report
}

upgrades() {
	guest_run "systemctl show -P ActiveEnterTimestampMonotonic daxkmem@dax0.0 > /var/tmp/since
		cat $dev/dax_kmem/blocks > /var/tmp/blocks"
	check "the package is reinstalled, as in an upgrade" guest_run -t 120 \
		'dpkg -i /var/tmp/debs/daxkmem_*.deb'
	comes "... the device is still attached" "$attached" dax_report
	check "... its unit was not restarted" guest_run "systemctl show -P \
		ActiveEnterTimestampMonotonic daxkmem@dax0.0 | cmp - /var/tmp/since"
}

# removed_in_use: units do not detach a device that is no longer configured
removed_in_use() {
	guest_run "mv $conf $conf.off"
	like "apt removes the tool while a device without a section is attached" \
		"$(guest_run -t 120 "$apt remove daxkmem 2>&1")" \
		"daxkmem: dax0.0 was not detached; it remains unchanged"
	is "... the device keeps its state" "$(guest_run "cat $dev/state")" online_movable
	is "... no unit of the package is loaded" \
		"$(guest_run 'systemctl list-units --all --plain --no-legend "daxkmem@*"')" ""
	well
	check "... apt installs the tool again" guest_run -t 120 \
		"$apt install /var/tmp/debs/daxkmem_*.deb"
	check "... apply and the unit accept the attached device" guest_run "mv $conf.off $conf
		daxkmem apply && systemctl start daxkmem@dax0.0"
}

removed() {
	check "apt removes the tool" guest_run -t 120 "$apt remove daxkmem"
	comes "... device_dax has the device" "device_dax inactive" dax_report
	check "... the configuration is kept" guest_run "test -s $conf"
	check "apt purges the tool and the library" guest_run -t 120 \
		"$apt purge daxkmem libdaxkmem0"
	is "... no file is left" "$(guest_run "find / -xdev -name debs -prune -o \
		-path /var/log -prune -o -iname '*daxkmem*' -print")" ""
	is "... the module stays until its own package is removed" \
		"$(guest_run 'modprobe -r dax_kmem && modprobe -n dax_kmem; echo $?')" 0
	well
	check "the guest powers off" guest_poweroff
	is "... no unit fails during shutdown" "$(guest_console | grep -a '\[FAILED\]')" ""
}

echo "# Linux $kver of ${suite%-backports}"
chroot_installed "$kver" dax-kmem-dkms ||
	{ fail "a Debian with the module's package is created"; finish; }
VM_ROOT=$root guest_new "$kver" "$work/guest" || { fail "a disk is created"; finish; }
guest_boot || { fail "the guest boots"; finish; }
pass "the guest boots"
installs
configures
reboots
detaches
upgrades
removed_in_use
removed
finish
