#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The ledger of bad pages on a small tree: its file, valid and invalid input, and a
# namespace that moves to other addresses.
# usage: test_bad.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
plan 131
uuid=0a1B2c3d-0000-4000-8000-00000000000F
ledger=$root/var/lib/daxkmem/${uuid,,}.bad
new_tree
new_device dax0.0 100000000 "$uuid"

# known: prints the ranges in the ledger on one line
known() {
	grep -v '^#' "$ledger" | cut -d' ' -f1 | xargs
}

# age LEDGER: makes all reports in it old, so that a new one differs
age() {
	sed -i 's/20[0-9-]*T[0-9:]*Z$/2026-01-01T00:00:00Z/' "$1"
}

# lists TEXT OUT WORD...: as says with exit code 0, but NOW is any time after age
lists() {
	local text=$1 want=$2

	shift 2
	run "$@"
	is "$text" "$rc $(sed '/2026-01-01T00:00:00Z/!s/20[0-9-]*T[0-9:]*Z$/NOW/' <<< "$out")$err" "0 $want"
}

test_add() {
	says "list without bad pages prints nothing" 0 "" bad list dax0.0
	says "add succeeds" 0 "dax0.0: bad pages saved" bad add dax0.0 0x100005000 0x100008001-0x10000a000
	is "... and stores offsets from the start of the device, in whole pages" "$(known)" \
		"0x0000000000005000-0x0000000000005fff 0x0000000000008000-0x000000000000afff"
	is "... in one file with a header comment" \
		"$(ls -A "${ledger%/*}") $(head -n 1 "$ledger")" \
		"${ledger##*/} # bad pages, in bytes from the start of the device"
	lists "list prints each range and its source" "\
START              END                SIZE KNOWN-BY SOURCE TIME
0x0000000100005000 0x0000000100005fff   4K ledger   user   NOW
0x0000000100008000 0x000000010000afff  12K ledger   user   NOW" bad list dax0.0
	age "$ledger"
	run bad list dax0.0 --json
	fits "list --json matches its schema" bad "$out"
	like "... with the same ranges" "${out//[[:space:]]/}" \
		'^\[\{"start":"0x0000000100005000","end":"0x0000000100005fff","size":4096,"known_by":\["ledger"\],"source":"user","time":"2026-01-01T00:00:00Z"\},'
}

test_merge() {
	local before

	says "adjoining and overlapping ranges are added" 0 "dax0.0: bad pages saved" \
		bad add dax0.0 0x100006000-0x100006fff 0x100007000-0x100008000
	is "... and merged in the file, if they were reported together" "$(known)" \
		"0x0000000000005000-0x0000000000005fff 0x0000000000006000-0x0000000000007fff 0x0000000000008000-0x000000000000afff"
	before=$(stat -c %i "$ledger")
	says "adding a known page succeeds" 0 "dax0.0: bad pages saved" bad add uuid=$uuid 0x100006000
	is "... and writes nothing" "$(stat -c %i "$ledger")" "$before"
}

# Ledgers of older versions have ranges only.
test_old() {
	local file=$root/var/lib/daxkmem/99.bad

	new_device dax9.0 900000000 99
	printf '# a comment\n0x1000-0x2fff\n0x3000-0x3fff a comment\n0x5000 cxl-media 2026-01-01T00:00:00Z\n' > "$file"
	lists "ranges without a report are read" "\
START              END                SIZE KNOWN-BY SOURCE    TIME
0x0000000900001000 0x0000000900003fff  12K ledger   -         -
0x0000000900005000 0x0000000900005fff   4K ledger   cxl-media 2026-01-01T00:00:00Z" bad list dax9.0
	run bad list dax9.0 --json
	fits "... list --json matches its schema" bad "$out"
	says "a page is added to them" 0 "dax9.0: bad pages saved" bad add dax9.0 0x900004000
	is "... the others keep their reports" "$(sed 's/user 20.*/user NOW/' "$file")" "\
# bad pages, in bytes from the start of the device
0x0000000000001000-0x0000000000003fff
0x0000000000004000-0x0000000000004fff user NOW
0x0000000000005000-0x0000000000005fff cxl-media 2026-01-01T00:00:00Z"
	age "$file"
	run bad forget dax9.0 0x900002000
	is "one page is forgotten" "$rc $out" "0 dax9.0: bad pages forgotten"
	is "... only that one" "$(grep -v '^#' "$file" | cut -d' ' -f1 | xargs)" \
		"0x0000000000001000-0x0000000000001fff 0x0000000000003000-0x0000000000003fff 0x0000000000004000-0x0000000000004fff 0x0000000000005000-0x0000000000005fff"
	"$tool" --sysroot "$root" bad export dax9.0 > "$work/list"
	new_device dax10.0 a00000000 1010
	"$tool" --sysroot "$root" bad import dax10.0 "$work/list" > /dev/null
	lists "import keeps the reports of an exported list" "\
START              END                SIZE KNOWN-BY SOURCE    TIME
0x0000000a00001000 0x0000000a00001fff   4K ledger   user      NOW
0x0000000a00003000 0x0000000a00003fff   4K ledger   user      NOW
0x0000000a00004000 0x0000000a00004fff   4K ledger   user      2026-01-01T00:00:00Z
0x0000000a00005000 0x0000000a00005fff   4K ledger   cxl-media 2026-01-01T00:00:00Z" bad list dax10.0
}

