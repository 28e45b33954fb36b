#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# If the kernel's configuration lacks an option that the driver needs, the build names the
# option and fails before anything is compiled.
# tier: full
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

kdir=$("$top/selftests/bed/headers" "${kernels[0]}")
copy_driver "$work"

# Debian's RT kernels lack DEV_DAX.
for config in MEMORY_HOTPLUG MEMORY_HOTREMOVE NUMA SPARSEMEM_VMEMMAP DAX DEV_DAX; do
	out=$(make -C "$kdir" M="$work" modules "CONFIG_$config=" 2>&1)
	is "the build fails without CONFIG_$config" $? 2
	like "... and names the option" "$out" \
		"its configuration lacks CONFIG_$config\. "
	is "... in one error line" "$(grep -c 'dax_kmem cannot work' <<< "$out")" 1
done
check_not "no module is built" grep -q . <(find "$work" -name '*.ko')
out=$(make -C "$top" modules KVER=1.2.3-none 2>&1)
is "the build fails for a kernel without headers" $? 2
like "... and names the kernel" "$out" "1\.2\.3-none"
finish
