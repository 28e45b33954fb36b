#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tier: full
# suites: bookworm trixie
# Parts of a device in guests, which use them; each call of the tool begins with
# what xenstore knows.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/guests.sh"
size=$(dev_size)
seen=$((8 * mib))

make_guest a "put=0x100000000,$seen,7"
like "without the driver nothing is mapped" "$(dx map a "$DEV" 0 64M 0x100000)" \
	"the driver dax_kmem_xen is not loaded.*modprobe dax_kmem_xen.*exit 4"
modprobe dax_kmem_xen
is "nothing is known of a device that nobody used" "$(xenstore-read /tool/daxkmem 2> /dev/null)" ""
like "map" "$(dx map a "$DEV" 0 64M 0x100000)" \
	"$DEV: guest 1 .a. has 0x0-0x3ffffff at GFN 0x100000.*exit 0"
is "the driver has the device, and says why" "$(driver_of) $(attr state)" "dax_kmem_xen mapped"
is "the list has both parts" "$(parts)" "mapped 0x0 $((64 * mib)) a 0x100000 sound
free 0x4000000 $((size - 64 * mib)) - - sound"
check "what guests have is in xenstore" xenstore-ls /tool/daxkmem
is_unless_dead "the guest uses it" "$(run_guest a 200)" "put 0x100000000 7: 0 words differ
ready" a

make_guest b "get=0x140000000,$seen,7 get=0x180000000,4096,7"
like "another guest is refused" "$(dx map b "$DEV" 32M 64M 0x100000)" \
	"guest 1 .a. has 0x0-0x3ffffff .EBUSY..*exit 1"
like "the same guest, the same frames: refused" "$(dx map a "$DEV" 64M 64M 0x102000)" \
	"already has a part of this device at these frames .EEXIST..*exit 1"
is "... and nothing has changed" "$(parts | head -n 1)" "mapped 0x0 $((64 * mib)) a 0x100000 sound"

like "unmap from the middle" "$(dx unmap a "$DEV" 16M 16M)" "exit 0"
is "... leaves two parts" "$(parts | head -n 3)" "mapped 0x0 $((16 * mib)) a 0x100000 sound
free 0x1000000 $((16 * mib)) - - sound
mapped 0x2000000 $((32 * mib)) a 0x102000 sound"
judged_maps "$DEV"
like "what is free another guest gets" "$(dx map b "$DEV" 16M 16M 0x101000)" "exit 0"
like "what another guest has, unmap leaves alone" "$(dx unmap a "$DEV" 16M 16M)" \
	"guest 1 .a. does not have all of 0x1000000-0x1ffffff .ENOENT..*exit 1"
like "... and all or nothing" "$(dx unmap a "$DEV" 0 32M)" "does not have all of.*exit 1"
check "the guest lives" lives a

end_guest a
is "what a dead guest had is free, and one" "$(parts)" "free 0x0 $((16 * mib)) - - sound
mapped 0x1000000 $((16 * mib)) b 0x101000 sound
free 0x2000000 $((size - 32 * mib)) - - sound"
like "the next guest gets it" "$(dx map b "$DEV" 0 16M 0x140000)" "exit 0"
is_unless_dead "... with what the dead one wrote, and sees nothing of it elsewhere" "$(run_guest b 200)" \
	"get 0x140000000 7: 0 words differ
get 0x180000000 7: 512 words differ, the first is 0xffffffffffffffff
ready" a b
like "unmap all" "$(dx unmap b "$DEV")" "guest 2 .b. no longer has any part of it.*exit 0"
is "all is free, and one" "$(parts)" "free 0x0 $size - - sound"
is "and the driver could give it away" "$(attr state)" unplugged
check "the guest lives" lives b
like "unmap what is not mapped" "$(dx unmap b "$DEV")" "has no part of it .ENOENT..*exit 1"
finish
