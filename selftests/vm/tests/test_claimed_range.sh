#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A device of two ranges, one of which somebody else has claimed: all ranges or
# none. The claim is what the in-tree driver leaves behind when it is unbound
# with memory online, so the guest is booted anew.
# guests: hmem
# after: reboot
. "$(dirname "$0")/lib.sh"
[ -e /vm.conf ] || skip_all "leaves memory that only a reboot removes"
region=$(readlink -f "$(dev)/..")/dax_region
mib=1048576

resize() {
	echo $(($2 * mib)) > "$(dev "$1")/size"
}

# Three devices in a row; the in-tree driver takes what is free when it comes,
# so only the last one has a size then.
release_from dax0.0 > /dev/null
resize dax0.0 0
resize dax0.0 256
for d in dax0.1 dax0.2; do
	echo 1 > "$region/create"
	resize $d 256
	release_from $d > /dev/null
done
resize dax0.0 0
resize dax0.1 0
echo online_movable > $memory/auto_online_blocks
modprobe kmem || skip_all "no in-tree kmem"
drv=kmem
is "the in-tree driver has dax0.2" "$(bind_dev dax0.2)" ok
try $bus/drivers/kmem/unbind dax0.2 > /dev/null
try $bus/drivers/kmem/remove_id dax0.2 > /dev/null
resize dax0.2 0

# dax0.0 gets its first range back, and grows over what dax0.2 had.
drv=dax_kmem
load
resize dax0.0 256
resize dax0.1 256
resize dax0.0 512
before=$(iomem)
blocks_before=$(ls $memory)
mark
is "the device is refused" "$(bind_dev dax0.0)" EBUSY
like "... the log names the range" "$(log)" \
	"dax_kmem dax0.0: cannot reserve 0x[0-9a-f]+-0x[0-9a-f]+: something else has claimed it"
is "... nothing of it was kept" "$(iomem)" "$before"
is "... no block was added" "$(ls $memory)" "$blocks_before"
is "... it has no driver" "$(driver_of dax0.0)" ""

resize dax0.0 256
is "without that range it is bound" "$(bind_dev dax0.0)" ok
is "... with all that it has" "$(attr online_size dax0.0)" $((256 * mib))
finish
