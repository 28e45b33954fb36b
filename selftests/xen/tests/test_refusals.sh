#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What Xen would refuse, or take and panic of, is refused before it is asked;
# bad pages are kept out.
# tier: quick
. "$(dirname "$0")/lib.sh"
start=$(dev_start) end=$(($(dev_start) + $(dev_size)))
first=$(((start + group - 1) / group * group))
modprobe dax_kmem_xen
f=$(dev)/dax_kmem_xen

# line START END [WHY]: as the files have it
line() {
	printf '%#018x-%#018x%s\n' "$1" $(($2 - 1)) "${3:+ $3}"
}

mark
is "dax_kmem does not hot-add in a PV Dom0" \
	"$(try $bus/drivers/dax_kmem/new_id "$DEV" > /dev/null; driver_of)" ""
like "... and says what does" "$(log_since)" "memory hotplug is not possible in a Xen PV domain; on Dom0 bind the device to dax_kmem_xen"

is "a device can be held only" "$(hold_dev)" ok
is "... nothing is given" "$(attr state) $(attr donated_size) $(attr xen_node) $(attr memflags)" "unplugged 0 -1 "
is "... what could be is known" "$(attr usable_size)" $((end - first))
is "... Xen has got nothing" "$(node_mb 1 memsize)" ""
is "the range is reserved" "$(grep -c "$DEV (Xen)" /proc/iomem)" 1
is "an unbind lets it go" "$(try $drv/unbind "$DEV") $(grep -c "$DEV (Xen)" /proc/iomem)" "ok 0"
is "a name that no device has" "$(hold_dev dax7.0)" ENODEV
hold_dev > /dev/null
is "one that is bound" "$(hold_dev)" EBUSY

for word in given 1 "donated mapped" ""; do
	mark
	is "state: \"$word\"" "$(try "$f/state" "$word")" "$([ -z "$word" ] && echo ok || echo EINVAL)"
done
is "... it is as it was" "$(attr state)" unplugged
like "... and the words are named" "$(mark; try "$f/state" give; log_since)" "\"give\" is not a valid value; write unplugged, donated or mapped"
for word in one -2 99999999999 1x; do
	is "pxm: \"$word\"" "$(try "$f/pxm" "$word") $(attr pxm)" "EINVAL 1"
done

is "a domain of which firmware's SRAT knows nothing" "$(try "$f/pxm" 77)" ok
is "... all is withheld" "$(attr usable_size)" 0
is "... and why" "$(attr withheld)" "$(line "$start" "$first" "less than a group of 256 MiB")
$(line "$first" "$end" "outside the proximity domain")"
mark
is "... a donation is refused" "$(try "$f/state" donated)" ENOSPC
like "... with its reason" "$(log_since)" "none of its [0-9]+ bytes can be donated in proximity domain 77; see dax_kmem_xen/withheld"
is "domain 0 has other memory" "$(try "$f/pxm" 0) $(attr usable_size)" "ok 0"
is "-1 is what firmware says" "$(try "$f/pxm" -1) $(attr pxm) $(attr usable_size)" "ok 1 $((end - first))"
is "a refused donation leaves it held" "$(attr state) $(driver_of)" "unplugged dax_kmem_xen"

# Groups 0 1 2 3 4 5 ...: bad pages in 2 and in 4.
bad1=$((first + 2 * group + 4096)) bad2=$((first + 5 * group - 4096))
is "bad_pages: no address" "$(try "$f/bad_pages" what)" EINVAL
is "... a range that ends before it starts" "$(try "$f/bad_pages" 0x2000-0x1000)" EINVAL
is "... an address outside of the device" "$(try "$f/bad_pages" 0x1) $(try "$f/bad_pages" "$(printf %#x "$end")")" "ERANGE ERANGE"
is "... none of that is remembered" "$(attr bad_pages)" ""
is "bad pages" "$(try "$f/bad_pages" "$(printf '%#x %#x' $bad1 $bad2)")" ok
is "... are in the file" "$(attr bad_pages)" "$(line $bad1 $((bad1 + 4096)); line $bad2 $((bad2 + 4096)))"
is "... their groups are withheld, and one that is alone between them" "$(attr withheld)" "$(
	line "$start" "$first" "less than a group of 256 MiB"
	line $((first + 2 * group)) $((first + 3 * group)) "a bad page in its group of 256 MiB"
	line $((first + 3 * group)) $((first + 4 * group)) "less than the 512 MiB that Xen takes at once"
	line $((first + 4 * group)) $((first + 5 * group)) "a bad page in its group of 256 MiB")"
is "... the others not" "$(attr extents)" "$(
	line "$first" $((first + 2 * group)); line $((first + 5 * group)) "$end")"
given=$((end - first - 3 * group))
is "... counted" "$(attr usable_size) $(attr withheld_size)" "$given $((end - start - given))"
is "one that is good after all" "$(try "$f/bad_pages" "-$(printf %#x $bad2)") $(attr usable_size)" \
	"ok $((end - first - group))"
try "$f/bad_pages" "$(printf %#x $bad2)" > /dev/null
is "an unbind forgets no bad page" "$(try $drv/unbind "$DEV") $(hold_dev) $(attr usable_size)" "ok ok $given"

is "the donation" "$(try "$f/state" donated) $(attr donated_size)" "ok $given"
free=$(node_mb 1 memfree)
at_least "... is what Xen has got" "$free" $(((given >> 20) * 98 / 100))
at_least "... and no more" $((given >> 20)) "$free"
cp /proc/iomem /tmp/iomem

# All at once, and again.
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
is "whatever is written at once, it is given once" "$(attr state) $(attr donated_size)" "donated $given"
is "... and reserved once" "$(diff /tmp/iomem /proc/iomem)" ""
finish
