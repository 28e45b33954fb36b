#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# suites: bookworm
# boots: 2
# What a guest wrote into its part of a device is there for another one after
# the host's reboot; who had it, nobody knows any more, and nobody has it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/guests.sh"
modprobe dax_kmem_xen
seen=$((8 * mib))

case $BOOT in
1)
	make_guest a "put=0x180000000,$seen,11"
	like "map" "$(dx map a "$DEV" 1G 8M 0x180000)" "exit 0"
	is "the guest writes" "$(run_guest a 200)" "put 0x180000000 11: 0 words differ
ready" ;;
2)
	is "after the reboot nobody has anything" "$(parts)" "free 0x0 $(dev_size) - - sound"
	is "the device is nobody's" "$(driver_of)" ""
	make_guest b "get=0x100000000,$seen,11"
	like "map for another guest, at another frame" "$(dx map b "$DEV" 1G 8M 0x100000)" "exit 0"
	is "it finds what the first one wrote" "$(run_guest b 200)" "get 0x100000000 11: 0 words differ
ready" ;;
esac
finish
