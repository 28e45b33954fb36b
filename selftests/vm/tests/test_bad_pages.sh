#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Known bad pages are never allocated: a program that fills the node gets none of them.
# tier: full debug
# machines: nvdimm memmap
# timeout: 300
. "$(dirname "$0")/lib.sh"
node=$(node_of)
load plug=none
bind_dev > /dev/null
file=$(dev)/dax_kmem/bad_pages

# range START [PAGES]: START-END in the format of bad_pages and nodefull
range() {
	printf '%#018x-%#018x\n' "$1" $(($1 + ${2:-1} * 4096 - 1))
}

# The first and the last page of the device's memory, one at the end of a chunk, several
# across the border of two chunks, one in the middle.
n=$(($(attr usable_size) / block_size))
last=$((block_size / 4096 - 1))
bad=("$(range "$(page_of 1)")" "$(range "$(page_of 2 1023)")"
	"$(range "$(page_of 3 2045)" 7)" "$(range "$(page_of 4 20000)")"
	"$(range "$(page_of "$n" $last)")")
pages=11
for r in "${bad[@]}"; do
	is "$r is written" "$(try "$file" "$r")" ok
done
is "bad_pages lists all of them" "$(attr bad_pages)" "$(printf '%s\n' "${bad[@]}")"
is "... blocks counts them" "$(attr blocks | awk '{ n += $4 } END { print n }')" $pages

