#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A device that was mapped into guests once is not donated in the same boot:
# somebody could be wrong about the guests having let it go.
# tier: full
. "$(dirname "$0")/lib.sh"
modprobe dax_kmem_xen
f=$(dev)/dax_kmem_xen
hold_dev > /dev/null
is "mapped: nothing of it is given" "$(try "$f/state" mapped) $(try "$f/state" donated) $(attr state)" "ok EBUSY mapped"
check_not "... the module stays" rmmod dax_kmem_xen
is "... over an unbind too" "$(try $drv/unbind "$DEV") $(rmmod dax_kmem_xen 2> /dev/null; bind_dev) $(attr state)" "ok ok mapped"
is "... until it is no longer" "$(try "$f/state" unplugged) $(attr state)" "ok unplugged"

mark
is "it is not donated then" "$(try "$f/state" donated) $(attr state)" "EBUSY unplugged"
like "... and why" "$(log_since)" "guests have mapped parts of the device since the host booted; reboot the host first"
is "... nor by another bind" "$(try $drv/unbind "$DEV") $(bind_dev) $(driver_of)" "ok EBUSY "
check_not "... the module stays, to remember it" rmmod dax_kmem_xen
is "... it can be mapped again" "$(hold_dev) $(try "$f/state" mapped)" "ok ok"
try "$f/state" unplugged > /dev/null

# All at once.
for i in 1 2 3 4 5 6 7 8 9; do
	for word in donated mapped unplugged; do
		try "$f/state" $word &
	done > /dev/null
	try $drv/unbind "$DEV" > /dev/null &
	try $drv/bind_unplugged "$DEV" > /dev/null &
	cat "$f"/* > /dev/null 2>&1 &
	wait
done
is "whatever is written at once, Xen gets nothing" "$(node_mb 1 memsize)" ""
try $drv/unbind "$DEV" > /dev/null
rmmod -f dax_kmem_xen
modprobe dax_kmem_xen
mark
bind_dev > /dev/null
is "a module that was forced out has the device given to nobody" "$(driver_of) $(node_mb 1 memsize)" " "
like "... and says why" "$(log_since)" "removed by force|claimed by something else"
finish
