#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The udev rules of Debian's kdump-tools act once when a device is attached, and once
# when it is detached. A fake kdump-config counts the calls; test_kdump.sh tests the dump.
# tier: full
# kernels: newest
export NVDIMM_MB=640
# shellcheck source=../../bed/common.sh
. "$(dirname "$0")/../../bed/common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
# shellcheck source=../../bed/debian/guest.sh
. "$bed/debian/guest.sh"
guest_begin
rules=$VM_CACHE/debian/50-kdump-tools.rules

# fetch_rules: extracts the rules from the package, unless they are cached
fetch_rules() {
	[ ! -s "$rules" ] || return 0
	mkdir -p "$work/deb" "${rules%/*}"
	(cd "$work/deb" && apt-get -qq download kdump-tools && dpkg -x ./*.deb .) > /dev/null 2>&1
	cp "$work"/deb/lib/udev/rules.d/50-kdump-tools.rules "$rules"
}

overlay() {
	mkdir -p "$work/add"/{etc/udev/rules.d,usr/sbin}
	cp "$rules" "$work/add/etc/udev/rules.d/"
	printf '#!/bin/sh\necho "$1" >> /run/kdump-config\n' > "$work/add/usr/sbin/kdump-config"
	chmod +x "$work/add/usr/sbin/kdump-config"
	guest_install_tool "$work/add"
}

# acted COMMAND: runs the command; prints how often the rules act
acted() {
	guest_run "rm -f /run/kdump-config
		$1 > /run/out 2>&1 || cat /run/out
		udevadm settle
		cat /run/kdump-config 2> /dev/null | grep -c try-reload"
}

fetch_rules || { fail "kdump-tools can be fetched"; finish; }
like "the rules reload the crash kernel at events of memory blocks" \
	"$(grep -v '^#' "$rules")" 'SUBSYSTEM=="memory", ACTION=="online", .*kdump-config'
overlay || { fail "make install"; finish; }
echo "# Linux $kver"
guest_new "$kver" "$work/guest" "$work/add" || { fail "a disk is created"; finish; }
guest_boot || { fail "the guest boots"; finish; }
check "there is a devdax namespace" guest_run '[ -e /sys/bus/dax/devices/dax0.0 ] ||
	ndctl create-namespace -f -m devdax -M mem -e namespace0.0 && udevadm settle'
guest_run 'modprobe dax_kmem'
is "daxkmem attach: the rules act once" "$(acted 'daxkmem attach dax0.0')" 1
blocks=$(guest_run 'wc -l < /sys/bus/dax/devices/dax0.0/dax_kmem/blocks')
at_least "... for several blocks" "$blocks" 3
is "daxkmem resize: the rules act once" "$(acted 'daxkmem resize dax0.0 256M')" 1
is "daxkmem detach: the rules act once" "$(acted 'daxkmem detach dax0.0')" 1
is "with block_events the rules act for each block" "$(acted \
	'echo Y > /sys/module/dax_kmem/parameters/block_events; daxkmem attach dax0.0')" "$blocks"
is "... the kernel log has no warning" "$(guest_complaints)" ""
guest_kill
finish
