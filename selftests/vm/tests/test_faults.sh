#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Each allocation of each write, and each step of a change, fails once. Then nothing has
# changed, or a resize keeps the size reached, and the next write works. NTHS=all fails
# every allocation, and not only the first ones and some others.
# tier: quick debug
# machines: nvdimm
# timeout: 600
# skips-on: stock: this kernel was not built to have faults injected
. "$(dirname "$0")/lib.sh"
debug=/sys/kernel/debug
if [ ! -w /proc/self/fail-nth ] || [ ! -d $debug/failslab ] ||
	[ ! -d $debug/fail_function ]; then
	skip_all "this kernel was not built to have faults injected"
fi
[ -w $debug/failslab/reject-start ] ||
	skip_all "this kernel cannot exclude functions from faults (CONFIG_FAULT_INJECTION_STACKTRACE_FILTER)"
node=$(node_of)
before=$(iomem)
load plug=none
bind_dev > /dev/null
size=$(dev)/dax_kmem/requested_size
dir=$(dev)
usable=$(attr usable_size)
n_blocks=$((usable / block_size))

# knob NAME VALUE: sets a parameter of failslab and fail_page_alloc
knob() {
	for d in failslab fail_page_alloc; do
		[ ! -e $debug/$d/"$1" ] || echo "$2" > $debug/$d/"$1"
	done
}

# prepare: kmemleak and debug objects disable themselves if an allocation of theirs fails,
# so exclude their slab caches. Page allocations may fail, because the cache tries again.
prepare() {
	local f

	for f in /sys/kernel/slab/*/failslab; do
		case $f in
		*/kmemleak* | */debug_objects*) ;;
		*) echo 1 > "$f" ;;
		esac
	done 2> /dev/null
	knob cache-filter Y
	knob ignore-gfp-wait N
	knob ignore-gfp-highmem N
	knob min-order 0
	knob verbose 0
	knob stacktrace-depth 32
}

# spare FIRST LAST: excludes allocations in these kernel functions, in those between them,
# and in functions that they call
spare() {
	local start end

	read -r start end < <(sort /proc/kallsyms | awk -v f="$1" -v l="$2" '
		$3 == f { start = $1 }
		on && $1 != last { print start, $1; exit }
		$3 == l { on = 1; last = $1 }')
	knob reject-start "0x$start"
	knob reject-end "0x$end"
}

# arch_add_memory() dereferences a NULL pointer if it cannot allocate a page table of the
# direct map, and add_pages() has a WARN() for a missing memmap.
spare_arch() {
	spare add_pages arch_add_memory
}

# For a new node, add_memory_resource() has a BUG_ON() for errors of __register_one_node().
spare_new_node() {
	spare add_memory_resource add_memory_resource
}

# The functions below start no programs, because they run hundreds of times.

# census: sets seen to everything that an undo must restore. The size that the last scrub has
# reached is not part of that.
census() {
	local f line

	mapfile -t seen < /proc/iomem
	[ ! "$dir/driver" -ef $bus/drivers/$drv ] || seen+=(bound)
	[ -e "$size" ] || return
	for f in state dax_kmem/{{requested,plugged,online}_size,policy,memmap_{on_memory,location,obstacle},blocks}; do
		mapfile -t line < "$dir/$f"
		seen+=("${line[@]}")
	done
}

# sum_iomem: sets sum to the bytes that are System RAM of the device
sum_iomem() {
	local range dash what

	sum=0
	while read -r range dash what; do
		[ "$what" != "System RAM (kmem)" ] ||
			sum=$((sum + 16#${range#*-} + 1 - 16#${range%-*}))
	done < /proc/iomem
}

# count_blocks: sets sum to the bytes in blocks that exist
count_blocks() {
	local name what rest

	sum=0
	while read -r name what rest; do
		[ "$what" = unplugged ] || sum=$((sum + block_size))
	done < "$dir/dax_kmem/blocks"
}

# node_total: sets sum to the bytes that the node has
node_total() {
	local nr what name kb

	sum=0
	[ -e "/sys/devices/system/node/node$node" ] || return
	while read -r nr what name kb; do
		[ "$name" != MemTotal: ] || sum=$((${kb% kB} * 1024))
	done < "/sys/devices/system/node/node$node/meminfo"
}

# check_agreement: sets wrong to the values that do not agree with each other
check_agreement() {
	local plugged=0 online=0 sum used

	wrong=""
	if [ -e "$size" ]; then
		read -r plugged < "$dir/dax_kmem/plugged_size"
		read -r online < "$dir/dax_kmem/online_size"
		count_blocks
		[ "$sum" = "$plugged" ] || wrong+=" $sum bytes in blocks, $plugged plugged;"
	fi
	sum_iomem
	[ "$sum" = "$plugged" ] || wrong+=" $sum bytes in /proc/iomem, $plugged plugged;"
	node_total
	[ "$sum" = "$online" ] || wrong+=" the node has $sum bytes, $online are online;"
	read -r used < /sys/module/dax_kmem/refcnt
	[ $((used > 0)) = $((plugged > 0)) ] ||
		wrong+=" the module is used $used times, $plugged bytes are plugged;"
}

# again WHAT: does that operation, and undoes it
again() {
	case $1 in
	bind)
		[ -n "$(driver_of)" ] || try $bus/drivers/$drv/bind "$DEV"
		set_state unplugged
		try $bus/drivers/$drv/unbind "$DEV" ;;
	plug) set_state online_movable; set_state unplugged ;;
	unplug) set_state unplugged; set_state online_movable ;;
	grow) try "$size" $((2 * block_size)); try "$size" "$block_size" ;;
	bad) try "$dir/dax_kmem/bad_pages" "-$free_block" ;;
	shrink) try "$size" "$block_size"; try "$size" $((2 * block_size)) ;;
	esac > /dev/null
}