# full TEXT: the bad pages are held back, and a program gets all others
full() {
	local out got r free

	is "$1: the bad pages are held back" \
		"$(for r in "${bad[@]}"; do flag "${r%-*}" 23; flag "${r#*-}" 23; done | sort -u)" 1
	# the kernel recalculates its reserve when memory is onlined
	echo 67 > /proc/sys/vm/min_free_kbytes
	out=$(nodefull "$node" x "${bad[@]}")
	got=$(sed -n 's/pages //p' <<< "$out")
	at_least "... a program gets nearly all pages of the node ($got)" "$got" \
		$(($(node_kb "$node" MemTotal) / 4 - 4096))
	is "... none of them is bad" "$(grep -c ' 0$' <<< "$out")" ${#bad[@]}
	is "... they are still held back" "$(flag "${bad[0]%-*}" 23) $(flag "${bad[0]%-*}" 10)" "1 0"
}

total=$(awk '/^MemTotal/ { print $2 }' /proc/meminfo)
is "the device is onlined" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'"$(attr usable_size)"
have=$(node_kb "$node" MemTotal)
is "MemTotal grows by the memory of the node" \
	$(($(awk '/^MemTotal/ { print $2 }' /proc/meminfo) - total)) "$have"
if [ "$(attr memmap_location)" = elsewhere ]; then
	is "... which is all but the bad pages" "$have" \
		$(($(attr usable_size) / 1024 - 4 * pages))
fi
full "after a bind"

is "HardwareCorrupted, if the kernel has it, does not count them" \
	"$(awk '/^HardwareCorrupted/ { print $2 }' /proc/meminfo)" \
	"$(! retires_pages || echo 0)"

# A block with a bad page can be offlined by hand, but not onlined.
b=$(blocks | sed -n 4p)
clean=$(blocks | sed -n 6p)
is "a block without a bad page is offlined and onlined by hand" \
	"$(try "$memory/$clean/state" offline; try "$memory/$clean/state" online_movable)" "ok"$'\n'"ok"
mark
is "a block with a bad page is offlined by hand" "$(try "$memory/$b/state" offline)" ok
is "... but not onlined" "$(try "$memory/$b/state" online_movable)" EHWPOISON
like "... the log says why and what to do" "$(log)" \
	"dax_kmem $DEV: $b has a bad page at 0x[0-9a-f]+; online it by writing the device's state"
is "a write to state onlines it" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'"$(attr usable_size)"
is "... the node has its memory again" "$(node_kb "$node" MemTotal)" "$have"
for i in $(blocks); do
	try "$memory/$i/state" offline > /dev/null
done
is "with all blocks offline, the node has no memory" "$(state) $(node_kb "$node" MemTotal)" "offline 0"
is "... and MemTotal is as before" "$(awk '/^MemTotal/ { print $2 }' /proc/meminfo)" "$total"
is "... a write to state onlines all" "$(set_state online_movable; node_kb "$node" MemTotal)" "ok"$'\n'"$have"
full "after offline and online"

is "the device is unplugged and plugged again" "$(set_state unplugged; set_state online_movable; node_kb "$node" MemTotal)" \
	"ok"$'\n'"ok"$'\n'"$have"
full "after unplug and plug"

is "the device is unbound with memory online, taken over and plugged again" \
	"$(try $bus/drivers/$drv/unbind "$DEV"; bind_dev; set_state unplugged; set_state online_movable; node_kb "$node" MemTotal)" \
	"ok"$'\n'"ok"$'\n'"ok"$'\n'"ok"$'\n'"$have"
set_state unplugged > /dev/null
try $bus/drivers/$drv/unbind "$DEV" > /dev/null
bind_dev > /dev/null
is "after an unbind without memory, the pages are still known" "$(attr bad_pages)" "$(printf '%s\n' "${bad[@]}")"

is "the device grows block by block" "$(for i in 1 2 3 4 5; do try "$(dev)/dax_kmem/requested_size" $((i * block_size)); done | sort -u)" ok
is "... the bad pages are held back" "$(flag "$(page_of 1)" 23) $(flag "$(page_of 2 1023)" 23) $(flag "$(page_of 3 2047)" 23)" "1 1 1"
set_state unplugged > /dev/null

# Whole blocks are excluded.
is "bad_policy block excludes whole blocks" "$(try "$(dev)/dax_kmem/bad_policy" block; attr bad_policy)" "ok"$'\n'"block"
is "... five blocks are withheld" "$(attr withheld_size)" $((5 * block_size))
is "... the others are onlined" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'$(($(attr usable_size) - 5 * block_size))
is "... and blocks with bad pages stay unplugged" "$(attr blocks | awk '$4 > 0 { print $2 }' | sort -u)" unplugged
mark
is "a larger size is refused" "$(try "$(dev)/dax_kmem/requested_size" "$(attr usable_size)")" ENOSPC
like "... the log says so" "$(log)" \
	"dax_kmem $DEV: requested_size: at most $(($(attr usable_size) - 5 * block_size)) bytes are available; blocks with bad pages are excluded"
set_state unplugged > /dev/null
is "bad_policy 7 only excludes the block with seven bad pages" "$(try "$(dev)/dax_kmem/bad_policy" 7; attr bad_policy; attr withheld_size)" "ok"$'\n'"7"$'\n'"$block_size"
is "... the others are onlined" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'$(($(attr usable_size) - block_size))
is "... that block stays unplugged, and the other bad pages are held back" \
	"$(attr blocks | awk '$2 == "unplugged" { print $4 }') $(flag "$(page_of 1)" 23)" "7 1"
set_state unplugged > /dev/null
is "bad_policy 8 excludes none" "$(try "$(dev)/dax_kmem/bad_policy" 8; attr withheld_size)" "ok"$'\n'"0"
for word in bit 0 1 -1 4294967296; do
	is "bad_policy $word is refused" "$(try "$(dev)/dax_kmem/bad_policy" $word)" EINVAL
done
try "$(dev)/dax_kmem/bad_policy" page > /dev/null

# A page that is in use.
set_state online_movable > /dev/null
mkfifo /tmp/go
numactl --membind="$node" nodefill 64 /tmp/go > /tmp/fill &
filler=$!
until_true 20 grep -q : /tmp/fill
used=$(page_of 7 77)
mark
is "a page in use is reported as bad" "$(try "$file" "$used")" ok
is "... bad_pages lists it" "$(grep -c "$(range "$used")" "$file")" 1
if retires_pages; then
	is "... it is not free" "$(flag "$used" 10)" 0
else
	like "... the log says that it stays in use, and what to do" "$(log)" \
		"dax_kmem $DEV: 1 bad pages of $used-0x[0-9a-f]+ are still in use; no CONFIG_MEMORY_FAILURE: unplug the device"
	is "... it is not held back" "$(flag "$used" 23)" 0
fi
echo > /tmp/go
wait $filler
is "... and the program loses no data" "$(tail -n 1 /tmp/fill)" "lost 0"
set_state unplugged > /dev/null
set_state online_movable > /dev/null
is "... it is held back after unplug and plug" "$(flag "$used" 23)" 1
set_state unplugged > /dev/null

refused() {
	mark
	is "$1 is refused" "$(try "$file" "$2")" "$3"
	like "... the log says why" "$(log)" "dax_kmem $DEV: bad_pages: $4"
}

known=$(attr bad_pages)
refused "a word" here EINVAL '"here" is not a valid value; write 0xSTART-0xEND or 0xADDRESS'
refused "an address in decimal" 4294967296 EINVAL '"4294967296" is not a valid value'
refused "a range as in /proc/iomem" 108000000-10fffffff EINVAL '"108000000-10fffffff" is not a valid value'
refused "an address of other memory" 0x1000 ERANGE "0x1000-0x1fff is not inside the device"
refused "a range that ends outside" "$(page_of 1)-0xffffffffff" ERANGE "$(page_of 1)-0xffffffffff is not inside the device"
is "bad_pages is unchanged" "$(attr bad_pages)" "$known"
is "several pages can be written at once" \
	"$(try "$file" "$(page_of 5 40) $(page_of 6 40)"$'\n'"$(page_of 7 40)"; wc -l < "$file")" \
	"ok"$'\n'$(($(wc -l <<< "$known") + 3))
is "... and forgotten" "$(try "$file" "-$(page_of 5 40) -$(page_of 6 40) -$(page_of 7 40)"; attr bad_pages)" \
	"ok"$'\n'"$known"

# More than a page of text.
for i in $(seq 1000 2 1399); do
	page_of 7 "$i"
done > /tmp/many
is "200 more pages are written" "$(try "$file" "$(cat /tmp/many)"; wc -l < "$file")" \
	"ok"$'\n'$(($(wc -l <<< "$known") + 200))
is "... they are held back" "$(set_state online_movable; flag "$(page_of 7 1398)" 23) $(flag "$(page_of 7 1399)" 23)" \
	"ok"$'\n'"1 0"
is "... and all memory can be unplugged" "$(set_state unplugged; node_kb "$node" MemTotal)" "ok"$'\n'"0"
rm -f /tmp/go
give_back
check "the module can be unloaded" unload
finish
