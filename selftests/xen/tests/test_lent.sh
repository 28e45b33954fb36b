#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A device that was mapped into guests cannot be donated in the same boot: a guest might still
# have a part of it mapped.
# tier: full
. "$(dirname "$0")/lib.sh"
modprobe dax_kmem_xen
f=$(dev)/dax_kmem_xen
hold_dev > /dev/null
is "a mapped device cannot be donated" "$(try "$f/state" mapped) $(try "$f/state" donated) $(attr state)" "ok EBUSY mapped"
is "... nor scrubbed" "$(try "$f/scrub_extents" 1)" EBUSY
check_not "... the module cannot be unloaded" rmmod dax_kmem_xen
is "... it is still mapped after an unbind and a bind" "$(try $drv/unbind "$DEV") $(rmmod dax_kmem_xen 2> /dev/null; bind_dev) $(attr state)" "ok ok mapped"
is "... it can be set to unplugged" "$(try "$f/state" unplugged) $(attr state)" "ok unplugged"

mark
is "it still cannot be donated" "$(try "$f/state" donated) $(attr state)" "EBUSY unplugged"
like "... the log names the reason" "$(log_since)" "guests have mapped parts of the device since the host booted; reboot the host first"
mark
is "... nor scrubbed" "$(try "$f/scrub_extents" 1)" EBUSY
like "... for the same reason" "$(log_since)" "guests have mapped parts of the device since the host booted"
is "... nor by another bind" "$(try $drv/unbind "$DEV") $(bind_dev) $(driver_of)" "ok EBUSY "
check_not "... the module cannot be unloaded, and so keeps the record" rmmod dax_kmem_xen
is "... it can be mapped again" "$(hold_dev) $(try "$f/state" mapped)" "ok ok"
try "$f/state" unplugged > /dev/null

# Concurrent writes.
for i in 1 2 3 4 5 6 7 8 9; do
	for word in donated mapped unplugged; do
		try "$f/state" $word &
	done > /dev/null
	try $drv/unbind "$DEV" > /dev/null &
	try $drv/bind_unplugged "$DEV" > /dev/null &
	cat "$f"/* > /dev/null 2>&1 &
	wait
done
is "concurrent writes donate nothing to Xen" "$(node_mb 1 memsize)" ""
try $drv/unbind "$DEV" > /dev/null
rmmod -f dax_kmem_xen
modprobe dax_kmem_xen
mark
bind_dev > /dev/null
is "after the module was unloaded by force, the device is not donated" "$(driver_of) $(node_mb 1 memsize)" " "
like "... the log names the reason" "$(log_since)" "removed by force|claimed by something else"
finish