# one NTH FILE VALUE AGAIN: fails one allocation of a write; sets wrong to errors; counts the
# result in came
one() {
	local was out

	census
	was="${seen[*]}"
	out=$(failnth "$1" "$2" "$3")
	came[${out// /_}]=$((${came[${out// /_}]:-0} + 1))
	check_agreement
	census
	case $out in
	"ok" | "ok reached") ;;
	*" reached") [ "${seen[*]}" = "$was" ] || wrong+=" $out, but something has changed" ;;
	*) wrong+=" $out without a failed allocation" ;;
	esac
	[ -z "$wrong" ] || return
	again "$4"
	check_agreement
	census
	[ "${seen[*]}" = "$was" ] || wrong+=" $out, and then the operation could not be undone"
}

# each TEXT FILE VALUE AGAIN [MOST]: fails the allocations of a write one after the other,
# and does AGAIN after each failure. A plan for the whole device has thousands of
# allocations, of which few differ.
each() {
	local n=1 wrong="" start=$SECONDS i step=8

	case $4 in bind | plug | unplug) step=2 ;; esac

	declare -A came=()
	while [ -z "$wrong" ] && [ "${came[ok]:-0}" = 0 ] && [ $n -le "${5:-99999}" ]; do
		one $n "$2" "${3//%n/$(printf '%#x' $((free_page + n * 8192)))}" "$4"
		last=$n
		n=$((n + 1))
		[ $n -lt 30 ] || [ -n "${NTHS:-}" ] || n=$((n + n / step))
	done
	is "$1: each failed allocation is undone or harmless" \
		"${wrong:+allocation $last: }$wrong" ""
	echo "# to allocation $last, $((SECONDS - start)) s:$(for i in "${!came[@]}"; do echo " $i ${came[$i]},"; done | tr -d '\n')"
}

prepare
free_page=$(($(attr blocks | sed -n '3s/memory\([0-9]*\).*/\1/p') * block_size))
free_block=$(printf '%#x-%#x' $free_page $((free_page + block_size - 1)))
spare_arch
each "a policy" "$dir/dax_kmem/policy" online_movable nothing
each "memmap_on_memory" "$dir/dax_kmem/memmap_on_memory" auto nothing
each "a bad page" "$dir/dax_kmem/bad_pages" %n bad
each "scrub" "$dir/dax_kmem/scrub" 1 nothing 16

