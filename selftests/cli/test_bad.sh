#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The ledger of bad pages on a small tree: its files, what is taken and what is
# refused, and that it follows a namespace to other addresses.
# usage: test_bad.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
plan 120
uuid=0a1B2c3d-0000-4000-8000-00000000000F
ledger=$root/var/lib/daxkmem/${uuid,,}.bad
new_tree
new_device dax0.0 100000000 "$uuid"

# known: the ledger without its comment
known() {
	grep -v '^#' "$ledger" | xargs
}

test_add() {
	says "nothing is known" 0 "" bad list dax0.0
	says "add" 0 "dax0.0: remembered" bad add dax0.0 0x100005000 0x100008001-0x10000a000
	is "... counts from the device's start, in whole pages" "$(known)" \
		"0x0000000000005000-0x0000000000005fff 0x0000000000008000-0x000000000000afff"
	is "... in one file, which says what it is" \
		"$(ls -A "${ledger%/*}") $(head -n 1 "$ledger")" \
		"${ledger##*/} # bad pages, in bytes from the start of the device"
	says "list" 0 "\
START              END                SIZE KNOWN-BY
0x0000000100005000 0x0000000100005fff   4K ledger
0x0000000100008000 0x000000010000afff  12K ledger" bad list dax0.0
	run bad list dax0.0 --json
	fits "list --json is as its schema says" bad "$out"
	like "... with the same" "${out//[[:space:]]/}" \
		'^\[\{"start":"0x0000000100005000","end":"0x0000000100005fff","size":4096,"known_by":\["ledger"\]\},'
}

test_merge() {
	local before

	says "what adjoins or overlaps becomes one" 0 "dax0.0: remembered" \
		bad add dax0.0 0x100006000-0x100008000
	is "... in the file" "$(known)" 0x0000000000005000-0x000000000000afff
	before=$(stat -c %i "$ledger")
	says "what is known is no error" 0 "dax0.0: remembered" bad add uuid=$uuid 0x100006000
	is "... and writes nothing" "$(stat -c %i "$ledger")" "$before"
}

# More than a write to the driver takes.
test_many() {
	local i

	new_device dax6.0 600000000 66
	attach dax6.0 unplugged online_movable 0 0
	for i in $(seq 0 2 599); do
		printf '0x%x ' $((0x600000000 + i * 4096))
	done > "$work/many"
	# shellcheck disable=SC2046
	says "three hundred" 0 "dax6.0: remembered" bad add dax6.0 $(< "$work/many")
	is "... are remembered" "$(grep -vc '^#' "$root/var/lib/daxkmem/66.bad")" 300
	is "... in one file" "$(find "$root/var/lib/daxkmem" -newer "$work/many" | wc -l)" 2
	check "... and the driver is told, in writes of a page at most" \
		test "$(stat -c %s "$devices/dax6.0/dax_kmem/bad_pages")" -le 4096
	check_not "... the last of which does not begin with the first one" \
		grep -q 0000000600000000 "$devices/dax6.0/dax_kmem/bad_pages"
}

test_refused() {
	local before word

	before=$(snapshot)
	for word in 5000 0x 0xg 0x5-0x4 0x1-2 0x1-0x2-0x3 "" "0x1 0x2" 0x10000000000000000 0x7fffffffffffffff; do
		run bad add dax0.0 "$word"
		is "\"$word\" is no range" "$rc" 2
	done
	refuses "outside of the device" 1 "0x00000000fffff000-0x00000000ffffffff is not inside the device \(ERANGE\).*it begins with 0x0000000100000000-0x000000013fffffff" \
		bad add dax0.0 0xfffff000
	refuses "over its end" 1 "is not inside" bad add dax0.0 0x13ffff000-0x140000000
	refuses "an unknown word" 2 "bad: unknown action 'drop'" bad drop dax0.0
	refuses "add without a range" 2 "bad add: an argument is missing" bad add dax0.0
	refuses "nothing to watch for" 2 "bad list: .*--watch is for save" bad list dax0.0 --watch
	refuses "a tree, in which nothing happens" 4 "nothing happens in a tree of files" bad save dax0.0 --watch
	refuses "export of two" 2 "bad export: unexpected argument 'dax1.0'" bad export dax0.0 dax1.0
	refuses "a device that is not there" 1 "no such device" bad list dax5.0
	is "... nothing was changed" "$(snapshot)" "$before"
}

