#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A range that somebody else has claimed: here, what the in-tree driver leaves
# behind when it is unbound with memory online. It cannot be removed any more,
# so the guest is booted anew.
# guests: nvdimm
# after: reboot
. "$(dirname "$0")/lib.sh"
[ -e /vm.conf ] || skip_all "leaves memory that only a reboot removes"
modprobe kmem || skip_all "no in-tree kmem"
drv=kmem
echo online_movable > $memory/auto_online_blocks
is "the in-tree driver has the device" "$(bind_dev)" ok
try $bus/drivers/kmem/unbind "$DEV" > /dev/null
try $bus/drivers/kmem/remove_id "$DEV" > /dev/null
drv=dax_kmem
load
before=$(iomem)
mark
is "a range that is claimed is refused" "$(bind_dev)" EBUSY
like "... the log names the device and the range" "$(log)" \
	"dax_kmem $DEV: cannot reserve 0x[0-9a-f]+-0x[0-9a-f]+: something else has claimed it"
is "... and nothing has changed" "$(iomem)" "$before"
check "the module can be unloaded" unload
finish
