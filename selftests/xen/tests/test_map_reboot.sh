#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tier: full
# suites: bookworm
# boots: 2
# What a guest wrote into its part of a device is there for another one after
# the host's reboot; who had it, nobody knows any more, and nobody has it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/guests.sh"
modprobe dax_kmem_xen
seen=$((8 * mib))

# writes: what guest a says; a guest that the emulator killed is replaced, up to
# three times, because the second boot looks for what it wrote
writes() {
	local n

	for n in 1 2 3 4; do
		make_guest a "put=0x180000000,$seen,11"
		like "map" "$(dx map a "$DEV" 1G 8M 0x180000)" "exit 0"
		run_guest a 200 > /tmp/writes
		killed_by_emulator a || break
		todo "guest number $n writes" \
			"emulator: it died in asm_sysvec_xen_hvm_callback(), death $n of at most 4"
		end_guest a
		rm -f /var/log/xen/console/guest-a.log
	done
}

case $BOOT in
1)
	writes
	is_unless_dead "the guest writes" "$(cat /tmp/writes)" "put 0x180000000 11: 0 words differ
ready" a ;;
2)
	is "after the reboot nobody has anything" "$(parts)" "free 0x0 $(dev_size) - - sound"
	is "the device is nobody's" "$(driver_of)" ""
	make_guest b "get=0x100000000,$seen,11"
	like "map for another guest, at another frame" "$(dx map b "$DEV" 1G 8M 0x100000)" "exit 0"
	is_unless_dead "it finds what the first one wrote" "$(run_guest b 200)" "get 0x100000000 11: 0 words differ
ready" b ;;
esac
finish
