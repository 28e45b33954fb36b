#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Another driver has the only callback for pages that are onlined, so single bad pages
# cannot be held back: whole blocks are excluded.
# tier: quick
# machines: virtiomem
# skips-on: debug: no virtio-mem here
. "$(dirname "$0")/lib.sh"
plan 6
loaded=virtio_mem
[ -d /sys/bus/pci/drivers/virtio-pci ] || loaded+=" virtio_pci"
modprobe -a virtio_pci virtio_mem 2> /dev/null
ls /sys/bus/virtio/drivers/virtio_mem/virtio* > /dev/null 2>&1 ||
	skip_all "no virtio-mem here"
load plug=none
bind_dev > /dev/null
try "$(dev)/dax_kmem/bad_pages" "$(page_of 3 5)" > /dev/null
mark
is "the device is onlined" "$(set_state online_movable)" ok
like "... the log says what is excluded and why" "$(log)" \
	"dax_kmem $DEV: another driver has the online-page callback .*; whole blocks with bad pages are excluded"
is "... all but the block with the bad page are online" "$(attr online_size)" $(($(attr usable_size) - block_size))
is "... that block is unplugged" "$(attr blocks | sed -n 3p | awk '{ print $2, $4 }')" "unplugged 1"
is "the device is unplugged" "$(set_state unplugged)" ok
# shellcheck disable=SC2086
rmmod $loaded 2> /dev/null
is "without the other driver, all blocks are onlined" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'"$(attr usable_size)"
set_state unplugged > /dev/null
give_back
unload
finish
