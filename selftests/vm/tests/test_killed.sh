#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Whoever binds, plugs or unplugs is killed with -9 at all sorts of moments:
# each time the device is wholly there or wholly not, and works afterwards.
# machines: nvdimm
# auto-online: default online
# timeout: 300
. "$(dirname "$0")/lib.sh"
rounds=${ROUNDS:-15}
before=$(iomem)
load
bind_dev > /dev/null
size=$(attr usable_size)
both=0

# kill_after MILLISECONDS FILE WORD: a write, and its end
kill_after() {
	sysw "$2" "$3" > /dev/null &
	sleep "$(printf 0.%03d "$1")"
	kill -9 $! 2> /dev/null
	wait $! 2> /dev/null
}

# whole: prints what is wrong; nothing if the device is in one piece
whole() {
	case $(state) in
	unplugged) [ "$(attr plugged_size)" = 0 ] || echo "unplugged, but not all" ;;
	online_movable) [ "$(attr online_size)" = "$size" ] || echo "online, but not all" ;;
	*) echo "state $(state), $(attr online_size) of $(attr plugged_size) online" ;;
	esac
}

# rounds_of TEXT WORD: from the other state each time
rounds_of() {
	local i wrong="" seen=""

	for i in $(seq "$rounds"); do
		[ "$2" = unplugged ] && set_state online_movable > /dev/null
		[ "$2" = unplugged ] || set_state unplugged > /dev/null
		kill_after $((i * 15 - 10)) "$(dev)/state" "$2"
		wrong=$(whole)
		[ -z "$wrong" ] || break
		seen="$seen $(state)"
	done
	is "$1: wholly there or wholly not, $rounds times" "$wrong" ""
	echo "# after the kill:$(tr ' ' '\n' <<< "$seen" | sort | uniq -c | xargs)"
}

rounds_of "plugging" online_movable
rounds_of "unplugging" unplugged
is "it can be plugged afterwards" "$(set_state unplugged; set_state online_movable)" "ok"$'\n'"ok"
set_state unplugged > /dev/null
try $bus/drivers/$drv/unbind "$DEV" > /dev/null
free=$(iomem)

wrong=""
for i in $(seq "$rounds"); do
	kill_after $((i * 15 - 10)) $bus/drivers/$drv/bind "$DEV"
	if [ "$(driver_of)" = $drv ]; then
		wrong=$(whole)
		both=$((both | 1))
		set_state unplugged > /dev/null
		try $bus/drivers/$drv/unbind "$DEV" > /dev/null
	else
		both=$((both | 2))
	fi
	[ "$(iomem)" = "$free" ] || wrong="$wrong, and the memory map is not as before"
	[ -z "$wrong" ] || break
done
is "binding: wholly bound or not at all, $rounds times" "$wrong" ""
echo "# bits of what was seen, 1 bound, 2 not: $both"
is "it can be bound afterwards" "$(bind_dev; state)" "ok"$'\n'"online_movable"
give_back
check "the module can be unloaded" unload
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
