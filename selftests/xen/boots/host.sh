# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A Xen host, Debian's 4.17, of which the Debian of boot.sh is Dom0. Source it
# after that. There is one NVDIMM, dax0.0; guests have what is in /boot.

# shellcheck source=../qemu.sh
. "$top/selftests/xen/qemu.sh"
export VM_XEN=1
guest_boot_limit=400 guest_off_limit=240

host_need() {
	need iasl acpica-tools
	[ "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" = bookworm ] && return
	echo "1..0 # SKIP this is no Debian 12, whose packages and Xen fit together"
	exit 0
}

# A function of boot.sh's.
guest_launch() {
	DOM0_APPEND="$guest_words $guest_append" start_xen "$guest_kver" bookworm \
		"$guest_dir/initrd" "$guest_dir" 1 "$@"
}

# host_new KVER DIR OVERLAY: as guest_new, with what guests are started from
host_new() {
	mkdir -p "$3/boot" &&
		"$top/selftests/xen/guest" "$1" "$3/boot" &&
		guest_new "$@"
}

# What neither Xen nor Dom0 should have said in this boot.
host_trouble() {
	guest_console |
		grep -aE 'Panic on CPU|Xen BUG|WARNING:|BUG: |Oops|Call Trace:|\(XEN\).*(Assertion|Fatal)'
}