try $bus/drivers/$drv/unbind "$DEV" > /dev/null
each "a bind that adds nothing" $bus/drivers/$drv/bind "$DEV" bind
try /sys/module/dax_kmem/parameters/plug all > /dev/null
spare_new_node
each "a bind" $bus/drivers/$drv/bind "$DEV" bind
try /sys/module/dax_kmem/parameters/plug none > /dev/null
bind_dev > /dev/null
each "plugging" "$dir/state" online_movable plug
set_state online_movable > /dev/null
spare_arch
each "unplugging" "$dir/state" unplugged unplug
try "$size" $block_size > /dev/null
each "growing" "$size" $((2 * block_size)) grow
try "$size" $((2 * block_size)) > /dev/null
each "shrinking" "$size" $block_size shrink
set_state unplugged > /dev/null

# fault FUNCTION NTH ERRNO: makes the NTH call of the function fail
fault() {
	local f=$debug/fail_function sym

	sym=$(grep -o "^dax_kmem_$1_block[^ 	]*" $f/injectable)
	echo > $f/inject
	echo "$sym" > $f/inject
	printf '%#x' $((-$3)) > "$f/$sym/retval"
	echo 0 > $f/verbose
	echo 1 > $f/interval
	echo 1 > $f/times
	echo "$2" > $f/space
	echo 100 > $f/probability
}

no_fault() {
	echo 0 > $debug/fail_function/probability
	echo > $debug/fail_function/inject
}

# fail_state FUNCTION DONE STATE: a change to STATE fails at some blocks, and is undone
fail_state() {
	local was nth

	for nth in 1 $(((n_blocks + 1) / 2)) $n_blocks; do
		census
		was="${seen[*]}"
		mark
		fault "$1" "$nth" 5
		is "$3: block $nth cannot be $2" "$(set_state "$3")" EIO
		no_fault
		check_agreement
		census
		is "... nothing has changed" "$wrong${seen[*]}" "$was"
		like "... the log names the block and the cause" "$(log)" \
			"dax_kmem $DEV: memory[0-9]+ could not be $2: the kernel refused \(-5\); the device is unchanged"
		is "... the next write works" "$(set_state "$3"; state)" "ok"$'\n'"$3"
		case $3 in
		unplugged) set_state online_movable ;;
		*) set_state unplugged ;;
		esac > /dev/null
	done
}

# fail_resize FUNCTION DONE FROM TO: a resize, in blocks, fails at some blocks; the size
# reached is kept
fail_resize() {
	local nth steps=$(($4 - $3)) reached

	for nth in 1 $(((${steps#-} + 1) / 2)) "${steps#-}"; do
		try "$size" $(($3 * block_size)) > /dev/null
		reached=$((($3 + (steps > 0 ? nth - 1 : 1 - nth)) * block_size))
		mark
		fault "$1" "$nth" 5
		is "from $3 blocks to $4: block $nth cannot be $2" \
			"$(try "$size" $(($4 * block_size)))" EIO
		no_fault
		check_agreement
		is "... the size reached is kept" \
			"$wrong $(attr plugged_size) $(attr online_size) $(attr requested_size)" \
			" $reached $reached $reached"
		like "... the log names the block and the cause" "$(log)" \
			"dax_kmem $DEV: memory[0-9]+ could not be $2: the kernel refused \(-5\); the device keeps the size reached"
		is "... the next write works" "$(try "$size" $(($4 * block_size)); attr online_size)" \
			"ok"$'\n'$(($4 * block_size))
	done
}

fail_state add added online_movable
fail_state online "brought online" online_movable
set_state online_movable > /dev/null
fail_state offline "taken offline" unplugged
fail_state remove removed unplugged
fail_resize add added 2 8
fail_resize online "brought online" 2 8
fail_resize offline "taken offline" 8 2
fail_resize remove removed 8 2

# EBUSY concerns only that block, so the driver uses another one.
for f in add online; do
	try "$size" $((2 * block_size)) > /dev/null
	fault $f 1 16
	is "growing, $f: another block is used" \
		"$(try "$size" $((4 * block_size)); attr online_size)" "ok"$'\n'$((4 * block_size))
	no_fault
done
for f in offline remove; do
	try "$size" $((4 * block_size)) > /dev/null
	fault $f 1 16
	is "shrinking, $f: another block is used" \
		"$(try "$size" $((2 * block_size)); attr online_size)" "ok"$'\n'$((2 * block_size))
	no_fault
done

set_state unplugged > /dev/null
give_back
check "the module can be unloaded" unload
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
