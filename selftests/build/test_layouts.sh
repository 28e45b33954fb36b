#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A module whose structures differ from the kernel's is detected.
# tier: full
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

check_btf=$top/drivers/dax/kmem/compat/check-btf
command -v pahole > /dev/null || skip_all "pahole is missing; install dwarves"

image() {
	echo "$("$top/selftests/bed/kernel" "$1")/boot/vmlinuz-$1"
}

module() {
	echo "$("$top/selftests/bed/build" "$1")/dax_kmem.ko"
}

for kver in "${kernels[@]}"; do
	check "$kver: the module's structures match the kernel's image" \
		"$check_btf" "$(module "$kver")" "$(image "$kver")"
done

# The declarations for kernels without BTF.
copy_driver "$work/declared"
for kver in "${kernels[@]}"; do
	kdir=$("$top/selftests/bed/headers" "$kver")
	check "$kver: the structures that dax_abi.h declares match the kernel's" \
		make -s -C "$kdir" M="$work/declared" DK_IMAGES="$(image "$kver")" \
		KCFLAGS="-Werror -DDK_DECLARED_LAYOUT" drivers/dax/kmem/bus.o
	rm -rf "$work/declared"
	copy_driver "$work/declared"
done

if [ ${#kernels[@]} -gt 1 ]; then
	out=$("$check_btf" "$(module "${kernels[0]}")" "$(image "${kernels[1]}")")
	is "check-btf rejects the module of ${kernels[0]} for ${kernels[1]}" $? 1
	like "... and names the members that differ" "$out" \
		"struct dev_dax: not as in the kernel.*> nr_range"
fi
: > "$work/empty"
check_not "a file that is no kernel image is an error" \
	"$check_btf" "$(module "${kernels[0]}")" "$work/empty"

# The build itself compares layouts, without pahole. Swap two members.
copy_driver "$work/swapped"
kdir=$("$top/selftests/bed/headers" "${kernels[0]}")
sed -i '/^\tbool dyn_id;$/d; s/^\tint id;$/&\n\tbool dyn_id;/' \
	"$work/swapped/drivers/dax/kmem/kernel/dax_abi.h"
out=$(make -C "$kdir" M="$work/swapped" DK_IMAGES="$(image "${kernels[0]}")" \
	KCFLAGS=-DDK_DECLARED_LAYOUT drivers/dax/kmem/bus.o 2>&1)
is "a structure that differs from the kernel's does not compile" $? 2
like "... the error names the member and the source of the kernel's layout" "$out" \
	"static assertion failed: .dev_dax.dyn_id is at 24, says .*; this kernel has another layout"

# The kernel's BTF, not a probe, sets the offsets of the members that the driver uses. A
# member of another type is rejected.
copy_driver "$work/derived"
rm "$work"/derived/drivers/dax/kmem/compat/probes/dev_dax_*.c
check "a layout that no probe knows is taken from BTF" \
	make -s -C "$kdir" M="$work/derived" DK_IMAGES="$(image "${kernels[0]}")" drivers/dax/kmem/bus.o
sed -i "s/nr_range => 'int'/nr_range => 'long'/" \
	"$work/derived/drivers/dax/kmem/compat/btf-layout"
out=$(make -C "$kdir" M="$work/derived" DK_IMAGES="$(image "${kernels[0]}")" \
	drivers/dax/kmem/bus.o 2>&1)
is "a member of another type does not compile" $? 2
like "... and the error names it" "$out" "struct dev_dax has a member nr_range of another type than long"

# A kernel without BTF whose layout matches no probe.
copy_driver "$work"
kdir=$("$top/selftests/bed/headers" "${kernels[0]}")
rm "$work"/drivers/dax/kmem/compat/probes/dev_dax_*.c
out=$(make -C "$kdir" M="$work" modules 2>&1)
is "an unknown layout does not compile" $? 2
like "... and the error says that it is unknown" "$out" "the layout of struct dev_dax in this kernel is not known"
finish