test_export() {
	says "export" 0 "\
# bad pages, in bytes from the start of the device
0x0000000000005000-0x000000000000afff" bad export dax0.0
	"$tool" --sysroot "$root" bad export dax0.0 > "$work/list"
	new_device dax1.0 200000000
	says "import into another device" 0 "dax1.0: remembered" bad import dax1.0 "$work/list"
	is "... one without UUID: its file is called by where it lies" \
		"$(grep -v '^#' "$root/var/lib/daxkmem/hmem.1-0x200000000.bad")" \
		0x0000000000005000-0x000000000000afff
	says "import from standard input" 0 "dax1.0: remembered" bad import dax1.0 - <<< 0xf000
	like "... is read" "$("$tool" --sysroot "$root" bad list dax1.0)" 0x000000020000ffff
	printf '# one\n\n 0x1000\r\n0x2000-\n' > "$work/list"
	refuses "a line that is none" 1 "list:4: cannot import it: \"0x2000-\" is not a range" \
		bad import dax1.0 "$work/list"
	refuses "a file that is not there" 1 "no: cannot read it: No such file" bad import dax1.0 "$work/no"
	echo 0x40000000 > "$work/list"
	refuses "what is not in the device" 1 "is not inside the device" bad import dax1.0 "$work/list"
}

test_sectors() {
	new_device dax4.0 300000000 44
	printf '65 1\n80 8\n9999999 1\n' > "$work/sectors"
	says "import of sectors" 0 "dax4.0: remembered" bad import dax4.0 "$work/sectors" --sectors
	is "... grown to pages" "$(grep -v '^#' "$root/var/lib/daxkmem/44.bad" | xargs)" \
		"0x0000000000008000-0x0000000000008fff 0x000000000000a000-0x000000000000afff"
	echo "1 x" > "$work/sectors"
	refuses "a line that is none" 1 "sectors: cannot import it: a line is not a sector and a count \(EPROTO\)" \
		bad import dax4.0 "$work/sectors" --sectors
	refuses "sectors of a device without region" 1 "sectors count from a region's start, and it has none" \
		bad import dax1.0 "$work/sectors" --sectors
}

# Three know: driver, ledger and libnvdimm.
test_sources() {
	attach dax0.0 unplugged online_movable 0 0
	printf '0x0000000100005000-0x0000000100005fff\n0x0000000100020000-0x0000000100020fff\n' \
		> "$devices/dax0.0/dax_kmem/bad_pages"
	echo "48 8" > "$root/sys/devices/region0/badblocks"
	says "list says who knows" 0 "\
START              END                SIZE KNOWN-BY
0x0000000100005000 0x0000000100005fff   4K driver,ledger
0x0000000100006000 0x0000000100006fff   4K ledger,badblocks
0x0000000100007000 0x000000010000afff  16K ledger
0x0000000100020000 0x0000000100020fff   4K driver" bad list dax0.0
	says "save" 0 "dax0.0: remembered" bad save dax0.0
	is "... what the driver knows" "$(known)" \
		"0x0000000000005000-0x000000000000afff 0x0000000000020000-0x0000000000020fff"
	says "add, of an attached device" 0 "dax0.0: remembered" bad add dax0.0 0x100030000
	is "... tells the driver" "$(attr dax0.0 bad_pages | head -n 1)" 0x0000000100030000-0x0000000100030fff
	is "... and remembers" "$(known | wc -w)" 3
}

# The namespace is found at another address.
test_moved() {
	rm -rf "${devices:?}/dax0.0" "$root/sys/devices/region0"
	new_device dax7.0 500000000 "$uuid"
	says "at another address, the same bytes are bad" 0 "\
START              END                SIZE KNOWN-BY
0x0000000500005000 0x000000050000afff  24K ledger
0x0000000500020000 0x0000000500020fff   4K ledger
0x0000000500030000 0x0000000500030fff   4K ledger" bad list dax7.0
	attach dax7.0 unplugged online_movable 0 0
	says "before a scrub the driver is told" 0 "dax7.0: overwritten with zeros" scrub dax7.0
	is "... all of it" "$(attr dax7.0 bad_pages | xargs)" \
		"0x0000000500005000-0x000000050000afff 0x0000000500020000-0x0000000500020fff 0x0000000500030000-0x0000000500030fff"
	echo "0x40000000-0x40000fff" >> "$ledger"
	says "what is not in the device" 0 "dax7.0: overwritten with zeros" scrub dax7.0
	is "... is not for the driver" "$(attr dax7.0 bad_pages | wc -l)" 3
}

