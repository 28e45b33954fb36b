# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A host with the Xen of BED_RELEASE and the Debian of debian/guest.sh as Dom0. Source this file
# after debian/guest.sh. There is one NVDIMM, dax0.0; guests are started from /boot.

# shellcheck source=../../bed/xen/host.sh
. "$bed/xen/host.sh"
export VM_XEN=1
guest_boot_limit=400 guest_off_limit=240

host_need() {
	need iasl acpica-tools
}

# Overrides the function in debian/guest.sh.
guest_launch() {
	local d

	shift
	xen_machine 1 cold "$guest_dir" "$guest_dir"
	acpi_tables "$guest_dir" 1 || exit 1
	# shellcheck disable=SC2031
	for d in "${dimms[@]}"; do
		[ -e "${d% *}" ] || truncate -s "${d#* }" "${d% *}"
	done
	DOM0_APPEND="$guest_words $guest_append" xen_qemu "$guest_kver" "$BED_RELEASE" \
		"$guest_dir/initrd" "$guest_dir" "$@"
}

# host_new KVER DIR OVERLAY: like guest_new, with a kernel and an initrd for guests. Gets the
# hypervisor, which would take too long when the host starts.
host_new() {
	"$bed/xen/root" "$BED_RELEASE" > /dev/null || return
	mkdir -p "$3/boot" && "$bed/build" "$1" > /dev/null &&
		"$bed/xen/guest" "$1" "$3/boot" &&
		guest_new "$@"
}

# Prints warnings and errors of Xen and Dom0 in this boot.
host_trouble() {
	guest_console |
		grep -aE 'Panic on CPU|Xen BUG|WARNING:|BUG: |Oops|Call Trace:|\(XEN\).*(Assertion|Fatal)'
}
