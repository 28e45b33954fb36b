#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tier: full
# Memory errors in mapped parts: the guest survives the first error in a page, and the second
# one destroys it. A page with an error cannot be mapped.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/guests.sh"
modprobe dax_kmem_xen
base=$(dev_start)

# page N: prints the physical address of the device's page N
page() {
	printf '0x%x' $((base + $1 * 4096))
}

make_guest a
make_guest b
like "an error in a free part is recorded" "$(dx broken "$DEV" 1M)" \
	"0x100000-0x100fff is excluded from new mappings.exit 0"
like "... daxkmem bad list, which persists, has it" "$(daxkmem bad list "$DEV")" \
	"$(printf '0x%016x' $((base + mib)))"
like "... the page cannot be mapped" "$(dx map a "$DEV" 0 2M 0x100000)" \
	"0x100000-0x100fff is broken .EIO.*exit 1"
like "... memory beside it can be mapped" "$(dx map a "$DEV" 2M 2M 0x100000)" "exit 0"
like "a page in the list of bad pages cannot be mapped" \
	"$(daxkmem bad add "$DEV" "$(page 2048)"; dx map a "$DEV" 8M 2M 0x110000)" \
	"0x800000-0x800fff is broken .EIO.*exit 1"

like "the first error in a mapped part is recorded" "$(dx broken "$DEV" 0x201000)" \
	"guest 1 .a. keeps 0x201000-0x201fff and continues until the next error.*exit 0"
check "... the guest survives" lives a
is "... and keeps all its parts" "$(parts | grep mapped)" "mapped 0x200000 4096 a 0x100000 sound
mapped 0x201000 4096 a 0x100001 broken
mapped 0x202000 $((2 * mib - 8192)) a 0x100002 sound"
like "... no other guest can map the page" "$(dx map b "$DEV" 0x201000 4K 0x100001)" \
	"0x201000-0x201fff is broken .EIO.*exit 1"
like "an error in another page counts as a first one" "$(dx broken "$DEV" 0x203000)" "continues until the next error.*exit 0"
check "... the guest survives" lives a
judged_maps
like "another guest maps a part" "$(dx map b "$DEV" 4M 2M 0x100000)" "exit 0"

like "the second error in a page destroys the guest" "$(dx broken "$DEV" 0x201000)" \
	"guest 1 .a. was destroyed: a broken part that it had failed again.*exit 0"
check "... the guest is gone" gone a
check "... the other guest survives" lives b
is "its parts are free, except the broken pages" "$(parts | grep -v mapped | head -n 8)" \
	"free 0x0 $mib - - sound
refused 0x100000 4096 - - broken
free 0x101000 $((mib)) - - sound
refused 0x201000 4096 - - broken
free 0x202000 4096 - - sound
refused 0x203000 4096 - - broken
free 0x204000 $((2 * mib - 16384)) - - sound
free 0x600000 $((2 * mib)) - - sound"
like "two errors in a free page destroy no guest" "$(dx broken "$DEV" 0x201000; dx broken "$DEV" 0x201000)" \
	"excluded from new mappings.exit 0"

like "an error across two parts is recorded for both" "$(dx map b "$DEV" 6M 1M 0x140000; dx broken "$DEV" 4M 4M)" "continues until the next error.*continues until the next error.*exit 0"
is "a broken part can be unmapped" "$(dx unmap b "$DEV" 6M 1M | tail -n 1)" "exit 0"
like "... and not mapped again" "$(dx map b "$DEV" 6M 4K 0x140000)" "is broken .EIO."

# daxkmem was killed after it recorded the second error and before it destroyed the guest. The
# next call, whatever the command, destroys the guest.
key=$(xenstore-ls -f /tool/daxkmem | sed -n 's|^\(.*/ranges/[^ ]*\) = .*|\1|p' | head -n 1)
xenstore-write "$key" "$(xenstore-read "$key" | sed 's/broken$/fatal/')"
like "the next call destroys a guest with a fatal error" "$(dx maps "$DEV")" "guest 2 .b. was destroyed"
check "... the guest is gone" gone b
is "no part is mapped" "$(parts | grep -c mapped)" 0
is "the state is unplugged" "$(attr state)" unplugged

xenstore-write "${key%/ranges*}/ranges/0x000000000000" "0x0 0x10 9 nonsense"
make_guest c
like "with an invalid record, no part can be mapped" "$(dx map c "$DEV" 16M 2M 0x100000)" \
	"in xenstore is invalid, so it is unknown which guests have parts .EPROTO.*exit 1"
is "... nor unmapped, nor listed" "$(dx unmap c "$DEV" | tail -n 1) $(dx maps "$DEV" | tail -n 1)" "exit 1 exit 1"
xenstore-rm "${key%/ranges*}"
like "... until the record is removed" "$(dx map c "$DEV" 16M 2M 0x100000)" "exit 0"
finish
