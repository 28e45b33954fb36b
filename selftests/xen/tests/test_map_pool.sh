#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# One device is a pool, the other one is mapped: neither gets in the other's way.
# tier: full
# dimms: 2
. "$(dirname "$0")/lib.sh"
. "$here/guests.sh"
daxkmem xen maps --help > /dev/null 2>&1 ||
	skip_all "daxkmem and daxkmem-xen are not built: .ci/deps xen; make tools"
modprobe dax_kmem_xen
is "the second device becomes a pool" "$(bind_dev dax1.0) $(attr state dax1.0)" "ok donated"
make_guest c
like "a pool is not mapped" "$(dx map c dax1.0 0 2M 0x100000)" "it belongs to Xen's heap.*EBUSY.*exit 1"
like "the first device is" "$(dx map c dax0.0 0 2M 0x200000)" "exit 0"
is "... and listed, the pool is not" "$(dx maps | cut -d' ' -f1 | sort -u | xargs)" "DEVICE dax0.0 exit"
like "no RAM where the guest sees a part" "$(dx populate c dax1.0 2M --gfn 0x200000)" \
	"it may have a part of a device there .EEXIST.*exit 1"
like "... but beside it" "$(dx populate c dax1.0 2M --gfn 0x200200)" "exit 0"
like "the part is taken back" "$(dx unmap c dax0.0)" "exit 0"
end_guest c
is "both are what they were" "$(attr state dax0.0) $(attr state dax1.0)" "unplugged donated"
finish
