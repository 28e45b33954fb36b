#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The private structures that the module declares match those of this kernel.
# tier: quick
# machines: nvdimm
# debug-info: yes
# skips-on: debug: this kernel has no BTF
. "$(dirname "$0")/lib.sh"
plan 4
check_btf=$here/check-btf
[ -x "$check_btf" ] || check_btf=$here/../../../drivers/dax/kmem/compat/check-btf
command -v pahole > /dev/null || skip_all "pahole is missing; install dwarves"
[ -r /sys/kernel/btf/vmlinux ] || skip_all "this kernel has no BTF"
ko=$(modinfo -n dax_kmem) || skip_all "dax_kmem is not installed"
# The bed's guests have modules without debug information.
[ ! -e /bed/dax_kmem.ko ] || ko=/bed/dax_kmem.ko

out=$("$check_btf" "$ko" 2>&1)
is "every declared structure matches the running kernel" "$?" 0
like "all three were compared" "$out" "dax_device_driver.*dev_dax.*dev_dax_range"
sed 's/^/# /' <<< "$out"

check_not "a kernel that cannot be read is an error" "$check_btf" "$ko" /nonexistent
check_not "a file without such structures is an error" "$check_btf" "$ko" "$(command -v bash)"
finish
