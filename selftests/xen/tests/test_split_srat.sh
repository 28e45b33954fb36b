#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A device with two entries in the SRAT, of which Xen before 4.20.4 forgets a part when it maps
# addresses to nodes. The driver and the tool withhold that part. The second boot shows what
# happens without them: no node has the memory.
# tier: full
# suites: bookworm
# dimms: split
# boots: 2
. "$(dirname "$0")/lib.sh"
# shellcheck source=tool.sh
. "$here/tool.sh"
gib=$((1 << 30))
end=$(($(dev_start) + $(dev_size)))
modprobe dax_kmem_xen
# line START END [REASON]: prints a range as extents and withheld do
line() {
	printf '%#018x-%#018x%s\n' "$1" $(($2 - 1)) "${3:+ $3}"
}

if [ "$BOOT" = 1 ]; then
	run_tool xen plan "$DEV" --json
	like "the plan excludes the forgotten part" "$(tr -d ' \n' <<< "$out")" \
		'"start":"0x200000000","end":"0x23fffffff","size":1073741824,"reason":"outsidetheproximitydomain"'
	hold_dev > /dev/null
	is "the driver withholds it" "$(attr withheld)" "$(line "$(dev_start)" $((21 * gib / 4)) "less than a group of 256 MiB"
		line $((8 * gib)) "$end" "outside the proximity domain")"
	is "... each entry is an extent" "$(attr extents)" "$(line $((21 * gib / 4)) $((23 * gib / 4)); line $((23 * gib / 4)) $((8 * gib)))"
	is "the rest can be donated" "$(donate) $(attr donated_size)" "ok $((11 * gib / 4))"
	is "... Xen's node has that size" "$(node_mb 1 memsize)" $((11 * 256))
	config pv1 pv 1536 "$(dirty 1400)"
	works "a guest can use it" xen create /tmp/pv1.cfg --pool "$DEV"
	check "... all of it" says pv1 "dirtied"
	gone pv1
else
	check "Xen accepts the forgotten part" test-mem-hotadd $((23 * gib / 4)) $((17 * gib / 2)) 1
	is "... its node seems to have it" "$(node_mb 1 memsize)" $((11 * 256))
	at_least "... but 512 MiB are not free there" $((11 * 256 - 512)) "$(node_mb 1 memfree)"
fi
finish
