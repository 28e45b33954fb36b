#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The driver refuses donations that Xen would refuse, or accept and then panic. Groups with
# bad pages are not donated.
# tier: quick
. "$(dirname "$0")/lib.sh"
start=$(dev_start) end=$(($(dev_start) + $(dev_size)))
first=$(((start + group - 1) / group * group))
modprobe dax_kmem_xen
f=$(dev)/dax_kmem_xen

# line START END [REASON]: prints a range as extents, withheld and bad_pages do
line() {
	printf '%#018x-%#018x%s\n' "$1" $(($2 - 1)) "${3:+ $3}"
}

mark
is "dax_kmem does not hot-add in a PV Dom0" \
	"$(try $bus/drivers/dax_kmem/new_id "$DEV" > /dev/null; driver_of)" ""
like "... the log names dax_kmem_xen" "$(log_since)" "memory hotplug is not possible in a Xen PV domain; on Dom0 bind the device to dax_kmem_xen"

is "a device can be bound without being donated" "$(hold_dev)" ok
is "... nothing is donated" "$(attr state) $(attr donated_size) $(attr xen_node) $(attr memflags)" "unplugged 0 -1 "
is "... usable_size is the size that could be donated" "$(attr usable_size)" $((end - first))
is "... Xen has no new node" "$(node_mb 1 memsize)" ""
is "the range is reserved" "$(grep -c "$DEV (Xen)" /proc/iomem)" 1
is "an unbind releases the range" "$(try $drv/unbind "$DEV") $(grep -c "$DEV (Xen)" /proc/iomem)" "ok 0"
is "an unknown device cannot be bound" "$(hold_dev dax7.0)" ENODEV
hold_dev > /dev/null
is "a bound device cannot be bound again" "$(hold_dev)" EBUSY

for word in given 1 "donated mapped" ""; do
	mark
	is "writing \"$word\" to state" "$(try "$f/state" "$word")" "$([ -z "$word" ] && echo ok || echo EINVAL)"
done
is "... the state is unchanged" "$(attr state)" unplugged
like "... the log lists the valid values" "$(mark; try "$f/state" give; log_since)" "\"give\" is not a valid value; write unplugged, donated or mapped"
for word in one -2 99999999999 1x; do
	is "writing \"$word\" to pxm fails" "$(try "$f/pxm" "$word") $(attr pxm)" "EINVAL 1"
done

is "a proximity domain that the SRAT does not have can be set" "$(try "$f/pxm" 77)" ok
is "... the whole device is withheld" "$(attr usable_size)" 0
is "... withheld lists the reasons" "$(attr withheld)" "$(line "$start" "$first" "less than a group of 256 MiB")
$(line "$first" "$end" "outside the proximity domain")"
mark
is "... a donation is refused" "$(try "$f/state" donated)" ENOSPC
like "... the log names the reason" "$(log_since)" "none of its [0-9]+ bytes can be donated in proximity domain 77; see dax_kmem_xen/withheld"
is "none of the device is in domain 0" "$(try "$f/pxm" 0) $(attr usable_size)" "ok 0"
is "writing -1 restores the firmware's domain" "$(try "$f/pxm" -1) $(attr pxm) $(attr usable_size)" "ok 1 $((end - first))"
is "after a refused donation, the device is bound and unplugged" "$(attr state) $(driver_of)" "unplugged dax_kmem_xen"

# Bad pages in groups 2 and 4, counted from 0.
bad1=$((first + 2 * group + 4096)) bad2=$((first + 5 * group - 4096))
is "bad_pages refuses a value that is no address" "$(try "$f/bad_pages" what)" EINVAL
is "... a range that ends before it starts" "$(try "$f/bad_pages" 0x2000-0x1000)" EINVAL
is "... an address outside of the device" "$(try "$f/bad_pages" 0x1) $(try "$f/bad_pages" "$(printf %#x "$end")")" "ERANGE ERANGE"
is "... bad_pages stays empty" "$(attr bad_pages)" ""
is "bad pages can be written" "$(try "$f/bad_pages" "$(printf '%#x %#x' $bad1 $bad2)")" ok
is "... bad_pages lists them" "$(attr bad_pages)" "$(line $bad1 $((bad1 + 4096)); line $bad2 $((bad2 + 4096)))"
is "... their groups are withheld, and so is the single group between them" "$(attr withheld)" "$(
	line "$start" "$first" "less than a group of 256 MiB"
	line $((first + 2 * group)) $((first + 3 * group)) "a bad page in its group of 256 MiB"
	line $((first + 3 * group)) $((first + 4 * group)) "less than the 512 MiB that Xen takes at once"
	line $((first + 4 * group)) $((first + 5 * group)) "a bad page in its group of 256 MiB")"
is "... extents lists all other groups" "$(attr extents)" "$(
	line "$first" $((first + 2 * group)); line $((first + 5 * group)) "$end")"
given=$((end - first - 3 * group))
is "... usable_size and withheld_size match" "$(attr usable_size) $(attr withheld_size)" "$given $((end - start - given))"
is "a bad page can be removed" "$(try "$f/bad_pages" "-$(printf %#x $bad2)") $(attr usable_size)" \
	"ok $((end - first - group))"
try "$f/bad_pages" "$(printf %#x $bad2)" > /dev/null
is "bad pages are kept across an unbind" "$(try $drv/unbind "$DEV") $(hold_dev) $(attr usable_size)" "ok ok $given"

is "the rest can be donated" "$(donate) $(attr donated_size)" "ok $given"
free=$(node_mb 1 memfree)
at_least "... Xen's node has that size" "$free" $(((given >> 20) * 98 / 100))
at_least "... and not more" $((given >> 20)) "$free"
cp /proc/iomem /tmp/iomem

# Concurrent writes.
for i in 1 2 3 4 5 6 7 8 9; do
	for word in donated unplugged; do
		try "$f/state" $word &
	done > /dev/null
	try $drv/unbind "$DEV" > /dev/null &
	try $drv/bind "$DEV" > /dev/null &
	cat "$f"/* > /dev/null 2>&1 &
	try "$f/bad_pages" "$(printf %#x $((end - i * 8192)))" > /dev/null &
	wait
done
bind_dev > /dev/null
is "concurrent writes donate the device once" "$(attr state) $(attr donated_size)" "donated $given"
is "... and reserve its range once" "$(diff /tmp/iomem /proc/iomem)" ""
finish
