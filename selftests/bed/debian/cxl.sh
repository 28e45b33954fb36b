# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What a Debian guest needs for CXL devices. Source this after guest.sh.

# guest_add_cxl DIR: add to an OVERLAY the tool, cxl of Debian 13, the modules of CXL devices,
# and the examples of udev/. In the guest, run depmod once. Gets the machines' QEMU, which would
# take too long when the guest starts.
guest_add_cxl() {
	local brought

	"$bed/qemu" trixie-backports > /dev/null || return
	brought=$("$bed/brings/program" cxl trixie) || return
	mkdir -p "$1"/{opt,usr/bin,usr/lib/modules/"$kver"}
	guest_install_tool "$1" || return
	cp -r "$brought" "$1/opt/cxl"
	printf '#!/bin/sh\nexec /opt/cxl/cxl "$@"\n' > "$1/usr/bin/cxl"
	chmod 755 "$1/usr/bin/cxl"
	copy_modules "$kver" "$work/modules" cxl_acpi cxl_pci cxl_mem cxl_port dax_cxl || return
	cp -r "$work/modules/lib/modules/$kver/kernel" "$1/usr/lib/modules/$kver/" || return
	rm -r "$work/modules"
	mkdir -p "$1/usr/share/doc/daxkmem/examples"	# guest_install_tool removes usr/share
	cp "$top"/udev/*.example "$1/usr/share/doc/daxkmem/examples/"
}
