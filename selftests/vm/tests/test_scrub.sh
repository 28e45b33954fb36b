#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Data that a program leaves in persistent memory stays on the medium until it is scrubbed, as
# the NVDIMM's file on the host shows.
# tier: full
# machines: nvdimm
# nvdimm-mb: 640
# timeout: 400
. "$(dirname "$0")/lib.sh"
[ -x /bed/ask ] || skip_all "nobody answers for the host; run it with make check T=scrub"
node=$(node_of)
region=$(readlink -f "$(dev)")
base=$(cat "${region%%/dax*}/resource")
scrub=$(dev)/dax_kmem/scrub
secret="the secret of dax_kmem"

# secrets START END: prints how many pages in this range contain the secret on the medium
secrets() {
	/bed/ask secrets $(($1 - base)) $(($2 - base)) "$secret"
}

all_secrets() {
	secrets "$first" $((first + size))
}

# secrets_where STATE: prints how many pages in blocks of that state contain the secret
secrets_where() {
	local b n=0

	for b in $(attr blocks | awk -v s="$1" '$2 == s { print $1 }'); do
		b=${b#memory}
		n=$((n + $(secrets $((b * block_size)) $(((b + 1) * block_size)))))
	done
	echo $n
}

# spread TEXT: a program writes the secret to all memory of the node, and exits
spread() {
	set_state online_movable > /dev/null
	nodefull "$node" "$secret" > /dev/null
	at_least "$1 the medium is full of the secret" \
		"$(all_secrets)" $((size / 4096 * 9 / 10))
}

offline_by_hand() {
	for b in $(blocks); do
		try "$memory/$b/state" offline
	done | sort -u
}

scrub_by_hand() {
	set_state unplugged > /dev/null
	at_least "once unplugged, the medium still has the secret" \
		"$(all_secrets)" $((size / 4096 * 9 / 10))
	is "... until the device is scrubbed" \
		"$(try "$scrub" 1) $(all_secrets)" "ok 0"
	is "... all of the device is scrubbed" "$(attr scrubbed_size) $(attr scrub_size)" "$size $size"
}

scrub_on_unplug() {
	spread "after another program:"
	echo 1 > "$(dev)/dax_kmem/scrub_on_unplug"
	is "with scrub_on_unplug, an unplug overwrites the secret" \
		"$(set_state unplugged) $(all_secrets)" "ok 0"
}

scrub_on_shrink() {
	spread "after another program:"
	is "the device shrinks by half" \
		"$(try "$(dev)/dax_kmem/requested_size" $((size / 2)))" ok
	is "... no secret is left in the removed blocks" \
		"$(secrets_where unplugged)" 0
	at_least "... blocks that stay plugged are not scrubbed" "$(secrets_where online)" \
		$((size / 4096 * 4 / 10))
}

scrub_on_unbind() {
	try "$(dev)/dax_kmem/requested_size" "$size" > /dev/null
	spread "after another program:"
	is "all blocks are offlined by hand" "$(offline_by_hand)" ok
	try $bus/drivers/$drv/unbind "$DEV" > /dev/null
	is "... an unbind overwrites the secret" \
		"$(all_secrets)" 0
	bind_dev > /dev/null
}

keep_on_unbind() {
	spread "after another program:"
	is "all blocks are offlined by hand, without scrub_on_unplug" \
		"$(try "$(dev)/dax_kmem/scrub_on_unplug" 0) $(offline_by_hand)" \
		"ok ok"
	try $bus/drivers/$drv/unbind "$DEV" > /dev/null
	at_least "... after an unbind, the medium still has the secret" \
		"$(all_secrets)" $((size / 4096 * 9 / 10))
	bind_dev > /dev/null
}

refused() {
	mark
	is "a plugged device cannot be scrubbed" "$(try "$scrub" 1)" EBUSY
	like "... the log says what to do" "$(log)" \
		"dax_kmem $DEV: cannot be scrubbed while it is plugged; write unplugged"
	at_least "... the medium still has the secret" "$(all_secrets)" 1
}

# shellcheck disable=SC2317
scrub_begun() {
	local n

	n=$(< "${scrub}bed_size")
	[ "$n" -gt 0 ] && [ "$n" -lt "$(< "${scrub}_size")" ]
}

# A shell's write must not be ended by SIGCHLD. The child exits once the scrub has begun.
undisturbed() {
	set_state unplugged > /dev/null
	export -f scrub_begun
	export scrub
	is "a shell's scrub completes although its child exits" \
		"$(bash -c '(until scrub_begun; do :; done; echo ended > /tmp/child) &
			echo 1 > "$scrub" && echo ok' 2>&1)" ok
	is "... the child exited during the scrub" "$(cat /tmp/child)" ended
	is "... the scrub is complete" "$(attr scrubbed_size) $(attr scrub_size)" "$size $size"
}

interrupted() {
	local scrubbed total

	set_state unplugged > /dev/null
	sysw "$scrub" 1 > /tmp/scrub &
	until_true 20 scrub_begun
	kill -USR1 $!
	wait $!
	is "a signal ends a scrub" "$(cat /tmp/scrub)" EINTR
	scrubbed=$(attr scrubbed_size) total=$(attr scrub_size)
	check "... scrubbed_size is the size scrubbed, $scrubbed of $total" \
		test "$scrubbed" -gt 0 -a "$scrubbed" -lt "$size"
	is "... no secret is left in the scrubbed part" \
		"$(secrets "$first" $((first + scrubbed)))" 0
	at_least "... the rest still has the secret" \
		"$(secrets $((first + scrubbed)) $((first + size)))" \
		$(((size - scrubbed) / 4096 * 9 / 10))
}

# The program has used only some of these pages.
bad_pages() {
	local start=$((first + size / 2)) end=$((first + size / 2 + 64 * 4096)) bad had

	bad=$(printf '%#x-%#x' $start $((end - 1)))
	spread "after another program:"
	set_state unplugged > /dev/null
	had=$(secrets $start $end)
	at_least "$had bad pages have the secret" "$had" 1
	is "... a scrub does not overwrite the bad pages" \
		"$(try "$(dev)/dax_kmem/bad_pages" "$bad") $(
		try "$scrub" 1) $(secrets $start $end)" "ok ok $had"
	is "... and overwrites all others" "$(all_secrets)" "$had"
	is "... once they are removed from bad_pages, a scrub overwrites them, too" \
		"$(try "$(dev)/dax_kmem/bad_pages" "-$bad") $(
		try "$scrub" 1) $(all_secrets)" "ok ok 0"
}

load
is "the device is memory" "$(bind_dev) $(state)" "ok online_movable"
size=$(attr usable_size)
first=$(blocks | head -n 1)
first=$((${first#memory} * block_size))

is "the medium does not have the secret" "$(all_secrets)" 0
is "a copy of the data before the memory is kept" \
	"$(/bed/ask keep_front $((first - base)))" kept
spread "after a program:"
scrub_by_hand
scrub_on_unplug
scrub_on_shrink
scrub_on_unbind
keep_on_unbind
refused
interrupted
undisturbed
bad_pages
is "the data before the memory is unchanged" \
	"$(/bed/ask compare_front)" same
give_back
check "the module can be unloaded" unload
finish