# More ranges than one write to bad_pages can hold.
test_many() {
	local i

	new_device dax6.0 600000000 66
	attach dax6.0 unplugged online_movable 0 0
	for i in $(seq 0 2 599); do
		printf '0x%x ' $((0x600000000 + i * 4096))
	done > "$work/many"
	# shellcheck disable=SC2046
	says "add of 300 pages succeeds" 0 "dax6.0: bad pages saved" bad add dax6.0 $(< "$work/many")
	is "... and stores them" "$(grep -vc '^#' "$root/var/lib/daxkmem/66.bad")" 300
	is "... in one file" "$(find "$root/var/lib/daxkmem" -newer "$work/many" | wc -l)" 2
	check "... and passes them to the driver in writes of at most a page" \
		test "$(stat -c %s "$devices/dax6.0/dax_kmem/bad_pages")" -le 4096
	check_not "... the last write does not begin with the first page" \
		grep -q 0000000600000000 "$devices/dax6.0/dax_kmem/bad_pages"
}

test_refused() {
	local before word

	before=$(snapshot)
	for word in 5000 0x 0xg 0x5-0x4 0x1-2 0x1-0x2-0x3 "" "0x1 0x2" 0x10000000000000000 0x7fffffffffffffff; do
		run bad add dax0.0 "$word"
		is "\"$word\" is not a range" "$rc" 2
	done
	refuses "a range outside of the device" 1 "0x00000000fffff000-0x00000000ffffffff is not inside the device \(ERANGE\).*its first range is 0x0000000100000000-0x000000013fffffff" \
		bad add dax0.0 0xfffff000
	refuses "a range over the device's end" 1 "is not inside" bad add dax0.0 0x13ffff000-0x140000000
	refuses "an unknown action" 2 "bad: unknown action 'drop'" bad drop dax0.0
	refuses "add without a range" 2 "bad add: missing argument" bad add dax0.0
	refuses "list with --watch" 2 "bad list: .*--watch is only valid with save" bad list dax0.0 --watch
	refuses "save --watch on a directory tree" 4 "a directory tree has no events" bad save dax0.0 --watch
	refuses "export of two devices" 2 "bad export: unexpected argument 'dax1.0'" bad export dax0.0 dax1.0
	refuses "a device that does not exist" 1 "no such device" bad list dax5.0
	is "... nothing was changed" "$(snapshot)" "$before"
}

test_export() {
	age "$ledger"
	says "export prints the ledger" 0 "\
# bad pages, in bytes from the start of the device
0x0000000000005000-0x000000000000afff user 2026-01-01T00:00:00Z" bad export dax0.0
	"$tool" --sysroot "$root" bad export dax0.0 > "$work/list"
	new_device dax1.0 200000000
	says "import into another device succeeds" 0 "dax1.0: bad pages saved" bad import dax1.0 "$work/list"
	is "... without a UUID, the file is named by address" \
		"$(grep -v '^#' "$root/var/lib/daxkmem/hmem.1-0x200000000.bad")" \
		"0x0000000000005000-0x000000000000afff user 2026-01-01T00:00:00Z"
	says "import from standard input succeeds" 0 "dax1.0: bad pages saved" bad import dax1.0 - <<< 0xf000
	like "... and stores the page" "$("$tool" --sysroot "$root" bad list dax1.0)" 0x000000020000ffff
	printf '# one\n\n 0x1000\r\n0x2000-\n' > "$work/list"
	refuses "an invalid line" 1 "list:4: cannot import: \"0x2000-\" is not a range" \
		bad import dax1.0 "$work/list"
	refuses "a file that does not exist" 1 "no: cannot read the file: No such file" bad import dax1.0 "$work/no"
	echo 0x40000000 > "$work/list"
	refuses "a range outside of the device" 1 "is not inside the device" bad import dax1.0 "$work/list"
}

