#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# An unplug ends at its time limit or when its writer is killed. It continues when the writer
# gets a signal such as SIGCHLD. Other writers wait.
# tier: quick
# machines: nvdimm
# timeout: 240
. "$(dirname "$0")/lib.sh"
plan 28
node=$(node_of)
load
bind_dev > /dev/null
mkfifo /tmp/go

pin() {
	numactl --membind="$node" pagepin /tmp/go > /tmp/pin &
	pinner=$!
	until_true 20 grep -q pinned /tmp/pin
}

unpin() {
	echo > /tmp/go
	wait "$pinner"
}

census() {
	state; attr plugged_size; attr online_size; attr blocks
}
was=$(census)

pin
is "the default time limit is ten minutes" "$(attr timeout)" 600
is "the time limit can be set to two seconds" "$(try "$(dev)/dax_kmem/timeout" 2; attr timeout)" "ok"$'\n'"2"
mark
start=$SECONDS
is "an unplug ends at the time limit" "$(timeout 60 sysw "$(dev)/state" unplugged)" ETIMEDOUT
took=$((SECONDS - start))
at_least "... not before" $((took + 1)) 2
at_least "... and not long after" 20 "$took"
is "... nothing has changed" "$(census)" "$was"
like "... the log says so" "$(log)" \
	"dax_kmem $DEV: memory[0-9]+ could not be taken offline: the time limit in dax_kmem/timeout expired"
is "shrinking has the same limit" \
	"$(timeout 60 sysw "$(dev)/dax_kmem/requested_size" 0)" ETIMEDOUT
at_least "... and keeps the size reached" \
	$(($(attr usable_size) - block_size)) "$(attr plugged_size)"
is "... the attributes are consistent" "$(attr requested_size) $(attr online_size)" \
	"$(attr plugged_size) $(attr plugged_size)"
is "the time limit can be removed" "$(try "$(dev)/dax_kmem/timeout" 0)" ok
is "... an invalid limit is refused" "$(try "$(dev)/dax_kmem/timeout" soon)" EINVAL
unpin
is "the device grows again" "$(try "$(dev)/dax_kmem/requested_size" "$(attr usable_size)"; attr online_size)" \
	"ok"$'\n'"$(attr usable_size)"

# A shell that gets SIGCHLD while it writes. Its children exit once the write is in progress.
pin
mkfifo /tmp/end
cat > /tmp/writer <<-END
	trap : CHLD WINCH URG
	for i in 1 2 3 4; do
		(read -r < /tmp/end) &
		echo \$! >> /tmp/children
	done
	echo unplugged > $(dev)/state && echo written
END
: > /tmp/children
bash /tmp/writer > /tmp/out 2>&1 &
writer=$!
check "a shell's write waits for the page" waits_in $writer offline_pages

# shellcheck disable=SC2317
ended() {
	local pid

	while read -r pid; do
		grep -q '^State:.Z' "/proc/$pid/status" || return 1
	done < /tmp/children
}
exec 4<> /tmp/end
printf '\n\n\n\n' >&4
is "... its four children exit during the write" \
	"$(until_true 30 ended && wc -l < /tmp/children)" 4
exec 4>&-
kill -WINCH $writer
kill -URG $writer
kill -STOP $writer
sleep 1
kill -CONT $writer
check "SIGCHLD, SIGWINCH, SIGURG, SIGSTOP and SIGCONT do not end the write" \
	waits_in $writer offline_pages
unpin
wait $writer
is "... it succeeds once the page is free" "$(cat /tmp/out)" written
is "... all memory is unplugged" "$(state)" unplugged

# kill -9 of a writer while it waits for a page, while a second writer waits for the first, and a
# third one, which writes to the state of a block, waits for the kernel's lock. The second one
# removes all blocks: the block with the page might be the fullest, which a smaller device keeps.
set_state online_movable > /dev/null
pin
sysw "$(dev)/state" unplugged > /tmp/out &
writer=$!
check "a writer waits for the page" waits_in $writer offline_pages
sysw "$(dev)/dax_kmem/requested_size" 0 > /tmp/out2 &
second=$!
check "... a second writer waits for the first" waits_in $second requested_size_store
b=$(blocks | sed -n 2p)
sysw "$memory/$b/state" online_movable > /tmp/out3 &
third=$!
kill -9 $writer
wait $writer 2> /dev/null
is "... the first writer exits when it is killed" $? 137
check "... the second writer then waits for the page" waits_in $second offline_pages
unpin
wait $second $third
echo "# the third writer got $(cat /tmp/out3)"
is "once the page is free, the second writer succeeds" "$(cat /tmp/out2) $(attr plugged_size)" "ok 0"
is "... the state is consistent" "$(state) $(attr online_size) $(attr requested_size)" "unplugged 0 0"

# Concurrent writers with different values.
try "$(dev)/dax_kmem/requested_size" $block_size > /dev/null
for i in 1 2 3 4 5; do
	sysw "$(dev)/dax_kmem/requested_size" $((i * block_size)) > /dev/null &
	sysw "$(dev)/state" unplugged > /dev/null &
	sysw "$(dev)/state" online_movable > /dev/null &
	for b in $(blocks); do
		sysw "$memory/$b/state" offline > /dev/null
		sysw "$memory/$b/state" online_movable > /dev/null
	done 2> /dev/null &
	wait
done
s=$(state)
is "after concurrent writes, the attributes are consistent" \
	"$(attr blocks | awk '$2 != "unplugged"' | wc -l)" $(($(attr plugged_size) / block_size))
like "... the state is a valid one" "$s" "^(unplugged|online_movable|offline|mixed)$"
is "... and later writes succeed" "$(set_state unplugged; set_state online_movable; set_state unplugged)" \
	"ok"$'\n'"ok"$'\n'"ok"
rm -f /tmp/go /tmp/writer /tmp/end /tmp/children
give_back
check "the module can be unloaded" unload
finish