# pages LEDGER: what is in it, short
pages() {
	grep -v '^#' "$root/var/lib/daxkmem/$1.bad" 2> /dev/null |
		sed 's/0x0*\([0-9a-f]*[0-9a-f]\)/\1/g' | xargs
}

test_forget() {
	local before f=$root/var/lib/daxkmem/88.bad

	new_device dax8.0 800000000 88
	mv "$root/sys/bus/dax/drivers/dax_kmem" "$work/loaded"
	says "nothing is known" 0 "dax8.0: forgotten" bad forget dax8.0 0x800001000
	check_not "... there is no file" test -e "$f"
	says "nor of all" 0 "dax8.0: forgotten" bad forget dax8.0 all
	"$tool" --sysroot "$root" bad add dax8.0 0x800001000-0x800008fff 0x800010000 > /dev/null
	says "a page of many" 0 "dax8.0: forgotten" bad forget dax8.0 0x800003123
	is "... is gone, the others not" "$(pages 88)" "1000-2fff 4000-8fff 10000-10fff"
	says "over a border" 0 "dax8.0: forgotten" bad forget dax8.0 0x800008000-0x80000cfff 0x800001000
	is "... what was known of it is gone" "$(pages 88)" "2000-2fff 4000-7fff 10000-10fff"
	before=$(snapshot)
	says "what is not known" 0 "dax8.0: forgotten" bad forget dax8.0 0x800020000
	refuses "outside of the device" 1 "is not inside the device" bad forget dax8.0 0x800001000 0x7fffff000
	refuses "no range" 2 "cannot forget bad pages: \"every\" is not a range" bad forget dax8.0 every
	refuses "all and more" 2 "\"all\" is not a range" bad forget dax8.0 all 0x800002000
	refuses "nothing" 2 "bad forget: an argument is missing" bad forget dax8.0
	is "... nothing was changed" "$(snapshot)" "$before"
	echo "0x40000000-0x40000fff" >> "$f"
	says "all" 0 "dax8.0: forgotten" bad forget dax8.0 all
	check_not "... leaves no file, whatever it had" test -e "$f"
}

# Who is not asked, or does not listen.
test_forget_others() {
	"$tool" --sysroot "$root" bad add dax8.0 0x800001000 > /dev/null
	mv "$work/loaded" "$root/sys/bus/dax/drivers/dax_kmem"
	run bad forget dax8.0 all
	is "with the driver loaded, and not attached" "$rc" 0
	like "... it is said that the driver is not asked" "$err" "what the driver knows of it stays until the module is unloaded"
	attach dax8.0 unplugged online_movable 0 0
	ln -sf /dev/null "$devices/dax8.0/dax_kmem/bad_pages"
	"$tool" --sysroot "$root" bad add dax8.0 0x800001000 > /dev/null
	run bad forget dax8.0 all
	is "attached, the driver is told" "$rc $out $err $(pages 88)" "0 dax8.0: forgotten  "
	echo "48 8" > "$root/sys/devices/region8/badblocks"
	run bad forget dax8.0 0x800005000-0x800009fff
	is "libnvdimm knows a page" "$rc $out" "0 dax8.0: forgotten"
	like "... which is said" "$err" "4K of it libnvdimm knows \(badblocks\): the driver takes that over again"
}

test_damaged() {
	echo nonsense >> "$ledger"
	refuses "a damaged list" 1 "${uuid,,}.bad:6: cannot scrub: \"nonsense\" is not a range" scrub dax7.0
	refuses "... is not added to" 1 "bad:6: cannot add bad pages" bad add dax7.0 0x500000000
	sed -i '$d' "$ledger"
	says "once it is mended" 0 "dax7.0: remembered" bad add dax7.0 0x500000000
	is "... it is written anew, and nothing beside it" \
		"$(find "${ledger%/*}" -name "*${uuid,,}*" | wc -l) $(known | cut -d' ' -f1)" \
		"1 0x0000000000000000-0x0000000000000fff"
}

test_add
test_merge
test_many
test_refused
test_export
test_sectors
test_sources
test_moved
test_forget
test_forget_others
test_damaged
finish