test_sectors() {
	new_device dax4.0 300000000 44
	printf '65 1\n80 8\n9999999 1\n' > "$work/sectors"
	says "import of sectors succeeds" 0 "dax4.0: bad pages saved" bad import dax4.0 "$work/sectors" --sectors
	is "... rounded out to whole pages" "$(grep -v '^#' "$root/var/lib/daxkmem/44.bad" | cut -d' ' -f1 | xargs)" \
		"0x0000000000008000-0x0000000000008fff 0x000000000000a000-0x000000000000afff"
	echo "1 x" > "$work/sectors"
	refuses "an invalid line of sectors" 1 "sectors: cannot import: a line is not of the form SECTOR COUNT \(EPROTO\)" \
		bad import dax4.0 "$work/sectors" --sectors
	refuses "sectors of a device without a region" 1 "sectors are relative to the start of a region, and the device has no region \(ENOENT\)" \
		bad import dax1.0 "$work/sectors" --sectors
}

# Bad pages have three sources: the driver, the ledger and libnvdimm.
test_sources() {
	attach dax0.0 unplugged online_movable 0 0
	printf '0x0000000100005000-0x0000000100005fff\n0x0000000100020000-0x0000000100020fff\n' \
		> "$devices/dax0.0/dax_kmem/bad_pages"
	echo "48 8" > "$root/sys/devices/region0/badblocks"
	lists "list names the sources of each range" "\
START              END                SIZE KNOWN-BY         SOURCE TIME
0x0000000100005000 0x0000000100005fff   4K driver,ledger    user   2026-01-01T00:00:00Z
0x0000000100006000 0x0000000100006fff   4K ledger,badblocks user   2026-01-01T00:00:00Z
0x0000000100007000 0x000000010000afff  16K ledger           user   2026-01-01T00:00:00Z
0x0000000100020000 0x0000000100020fff   4K driver           -      -" bad list dax0.0
	says "save succeeds" 0 "dax0.0: bad pages saved" bad save dax0.0
	is "... and stores the driver's bad pages" "$(known)" \
		"0x0000000000005000-0x000000000000afff 0x0000000000020000-0x0000000000020fff"
	like "... as reported by the kernel" "$(tail -n 1 "$ledger")" " kernel 20[0-9-]+T[0-9:]+Z$"
	says "add to an attached device succeeds" 0 "dax0.0: bad pages saved" bad add dax0.0 0x100030000
	is "... and writes to the driver's bad_pages" "$(attr dax0.0 bad_pages | head -n 1)" 0x0000000100030000-0x0000000100030fff
	is "... and to the ledger" "$(known | wc -w)" 3
}

# The same namespace at another address.
test_moved() {
	rm -rf "${devices:?}/dax0.0" "$root/sys/devices/region0"
	new_device dax7.0 500000000 "$uuid"
	lists "at another address, the same offsets are bad" "\
START              END                SIZE KNOWN-BY SOURCE TIME
0x0000000500005000 0x000000050000afff  24K ledger   user   2026-01-01T00:00:00Z
0x0000000500020000 0x0000000500020fff   4K ledger   kernel NOW
0x0000000500030000 0x0000000500030fff   4K ledger   user   NOW" bad list dax7.0
	attach dax7.0 unplugged online_movable 0 0
	says "scrub writes the ledger to the driver first" 0 "dax7.0: overwritten with zeros" scrub dax7.0
	is "... all of it" "$(attr dax7.0 bad_pages | xargs)" \
		"0x0000000500005000-0x000000050000afff 0x0000000500020000-0x0000000500020fff 0x0000000500030000-0x0000000500030fff"
	echo "0x40000000-0x40000fff" >> "$ledger"
	says "scrub succeeds if the ledger has a range outside of the device" 0 "dax7.0: overwritten with zeros" scrub dax7.0
	is "... and does not write that range to the driver" "$(attr dax7.0 bad_pages | wc -l)" 3
}

# pages LEDGER: prints its ranges in short form
pages() {
	grep -v '^#' "$root/var/lib/daxkmem/$1.bad" 2> /dev/null | cut -d' ' -f1 |
		sed 's/0x0*\([0-9a-f]*[0-9a-f]\)/\1/g' | xargs
}

