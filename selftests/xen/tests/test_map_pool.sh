#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# One device is a pool and parts of another are mapped; neither affects the other.
# tier: full
# dimms: 2
. "$(dirname "$0")/lib.sh"
. "$here/guests.sh"
daxkmem xen maps --help > /dev/null 2>&1 ||
	skip_all "daxkmem and daxkmem-xen are not built: .ci/deps xen; make tools"
modprobe dax_kmem_xen
is "the second device is donated" "$(bind_dev dax1.0) $(attr state dax1.0)" "ok donated"
make_guest c
like "parts of a pool cannot be mapped" "$(dx map c dax1.0 0 2M 0x100000)" "it belongs to Xen's heap.*EBUSY.*exit 1"
like "a part of the first device is mapped" "$(dx map c dax0.0 0 2M 0x200000)" "exit 0"
is "... xen maps lists the first device and not the pool" "$(dx maps | cut -d' ' -f1 | sort -u | xargs)" "DEVICE dax0.0 exit"
like "populate refuses frames where a part is mapped" "$(dx populate c dax1.0 2M --gfn 0x200000)" \
	"it may have a part of a device there .EEXIST.*exit 1"
like "... and succeeds beside it" "$(dx populate c dax1.0 2M --gfn 0x200200)" "exit 0"
like "the part is unmapped" "$(dx unmap c dax0.0)" "exit 0"
end_guest c
is "the states of both devices are unchanged" "$(attr state dax0.0) $(attr state dax1.0)" "unplugged donated"
finish
