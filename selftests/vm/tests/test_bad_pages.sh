#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Pages that are known to be bad are never handed out: the node is filled to
# the last page, and none of them is among those that a program got.
# tier: full debug
# machines: nvdimm memmap
# timeout: 300
. "$(dirname "$0")/lib.sh"
node=$(node_of)
load plug=none
bind_dev > /dev/null
file=$(dev)/dax_kmem/bad_pages

# START-END of some pages, as both the file and nodefull have them
range() {
	printf '%#018x-%#018x\n' "$1" $(($1 + ${2:-1} * 4096 - 1))
}

# The first and the last page of the device's memory, one at a chunk's end, a
# row of them over the border of two chunks, one in the middle of nowhere.
n=$(($(attr usable_size) / block_size))
last=$((block_size / 4096 - 1))
bad=("$(range "$(page_of 1)")" "$(range "$(page_of 2 1023)")"
	"$(range "$(page_of 3 2045)" 7)" "$(range "$(page_of 4 20000)")"
	"$(range "$(page_of "$n" $last)")")
pages=11
for r in "${bad[@]}"; do
	is "$r is written" "$(try "$file" "$r")" ok
done
is "bad_pages shows all" "$(attr bad_pages)" "$(printf '%s\n' "${bad[@]}")"
is "... blocks too" "$(attr blocks | awk '{ n += $4 } END { print n }')" $pages

