#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tier: full
# Guests can map parts of a device and use them. Each call of daxkmem takes the current
# mappings from xenstore.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/guests.sh"
size=$(dev_size)
seen=$((8 * mib))

make_guest a "put=0x100000000,$seen,7"
like "without the driver nothing is mapped" "$(dx map a "$DEV" 0 64M 0x100000)" \
	"the driver dax_kmem_xen is not loaded.*modprobe dax_kmem_xen.*exit 4"
modprobe dax_kmem_xen
is "xenstore has no record of an unused device" "$(xenstore-read /tool/daxkmem 2> /dev/null)" ""
like "a part is mapped" "$(dx map a "$DEV" 0 64M 0x100000)" \
	"$DEV: guest 1 .a. has 0x0-0x3ffffff at GFN 0x100000.*exit 0"
is "the driver is bound, and the state is mapped" "$(driver_of) $(attr state)" "dax_kmem_xen mapped"
is "xen maps lists the mapped part and the free rest" "$(parts)" "mapped 0x0 $((64 * mib)) a 0x100000 sound
free 0x4000000 $((size - 64 * mib)) - - sound"
check "xenstore has a record of the mappings" xenstore-ls /tool/daxkmem
is_unless_dead "the guest uses the memory" "$(run_guest a 200)" "put 0x100000000 7: 0 words differ
ready" a

make_guest b "get=0x140000000,$seen,7 get=0x180000000,4096,7"
like "another guest cannot map an overlapping part" "$(dx map b "$DEV" 32M 64M 0x100000)" \
	"guest 1 .a. has 0x0-0x3ffffff .EBUSY..*exit 1"
like "the same guest cannot map another part at overlapping frames" "$(dx map a "$DEV" 64M 64M 0x102000)" \
	"already has a part of this device at these frames .EEXIST..*exit 1"
is "... and nothing has changed" "$(parts | head -n 1)" "mapped 0x0 $((64 * mib)) a 0x100000 sound"

like "the middle of a part is unmapped" "$(dx unmap a "$DEV" 16M 16M)" "exit 0"
is "... leaves two parts" "$(parts | head -n 3)" "mapped 0x0 $((16 * mib)) a 0x100000 sound
free 0x1000000 $((16 * mib)) - - sound
mapped 0x2000000 $((32 * mib)) a 0x102000 sound"
judged_maps "$DEV"
like "another guest can map the free part" "$(dx map b "$DEV" 16M 16M 0x101000)" "exit 0"
like "a guest cannot unmap a part of another guest" "$(dx unmap a "$DEV" 16M 16M)" \
	"guest 1 .a. does not have all of 0x1000000-0x1ffffff .ENOENT..*exit 1"
like "... nor a range that includes such a part" "$(dx unmap a "$DEV" 0 32M)" "does not have all of.*exit 1"
check "the guest survives" lives a

end_guest a
is "the parts of a destroyed guest are free and merged" "$(parts)" "free 0x0 $((16 * mib)) - - sound
mapped 0x1000000 $((16 * mib)) b 0x101000 sound
free 0x2000000 $((size - 32 * mib)) - - sound"
like "another guest can map them" "$(dx map b "$DEV" 0 16M 0x140000)" "exit 0"
is_unless_dead "... it finds the contents there, and at no unmapped address" "$(run_guest b 200)" \
	"get 0x140000000 7: 0 words differ
get 0x180000000 7: 512 words differ, the first is 0xffffffffffffffff
ready" a b
like "all parts are unmapped" "$(dx unmap b "$DEV")" "guest 2 .b. no longer has any part of it.*exit 0"
is "all parts are free and merged" "$(parts)" "free 0x0 $size - - sound"
is "the state is unplugged" "$(attr state)" unplugged
check "the guest survives" lives b
like "a guest without parts cannot unmap" "$(dx unmap b "$DEV")" "has no part of it .ENOENT..*exit 1"
finish