test_forget() {
	local before f=$root/var/lib/daxkmem/88.bad

	new_device dax8.0 800000000 88
	mv "$root/sys/bus/dax/drivers/dax_kmem" "$work/loaded"
	says "forget without a ledger succeeds" 0 "dax8.0: bad pages forgotten" bad forget dax8.0 0x800001000
	check_not "... and creates no file" test -e "$f"
	says "forget all without a ledger succeeds" 0 "dax8.0: bad pages forgotten" bad forget dax8.0 all
	"$tool" --sysroot "$root" bad add dax8.0 0x800001000-0x800008fff 0x800010000 > /dev/null
	says "forget removes one page of a range" 0 "dax8.0: bad pages forgotten" bad forget dax8.0 0x800003123
	is "... the other pages stay" "$(pages 88)" "1000-2fff 4000-8fff 10000-10fff"
	says "forget accepts ranges that overlap known ones" 0 "dax8.0: bad pages forgotten" bad forget dax8.0 0x800008000-0x80000cfff 0x800001000
	is "... only the overlap is removed" "$(pages 88)" "2000-2fff 4000-7fff 10000-10fff"
	before=$(snapshot)
	says "forget of an unknown page succeeds" 0 "dax8.0: bad pages forgotten" bad forget dax8.0 0x800020000
	refuses "forget of a range outside of the device" 1 "is not inside the device" bad forget dax8.0 0x800001000 0x7fffff000
	refuses "an invalid range" 2 "cannot forget bad pages: \"every\" is not a range" bad forget dax8.0 every
	refuses "all with a range" 2 "\"all\" is not a range" bad forget dax8.0 all 0x800002000
	refuses "forget without a range" 2 "bad forget: missing argument" bad forget dax8.0
	is "... nothing was changed" "$(snapshot)" "$before"
	echo "0x40000000-0x40000fff" >> "$f"
	says "forget all succeeds" 0 "dax8.0: bad pages forgotten" bad forget dax8.0 all
	check_not "... and removes the file" test -e "$f"
}

# Forgotten pages that the driver or libnvdimm still lists.
test_forget_others() {
	"$tool" --sysroot "$root" bad add dax8.0 0x800001000 > /dev/null
	mv "$work/loaded" "$root/sys/bus/dax/drivers/dax_kmem"
	run bad forget dax8.0 all
	is "forget succeeds if the driver is loaded, but the device is not attached" "$rc" 0
	like "... and warns that the driver still knows the page" "$err" "the driver keeps its own list until the module is unloaded"
	attach dax8.0 unplugged online_movable 0 0
	ln -sf /dev/null "$devices/dax8.0/dax_kmem/bad_pages"
	"$tool" --sysroot "$root" bad add dax8.0 0x800001000 > /dev/null
	run bad forget dax8.0 all
	is "on an attached device the driver forgets too" "$rc $out $err $(pages 88)" "0 dax8.0: bad pages forgotten  "
	echo "48 8" > "$root/sys/devices/region8/badblocks"
	run bad forget dax8.0 0x800005000-0x800009fff
	is "forget of a page that libnvdimm lists succeeds" "$rc $out" "0 dax8.0: bad pages forgotten"
	like "... and warns about it" "$err" "4K is listed by libnvdimm \(badblocks\): the driver adds it again"
}

# withheld POLICY: the size that plan reports as excluded
withheld() {
	"$tool" --sysroot "$root" plan dax11.0 --bad-policy "$1" --json |
		sed -n 's/.*"withheld": *\([0-9]*\).*/\1/p'
}

# Two bad pages in the first block, one in the third.
test_plan() {
	new_device dax11.0 b00000000 1111
	printf '8 8\n800 8\n524288 8\n' > "$root/sys/devices/region11/badblocks"
	is "plan excludes no block for bad pages" "$(withheld page)" 0
	is "... each block with one" "$(withheld block)" $((2 * block))
	is "... those with at least two" "$(withheld 2) $(withheld 3)" "$block 0"
}

test_damaged() {
	echo nonsense >> "$ledger"
	refuses "scrub with a damaged ledger" 1 "${uuid,,}.bad:6: cannot scrub: \"nonsense\" is not a range" scrub dax7.0
	refuses "add with a damaged ledger" 1 "bad:6: cannot add bad pages" bad add dax7.0 0x500000000
	sed -i '$d' "$ledger"
	says "add succeeds once the ledger is repaired" 0 "dax7.0: bad pages saved" bad add dax7.0 0x500000000
	is "... and rewrites the ledger, leaving no other file" \
		"$(find "${ledger%/*}" -name "*${uuid,,}*" | wc -l) $(known | cut -d' ' -f1)" \
		"1 0x0000000000000000-0x0000000000000fff"
}

test_add
test_merge
test_old
test_many
test_refused
test_export
test_sectors
test_sources
test_moved
test_forget
test_forget_others
test_plan
test_damaged
finish
