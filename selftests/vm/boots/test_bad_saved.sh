#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# udev and systemd store pages that go bad while a device is attached: the first one and
# all later ones, and a power failure does not lose them. The tool's JSON output matches
# its schemas.
# tier: full
# kernels: newest
export NVDIMM_MB=640
# shellcheck source=../../bed/common.sh
. "$(dirname "$0")/../../bed/common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
# shellcheck source=../../bed/debian/guest.sh
. "$bed/debian/guest.sh"
# shellcheck source=points.sh
. "$(dirname "$0")/points.sh"
# shellcheck source=../../cli/json.sh
. "$top/selftests/cli/json.sh"
guest_begin
# shellcheck disable=SC2034
guest_kind=mce
memory=daxkmem@dax0.0.service
saver=daxkmem-bad@dax0.0.service
dk=/sys/bus/dax/devices/dax0.0/dax_kmem

make_overlay() {
	make -s -C "$top" install DESTDIR="$work/add" > "$work/log" 2>&1 ||
		{ cat "$work/log" >&2; return 1; }
	rm -rf "$work/add/usr/share"
}

# active UNIT STATE: waits half a minute for that state; prints the state of the unit
active() {
	guest_run "n=60
		until [ \"\$(systemctl is-active $1)\" = $2 ] || [ \$((n--)) -le 0 ]; do
			sleep 0.5
		done
		systemctl is-active $1"
}

# page BLOCK N: the physical address of a page
page() {
	guest_run "printf '%#x\n' \$((\$(sed -n '$1s/memory\([0-9]*\).*/\1/p' $dk/blocks) * 0x8000000 + $2 * 4096))"
}

# known: the number of bad pages that the tool lists, as "SOURCES: PAGES"
known() {
	guest_run "daxkmem bad list dax0.0 --bytes" |
		awk 'NR > 1 { n[$4] += $3 / 4096 } END { for (w in n) print w ": " n[w] }' |
		sort | xargs
}

attach() {
	check "a namespace is created and gets a section" guest_run '
		ndctl create-namespace -f -m devdax -M mem -e namespace0.0 > /dev/null
		udevadm settle
		printf "[device \"dax0.0\"]\nsignature = wipe\n" > /etc/daxkmem.d/vm.conf; sync'
	check "the device is attached" guest_run "systemctl restart $memory && test -e $dk"
	is "no page is bad, and $saver is inactive" "$(known) $(active $saver inactive)" " inactive"
}

goes_bad() {
	guest_run "echo $(page 2 7) > $dk/bad_pages"
	comes "a page that goes bad is stored" "driver,ledger: 1" known
	is "... by $saver, which stays active" "$(active $saver active)" active
	guest_run "echo $(page 3 7) > $dk/bad_pages"
	comes "a second bad page is stored" "driver,ledger: 2" known
	guest_run 'daxkmem resize dax0.0 -128M && daxkmem resize dax0.0 +128M' > /dev/null
	guest_qmp_of "$guest_dir" && hmp "mce -b 0 9 0xbd000000000000c0 0x5 $(page 4 9) 0x8c"
	comes "a page hit by a machine check is stored" "driver,ledger,badblocks: 1 driver,ledger: 2" known
	guest_run "for i in \$(seq 0 2 399); do printf '%#x ' \$(($(page 2 100) + i * 4096)); done > $dk/bad_pages"
	comes "200 pages that go bad at once are stored" "driver,ledger,badblocks: 1 driver,ledger: 202" known
	is "... $saver was started only once" \
		"$(guest_run "journalctl -b -o cat -u $saver | grep -c ^Started")" 1
	well
}

power_fails() {
	guest_kill
	check "the guest boots after a power failure" guest_boot
	guest_run "systemctl start $memory" > /dev/null
	comes "... the driver knows all bad pages" "driver,ledger: 203" known
	well
}

# in_json: checks JSON output on a machine that has something of everything
in_json() {
	fits "doctor matches its schema" doctor "$(guest_run 'daxkmem doctor --json')"
	fits "list matches its schema" list "$(guest_run 'daxkmem list --json')"
	fits "bad list matches its schema" bad "$(guest_run 'daxkmem bad list dax0.0 --json')"
	events=$(guest_run "daxkmem monitor --json > /var/tmp/events & pid=\$!
		until grep -q . /sys/kernel/tracing/instances/*/events/dax_kmem/enable; do sleep 0.1; done
		daxkmem resize dax0.0 -128M; echo $(page 2 9) > $dk/bad_pages
		daxkmem detach dax0.0; modprobe -r dax_kmem; daxkmem attach dax0.0 --policy online_kernel
		for ((n = 100; n > 0; n--)); do
			! grep -q '\"state\":\"online_kernel\"' /var/tmp/events || break
			sleep 0.2
		done
		kill \$pid; wait \$pid; cat /var/tmp/events" | grep '^{')
	fits_each "each line of monitor matches its schema" monitor "$events"
	for what in state size bad_pages step online remove bind unbind load unload; do
		like "... monitor prints the event $what" "$events" "\"event\":\"$what\""
	done
	guest_run 'mkdir /var/tmp/many; mount -t tmpfs none /var/tmp/many
		numactl --membind=1 mkdir /var/tmp/many/{1..3000}'
	said=$(guest_run 'daxkmem detach dax0.0 --json 2>&1' | grep '^{"error')
	fits "an error that names a block matches its schema" error "$said"
	like "... the error says what is in the block" "$said" '"block":\{"block":"memory[0-9]+",.*"goes":"no",.*"slab":[0-9]+'
}

detach() {
	check "$memory is stopped" guest_run "systemctl stop $memory"
	is "... $saver becomes inactive" "$(active $saver inactive)" inactive
	check "... $memory is started again" guest_run "systemctl start $memory"
	comes "... the driver knows all bad pages again" "driver,ledger: 203" known
	well
}

make_overlay || { fail "make install"; finish; }
echo "# Linux $kver"
guest_new "$kver" "$work/guest" "$work/add" ||
	{ fail "a disk is created"; finish; }
guest_boot || { fail "the guest boots"; finish; }
pass "the guest boots"
attach
goes_bad
power_fails
detach
in_json
guest_kill
finish
