#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A kernel that lacks what the driver needs is named by what it lacks, before
# anything is compiled.
# tier: full
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

kdir=$("$top/selftests/bed/headers" "${kernels[0]}")
copy_driver "$work"

# DEV_DAX is what Debian's RT kernels lack.
for config in MEMORY_HOTPLUG MEMORY_HOTREMOVE NUMA SPARSEMEM_VMEMMAP DAX DEV_DAX; do
	out=$(make -C "$kdir" M="$work" modules "CONFIG_$config=" 2>&1)
	is "without CONFIG_$config nothing is built" $? 2
	like "... and the option is named" "$out" \
		"its configuration lacks CONFIG_$config\. "
	is "... in one line that is an error" "$(grep -c 'dax_kmem cannot work' <<< "$out")" 1
done
check_not "no object was left" grep -q . <(find "$work" -name '*.ko')
out=$(make -C "$top" modules KVER=1.2.3-none 2>&1)
is "a kernel without headers is an error" $? 2
like "... which says what to install" "$out" "1\.2\.3-none"
finish
