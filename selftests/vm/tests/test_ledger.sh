#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Bad pages that the tool stores: after a module reload, the driver has them before a block
# is onlined, and none of them is ever allocated.
# tier: full
# machines: nvdimm
# timeout: 300
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/killstep.sh"
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
node=$(node_of)
uuid=$(cat "$(readlink -f "$(dev)")/../uuid")
ledger=/var/lib/daxkmem/$uuid.bad
rm -rf /var/lib/daxkmem

# range START [PAGES]: START-END in the format of bad_pages and nodefull
range() {
	printf '%#018x-%#018x\n' "$1" $(($1 + ${2:-1} * 4096 - 1))
}

# reload: reloads the module, after which the driver knows no bad pages
reload() {
	unload && load
}

# never TEXT: a program that fills the node gets none of the bad pages
never() {
	local out

	echo 67 > /proc/sys/vm/min_free_kbytes
	out=$(nodefull "$node" x "${bad[@]}")
	at_least "$1: a program gets nearly all pages of the node" \
		"$(sed -n 's/pages //p' <<< "$out")" \
		$(($(node_kb "$node" MemTotal) / 4 - 4096))
	is "... none of them is bad" "$(grep -c ' 0$' <<< "$out")" ${#bad[@]}
}

load
daxkmem attach "$DEV" --policy offline --size 0 > /dev/null
n=$(($(attr usable_size) / block_size))
bad=("$(range "$(page_of 1)")" "$(range "$(page_of 3 2045)" 7)"
	"$(range "$(page_of "$n" 20000)")")
late=$(range "$(page_of 4 77)")
daxkmem detach "$DEV" > /dev/null
is "a device without bad pages has no ledger" \
	"$(ls /var/lib/daxkmem 2> /dev/null)" ""

tool bad add "$DEV" "${bad[@]}"
is "bad pages of a device that is not attached are stored" "$rc $text" "0 $DEV: bad pages saved"
is "... under its UUID" "$(ls /var/lib/daxkmem)" "$uuid.bad"
tool bad list "$DEV"
is "... list shows them" "$(grep -c ' ledger  *user  *20' <<< "$text")" ${#bad[@]}
reload
tool attach "$DEV" --policy offline
is "attach with policy offline onlines nothing" "$rc $(attr online_size)" "0 0"
is "... the driver has all of them" "$(attr bad_pages)" "$(printf '%s\n' "${bad[@]}")"
daxkmem state "$DEV" unplugged > /dev/null
tool state "$DEV" online_movable
is "... then all memory is onlined" "$rc $(attr online_size)" "0 $(attr usable_size)"
never "after that"

tool bad add "$DEV" "${late%-*}"
is "a page is added while the memory is online" "$rc" 0
is "... the driver has it" "$(grep -c "$late" "$(dev)/dax_kmem/bad_pages")" 1
bad+=("$late")
tool bad list "$DEV"
is "... list shows driver and ledger for all" "$(grep -c ' driver,ledger ' <<< "$text")" ${#bad[@]}

# detach stores bad pages that only the driver knows.
other=$(range "$(page_of 5 5)")
try "$(dev)/dax_kmem/bad_pages" "${other%-*}" > /dev/null
tool bad list "$DEV"
is "list shows a page that only the driver knows" "$(grep -c ' driver .* -$' <<< "$text")" 1
daxkmem detach "$DEV" > /dev/null
bad+=("$other")
tool bad list "$DEV"
is "... detach stores the page, reported by the kernel" "$(grep -c ' ledger  *kernel ' <<< "$text")" 1
is "... with the others" "$(grep -c ' ledger ' <<< "$text")" ${#bad[@]}
reload
tool attach "$DEV"
is "attach after a module reload onlines all memory" "$rc $(attr online_size)" "0 $(attr usable_size)"
is "... the driver has all of them" "$(attr bad_pages | wc -l)" ${#bad[@]}
never "after that"

more=$(range "$(page_of 6)")
try "$(dev)/dax_kmem/bad_pages" "${more%-*}" > /dev/null
tool bad save "$DEV"
is "save stores the driver's pages" "$rc $(grep -vc '^#' "$ledger")" "0 $((${#bad[@]} + 1))"
tool bad export "$DEV"
is "export prints the ledger" "$text" "$(cat "$ledger")"

# "bad add" is killed after each system call that changes something. The list is replaced
# by a rename, and is the old one until then.
for i in $(seq 0 2 399); do
	range "$(page_of 7 "$i")"
done > /tmp/many
mapfile -t many < /tmp/many
known=$(grep -vc '^#' "$ledger")

# entries: the ranges in the ledger
entries() {
	grep -v '^#' "$ledger" | cut -d' ' -f1 | sort | xargs
}

# killed_adds: adds one range in each round; prints errors
killed_adds() {
	local n old new renamed=0

	record_tool daxkmem bad add "$DEV" "${many[0]}"
	[[ " ${plan[*]} " == *" sys_rename "* ]] || echo "there was no rename"
	echo "# killed at each of: ${plan[*]}" > /tmp/killed-at
	for n in $(seq ${#plan[@]}); do
		old=$(entries)
		kill_tool_at "$n" daxkmem bad add "$DEV" "${many[n]}"
		[ -z "$missed" ] || echo "$missed"
		new=$(entries)
		[ "$hit" != sys_rename ] || renamed=1
		if [ $renamed = 0 ]; then
			[ "$new" = "$old" ] || echo "at $hit the list has changed"
		else
			[ $(($(wc -w <<< "$new") - $(wc -w <<< "$old"))) = 1 ] ||
				echo "at $hit the list does not have the new range alone"
		fi
		daxkmem bad list "$DEV" > /dev/null || echo "at $hit the list is damaged"
	done
}
killstep_start
is "after a kill at each change, the list is the old one or the new one" "$(killed_adds)" ""
cat /tmp/killed-at
killstep_end
tool bad add "$DEV" "${many[@]}"
is "200 more pages are added" "$rc $(grep -vc '^#' "$ledger")" "0 $((known + 200))"
daxkmem detach "$DEV" > /dev/null
reload
tool attach "$DEV" --policy offline
is "... no half-written file is left" "$(find /var/lib/daxkmem -name '.*')" ""
is "... the driver has all of them" "$rc $(attr bad_pages | wc -l)" "0 $((known + 200))"

# Pages that are not bad after all.
tool bad forget "$DEV" "${bad[0]%-*}"
is "forget removes a page of an attached device" "$rc $(grep -vc '^#' "$ledger")" "0 $((known + 199))"
is "... the driver has forgotten it too" "$(attr bad_pages | wc -l)" $((known + 199))
daxkmem state "$DEV" unplugged > /dev/null
daxkmem state "$DEV" online_movable > /dev/null
is "... it is not found again" "$(attr bad_pages | grep -c "${bad[0]}")" 0
tool bad forget "$DEV" "${bad[1]}"
like "forget says that pages stay excluded from online memory" "$text" \
	"28K stays excluded from online memory until the memory is unplugged"
free=$(node_kb "$node" MemTotal)
daxkmem state "$DEV" unplugged > /dev/null
daxkmem state "$DEV" online_movable > /dev/null
is "... after an unplug they are memory again" "$(($(node_kb "$node" MemTotal) - free))" 28
page=$(printf '%#x' "$(page_of 2 9)")
daxkmem bad add "$DEV" "$page" > /dev/null
tool bad forget "$DEV" "$page"
if retires_pages; then
	like "forget says that the kernel has flagged the page as bad" "$text" \
		"4K is flagged as bad by the kernel: forget it again after unplugging the memory"
else
	is "forget of a page that the kernel has kept in use only says that" "$text" \
		"$DEV: bad pages forgotten"
fi
daxkmem state "$DEV" unplugged > /dev/null
tool bad forget "$DEV" "$page"
is "... it forgets the page once the memory is unplugged" "$rc $text $(attr bad_pages | grep -c "$(printf '%016x' "$page")")" "0 $DEV: bad pages forgotten 0"
tool bad forget "$DEV" all
is "forget all removes all pages" "$rc $(ls /var/lib/daxkmem/*.bad 2> /dev/null)$(attr bad_pages)" "0 "
daxkmem bad add "$DEV" "${bad[0]}" > /dev/null
daxkmem detach "$DEV" > /dev/null
tool bad forget "$DEV" all
like "forget says that the driver keeps its list while the device is not attached" "$text" "the driver keeps its own list until the module is unloaded"
tool attach "$DEV" --policy offline
is "... the driver still knows the page" "$(attr bad_pages)" "${bad[0]}"
daxkmem bad add "$DEV" "${bad[@]}" > /dev/null

daxkmem detach "$DEV" > /dev/null
echo nonsense >> "$ledger"
reload
tool attach "$DEV"
is "attach fails with a damaged list" "$rc" 1
like "... the error names the line" "$text" "$uuid.bad:[0-9]+: .*\"nonsense\" is not a range"
is "... device_dax still has the device" "$(driver_of)" device_dax
rm -r /var/lib/daxkmem
check "the module can be unloaded" unload
finish