# full TEXT: the bad pages are held, and not among all others
full() {
	local out got r free

	is "$1: they are held back" \
		"$(for r in "${bad[@]}"; do flag "${r%-*}" 23; flag "${r#*-}" 23; done | sort -u)" 1
	# the kernel works its reserve out anew when memory comes
	echo 67 > /proc/sys/vm/min_free_kbytes
	out=$(nodefull "$node" x "${bad[@]}")
	got=$(sed -n 's/pages //p' <<< "$out")
	at_least "... a program gets nearly all pages of the node ($got)" "$got" \
		$(($(node_kb "$node" MemTotal) / 4 - 4096))
	is "... none of them is bad" "$(grep -c ' 0$' <<< "$out")" ${#bad[@]}
	is "... they are still held" "$(flag "${bad[0]%-*}" 23) $(flag "${bad[0]%-*}" 10)" "1 0"
}

total=$(awk '/^MemTotal/ { print $2 }' /proc/meminfo)
is "the device comes online" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'"$(attr usable_size)"
have=$(node_kb "$node" MemTotal)
is "the machine's memory grows by what the node has" \
	$(($(awk '/^MemTotal/ { print $2 }' /proc/meminfo) - total)) "$have"
if [ "$(attr memmap_location)" = elsewhere ]; then
	is "... which is all but the bad pages" "$have" \
		$(($(attr usable_size) / 1024 - 4 * pages))
fi
full "after a bind"

is "HardwareCorrupted counts what the kernel found itself: nothing" \
	"$(awk '/^HardwareCorrupted/ { print $2 }' /proc/meminfo)" 0

# Offline and online again by hand: where there is a bad page, not by hand.
b=$(blocks | sed -n 4p)
clean=$(blocks | sed -n 6p)
is "a block without a bad page goes off and on by hand" \
	"$(try "$memory/$clean/state" offline; try "$memory/$clean/state" online_movable)" "ok"$'\n'"ok"
mark
is "one with a bad page goes off" "$(try "$memory/$b/state" offline)" ok
is "... and not on" "$(try "$memory/$b/state" online_movable)" EHWPOISON
like "... the log says why and what to do" "$(log)" \
	"dax_kmem $DEV: $b has a bad page at 0x[0-9a-f]+; online it by writing the device's state"
is "the state brings it online" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'"$(attr usable_size)"
is "... the node has what it had" "$(node_kb "$node" MemTotal)" "$have"
for i in $(blocks); do
	try "$memory/$i/state" offline > /dev/null
done
is "all blocks offline: the node has nothing left" "$(state) $(node_kb "$node" MemTotal)" "offline 0"
is "... and the machine what it had" "$(awk '/^MemTotal/ { print $2 }' /proc/meminfo)" "$total"
is "... all back by the state" "$(set_state online_movable; node_kb "$node" MemTotal)" "ok"$'\n'"$have"
full "after offline and online"

is "removed and added again" "$(set_state unplugged; set_state online_movable; node_kb "$node" MemTotal)" \
	"ok"$'\n'"ok"$'\n'"$have"
full "after remove and add"

is "unbound with memory online, taken over, removed, added" \
	"$(try $bus/drivers/$drv/unbind "$DEV"; bind_dev; set_state unplugged; set_state online_movable; node_kb "$node" MemTotal)" \
	"ok"$'\n'"ok"$'\n'"ok"$'\n'"ok"$'\n'"$have"
set_state unplugged > /dev/null
try $bus/drivers/$drv/unbind "$DEV" > /dev/null
bind_dev > /dev/null
is "unbound without memory: the pages are still known" "$(attr bad_pages)" "$(printf '%s\n' "${bad[@]}")"

# Grown and shrunk.
is "grown block by block" "$(for i in 1 2 3 4 5; do try "$(dev)/dax_kmem/requested_size" $((i * block_size)); done | sort -u)" ok
is "... they are held back" "$(flag "$(page_of 1)" 23) $(flag "$(page_of 2 1023)" 23) $(flag "$(page_of 3 2047)" 23)" "1 1 1"
set_state unplugged > /dev/null

# Whole blocks left out.
is "a block can be left out for a bad page" "$(try "$(dev)/dax_kmem/bad_policy" block; attr bad_policy)" "ok"$'\n'"block"
is "... five of them are withheld" "$(attr withheld_size)" $((5 * block_size))
is "... the others come online" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'$(($(attr usable_size) - 5 * block_size))
is "... and nothing else is plugged" "$(attr blocks | awk '$4 > 0 { print $2 }' | sort -u)" unplugged
mark
is "more than that is refused" "$(try "$(dev)/dax_kmem/requested_size" "$(attr usable_size)")" ENOSPC
like "... the log says so" "$(log)" \
	"dax_kmem $DEV: requested_size: at most $(($(attr usable_size) - 5 * block_size)) bytes are available; blocks with bad pages are excluded"
set_state unplugged > /dev/null
is "nonsense is no policy" "$(try "$(dev)/dax_kmem/bad_policy" bit)" EINVAL
try "$(dev)/dax_kmem/bad_policy" page > /dev/null

# While the memory is in use.
set_state online_movable > /dev/null
mkfifo /tmp/go
numactl --membind="$node" nodefill 64 /tmp/go > /tmp/fill &
filler=$!
until_true 20 grep -q : /tmp/fill
used=$(page_of 7 77)
is "a page that is found bad while online" "$(try "$file" "$used")" ok
is "... is known" "$(grep -c "$(range "$used")" "$file")" 1
is "... is free for nobody" "$(flag "$used" 10)" 0
echo > /tmp/go
wait $filler
is "... and no program lost anything" "$(tail -n 1 /tmp/fill)" "lost 0"
set_state unplugged > /dev/null
set_state online_movable > /dev/null
is "... it is held back after remove and add" "$(flag "$used" 23)" 1
set_state unplugged > /dev/null

refused() {
	mark
	is "$1 is refused" "$(try "$file" "$2")" "$3"
	like "... the log says why" "$(log)" "dax_kmem $DEV: bad_pages: $4"
}

known=$(attr bad_pages)
refused "a word" here EINVAL '"here" is not a valid value; write 0xSTART-0xEND or 0xADDRESS'
refused "an address in decimal" 4294967296 EINVAL '"4294967296" is not a valid value'
refused "what iomem prints" 108000000-10fffffff EINVAL '"108000000-10fffffff" is not a valid value'
refused "an address of other memory" 0x1000 ERANGE "0x1000-0x1fff is not inside the device"
refused "a range that ends outside" "$(page_of 1)-0xffffffffff" ERANGE "$(page_of 1)-0xffffffffff is not inside the device"
is "nothing was taken" "$(attr bad_pages)" "$known"
is "several can be written at once" \
	"$(try "$file" "$(page_of 5 40) $(page_of 6 40)"$'\n'"$(page_of 7 40)"; wc -l < "$file")" \
	"ok"$'\n'$(($(wc -l <<< "$known") + 3))
is "and forgotten" "$(try "$file" "-$(page_of 5 40) -$(page_of 6 40) -$(page_of 7 40)"; attr bad_pages)" \
	"ok"$'\n'"$known"

# More than a page of text.
for i in $(seq 1000 2 1399); do
	page_of 7 "$i"
done > /tmp/many
is "two hundred more" "$(try "$file" "$(cat /tmp/many)"; wc -l < "$file")" \
	"ok"$'\n'$(($(wc -l <<< "$known") + 200))
is "... are held back" "$(set_state online_movable; flag "$(page_of 7 1398)" 23) $(flag "$(page_of 7 1399)" 23)" \
	"ok"$'\n'"1 0"
is "... and all of it goes" "$(set_state unplugged; node_kb "$node" MemTotal)" "ok"$'\n'"0"
rm -f /tmp/go
give_back
check "the module can be unloaded" unload
finish
