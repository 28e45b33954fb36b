#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# dkms builds the module for each kernel, in a separate dkms tree.
# tier: full
# skips-on: any: dkms wants root
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

command -v dkms > /dev/null || skip_all "dkms is missing"
[ "$(id -u)" = 0 ] || skip_all "dkms needs root"
mkdir "$work/tree"
mkdir "$work/src"
copy_driver "$work/checkout"
dkms=(dkms --dkmstree "$work/tree" --sourcetree "$work/src")
d=("${dkms[@]}" -m dax-kmem -v "$version")

check "dkms add takes a source directory" "${dkms[@]}" add "$work/checkout"
for kver in "${kernels[@]}"; do
	check "dkms build succeeds for $kver" "${d[@]}" build -k "$kver" \
		--kernelsourcedir "$("$top/selftests/bed/headers" "$kver")"
	check "... and leaves the module" test -n \
		"$(find "$work/tree/dax-kmem/$version/$kver" -name 'dax_kmem.ko*')"
done
# A kernel without DEV_DAX, such as Debian's RT kernels.
kver=${kernels[0]}
mkdir "$work/rt"
sed 's/^CONFIG_DEV_DAX=.*/# CONFIG_DEV_DAX is not set/' \
	"$("$top/selftests/bed/headers" "$kver")/.config" > "$work/rt/.config"
out=$("${d[@]}" build -k 6.1.0-rt --kernelsourcedir "$work/rt" 2>&1)
is "dkms skips a kernel that lacks DEV_DAX" $? 77
like "... and prints the reason" "$out" "BUILD_EXCLUSIVE directive which does not match"

check "dkms remove succeeds" "${d[@]}" remove --all
check_not "... and leaves no files behind" test -e "$work/tree/dax-kmem"
finish
