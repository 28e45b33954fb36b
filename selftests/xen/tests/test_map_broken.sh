#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tier: full
# suites: bookworm
# Errors in what guests have: the first one in use, the second, and what is
# known before anybody has it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/guests.sh"
modprobe dax_kmem_xen
base=$(dev_start)

# page N: of the device, where it lies
page() {
	printf '0x%x' $((base + $1 * 4096))
}

make_guest a
make_guest b
like "an error in what nobody has" "$(dx broken "$DEV" 1M)" \
	"0x100000-0x100fff is excluded from new mappings.exit 0"
like "... is in the list that outlives the boot" "$(daxkmem bad list "$DEV")" \
	"$(printf '0x%016x' $((base + mib)))"
like "... and a guest that wants it is refused" "$(dx map a "$DEV" 0 2M 0x100000)" \
	"0x100000-0x100fff is broken .EIO.*exit 1"
like "... but not what lies beside it" "$(dx map a "$DEV" 2M 2M 0x100000)" "exit 0"
like "what the list of bad pages has is refused, too" \
	"$(daxkmem bad add "$DEV" "$(page 2048)"; dx map a "$DEV" 8M 2M 0x110000)" \
	"0x800000-0x800fff is broken .EIO.*exit 1"

like "the first error in use" "$(dx broken "$DEV" 0x201000)" \
	"guest 1 .a. keeps 0x201000-0x201fff and continues until the next error.*exit 0"
check "... lets the guest live" lives a
is "... with all that it has" "$(parts | grep mapped)" "mapped 0x200000 4096 a 0x100000 sound
mapped 0x201000 4096 a 0x100001 broken
mapped 0x202000 $((2 * mib - 8192)) a 0x100002 sound"
like "... and nobody else gets the page" "$(dx map b "$DEV" 0x201000 4K 0x100001)" \
	"0x201000-0x201fff is broken .EIO.*exit 1"
like "an error beside it is a first one" "$(dx broken "$DEV" 0x203000)" "continues until the next error.*exit 0"
check "... and the guest lives" lives a
judged_maps
like "a guest with another part" "$(dx map b "$DEV" 4M 2M 0x100000)" "exit 0"

like "the second error ends the guest" "$(dx broken "$DEV" 0x201000)" \
	"guest 1 .a. was destroyed: a broken part that it had failed again.*exit 0"
check "... it is gone" gone a
check "... the other one is not" lives b
is "what it had is free, but for what is broken" "$(parts | grep -v mapped | head -n 8)" \
	"free 0x0 $mib - - sound
refused 0x100000 4096 - - broken
free 0x101000 $((mib)) - - sound
refused 0x201000 4096 - - broken
free 0x202000 4096 - - sound
refused 0x203000 4096 - - broken
free 0x204000 $((2 * mib - 16384)) - - sound
free 0x600000 $((2 * mib)) - - sound"
like "errors in what nobody has end nobody" "$(dx broken "$DEV" 0x201000; dx broken "$DEV" 0x201000)" \
	"excluded from new mappings.exit 0"

like "an error over parts of two" "$(dx map b "$DEV" 6M 1M 0x140000; dx broken "$DEV" 4M 4M)" "continues until the next error.*continues until the next error.*exit 0"
is "a broken part is given back" "$(dx unmap b "$DEV" 6M 1M | tail -n 1)" "exit 0"
like "... and refused from then on" "$(dx map b "$DEV" 6M 4K 0x140000)" "is broken .EIO."

# The tool was killed between the record and the guest's end: the next call ends
# it, whatever it is asked for.
key=$(xenstore-ls -f /tool/daxkmem | sed -n 's|^\(.*/ranges/[^ ]*\) = .*|\1|p' | head -n 1)
xenstore-write "$key" "$(xenstore-read "$key" | sed 's/broken$/fatal/')"
like "a guest that has to end is ended by the next call" "$(dx maps "$DEV")" "guest 2 .b. was destroyed"
check "... it is gone" gone b
is "nobody has anything" "$(parts | grep -c mapped)" 0
is "the driver knows" "$(attr state)" unplugged

xenstore-write "${key%/ranges*}/ranges/0x000000000000" "0x0 0x10 9 nonsense"
make_guest c
like "a record that nobody understands: nothing is mapped" "$(dx map c "$DEV" 16M 2M 0x100000)" \
	"in xenstore is invalid, so it is unknown which guests have parts .EPROTO.*exit 1"
is "... nor unmapped, nor listed" "$(dx unmap c "$DEV" | tail -n 1) $(dx maps "$DEV" | tail -n 1)" "exit 1 exit 1"
xenstore-rm "${key%/ranges*}"
like "... until it is taken away" "$(dx map c "$DEV" 16M 2M 0x100000)" "exit 0"
finish
