#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Kernel pages in a kernel zone cannot be moved: the unplug is refused, and the device is
# unchanged. The pages may stay there permanently, so the guest is rebooted.
# tier: full
# timeout: 240
# machines: nvdimm
# after: reboot
. "$(dirname "$0")/lib.sh"
[ -e /vm.conf ] || skip_all "leaves memory that may not be given back"
node=$(node_of)
load policy=online_kernel
bind_dev > /dev/null
is "the memory is in ZONE_NORMAL" "$(zones)" Normal

census() {
	state; attr plugged_size; attr online_size; attr blocks
}
was=$(census)
mkdir /tmp/many
numactl --membind="$node" bash -c 'for i in $(seq 3000); do mkdir /tmp/many/$i; done'

mark
is "memory with kernel pages cannot be unplugged" \
	"$(set_state unplugged)" EBUSY
is "... nothing has changed" "$(census)" "$was"
like "... the log names the block and the cause" "$(log)" \
	"dax_kmem $DEV: memory[0-9]+ could not be taken offline: it has pages that cannot be moved \(-16\)"
is "... a second attempt fails in the same way" "$(set_state unplugged) $(census)" "EBUSY $was"
is "the device can be unbound" "$(try $bus/drivers/$drv/unbind "$DEV")" ok
is "... and the next bind takes the memory over" "$(bind_dev; census)" "ok"$'\n'"$was"
finish
