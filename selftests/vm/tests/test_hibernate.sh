#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The machine cannot hibernate while memory of a device is online, and can once it is
# unplugged. Suspend is not affected.
# tier: full
# machines: nvdimm
# skips-on: no-PM_SLEEP_DEBUG: the machine would really suspend
. "$(dirname "$0")/lib.sh"
plan 11
grep -qw disk /sys/power/state || skip_all "this kernel cannot hibernate"
pm_test=/sys/power/pm_test
[ -w $pm_test ] || [ "$(wc -l < /proc/swaps)" = 1 ] ||
	skip_all "no pm_test, but swap: the machine would really hibernate"
load

# As far as freezing all tasks, then back. Without pm_test, as far as the search for swap space,
# which follows the creation of the image.
hibernated=ENODEV
[ ! -w $pm_test ] || { echo freezer > $pm_test && hibernated=ok; }

# suspends TEXT STATE: the machine can be suspended
suspends() {
	if [ ! -w $pm_test ]; then
		skip "$1" "no pm_test: the machine would really suspend"
	else
		is "$1" "$(timeout 60 sysw /sys/power/state "$2")" ok
	fi
}

is "without memory of a device the machine can hibernate" \
	"$(timeout 60 sysw /sys/power/state disk)" $hibernated
bind_dev > /dev/null
mark
is "with memory of a device, hibernation is refused" "$(timeout 60 sysw /sys/power/state disk)" EBUSY
like "... the log names the device and what to do" "$(log)" \
	"dax_kmem $DEV: memory is online, so the machine cannot hibernate; write unplugged to the device's state first"
is "... the memory is unchanged" "$(state) $(attr online_size)" "online_movable $(attr usable_size)"
for word in freeze mem; do
	grep -qw $word /sys/power/state || continue
	suspends "the machine can be suspended ($word)" $word
done

# An orphan's memory prevents hibernation too.
try $bus/drivers/$drv/unbind "$DEV" > /dev/null
is "hibernation is refused while an unbind has left memory online" "$(timeout 60 sysw /sys/power/state disk)" EBUSY
bind_dev > /dev/null

# A write that waits for a page does not keep the machine from suspending.
mkfifo /tmp/go
numactl --membind="$(node_of)" pagepin /tmp/go > /tmp/pin &
pinner=$!
until_true 20 grep -q pinned /tmp/pin
sysw "$(dev)/state" unplugged > /tmp/out &
writer=$!
check "a write waits for a page" waits_in $writer offline_pages
if grep -qw freeze /sys/power/state; then
	suspends "the machine can be suspended while a write waits" freeze
else
	skip "the machine can be suspended while a write waits" \
		"this kernel has no suspend to idle"
fi
echo > /tmp/go
wait $pinner $writer
is "... the write completes afterwards" "$(cat /tmp/out) $(state)" "ok unplugged"
is "once unplugged, the machine can hibernate again" \
	"$(timeout 60 sysw /sys/power/state disk)" $hibernated
[ ! -w $pm_test ] || echo none > $pm_test
rm -f /tmp/go
give_back
unload
finish
