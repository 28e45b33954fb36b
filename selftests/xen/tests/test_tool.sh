#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# daxkmem xen on a Xen host: plan, attach, list, and create for PV guests with all or part of
# their memory from a pool. A failed or interrupted command leaves no guest and no memory.
# tier: full
. "$(dirname "$0")/lib.sh"
. "$here/tool.sh"
config pv1 pv 256 "$(dirty 150)"
config big pv 6000

# Before there is a pool.
works "plan succeeds" xen plan "$DEV"
like "... it reports the proximity domain and its source" "$out" "proximity domain: 1, set by firmware"
like "... and the withheld ranges with the reason" "$out" "254M less than a group of 256 MiB"
works "... also as JSON" xen plan "$DEV" --json
judged xen-plan
like "... without conflicts" "$out" '"conflicts":\[[[:space:]]*\]'
plan=$(value usable_size)
is "... plan changes nothing" "$(driver_of)$(node_mb 1 memsize)" ""
fails "a guest cannot be created from a device that is no pool" 1 "not a pool of the hypervisor.*xen attach" xen create /tmp/pv1.cfg --pool "$DEV"
run_tool xen plan "$DEV" --pxm 7
is "a plan for an unknown proximity domain fails" "$rc" 1
like "... the output names the reason" "$out" "outside the proximity domain.*no part of the device can be donated"
fails "attach fails for an unknown proximity domain" 1 "No space left.*daxkmem xen plan" xen attach "$DEV" --pxm 7
is "... and leaves the device unbound" "$(driver_of)" ""
hold_dev > /dev/null
fails "attach also fails for a device that was already bound" 1 "No space left" xen attach "$DEV" --pxm 7
is "... and restores its proximity domain" "$(attr pxm) $(attr state)" "1 unplugged"
try $drv/unbind "$DEV" > /dev/null
fails "a proximity domain that is no number is refused" 2 "invalid --pxm .one." xen attach "$DEV" --pxm one
fails "attach fails for a device that does not exist" 1 "no such device" xen attach dax7.0

works "attach succeeds" xen attach "$DEV" --json
judged device
is "... as planned" "$(value donated_size) $(value state) $(value mode)" "$plan donated xen-pool"
works "... also if the device is already attached" xen attach "$DEV"
like "... the output says so" "$out" "already attached"
fails "... but not with another proximity domain" 1 "already" xen attach "$DEV" --pxm 3
works "daxkmem list succeeds" list --json
judged list
is "... it shows the mode, the state and Xen's node" "$(value mode) $(value state) $(value xen_node)" "xen-pool donated 1"
works "daxkmem map succeeds" map
like "... it shows the donated and withheld sizes" "$out" "3.7G donated to node 1 of the Xen hypervisor, 254M withheld"
fails "daxkmem attach cannot make it memory of Dom0" 1 "for the guests of a Xen host" attach "$DEV"
fails "daxkmem detach fails" 1 "donated to the hypervisor, which keeps it until the host reboots" detach "$DEV"
works "flags succeeds" xen flags "$DEV" --json
judged xen-flags
is "... it shows the driver's memflags" "$(printf '%#x' "$(value memflags)")" "$(attr memflags)"
works "... also as text" xen flags "$DEV"
works "list succeeds" xen list --json
judged xen-list
before=$(value node_free)
at_least "... nearly all of the pool is free" "$before" $((plan * 98 / 100))
is "... and Xen uses the rest" "$(value node_used)" $((plan - before))

fails "a guest larger than the pool is refused" 1 "5.8G needed from $DEV .*but only 3.7G is free" \
	xen create /tmp/big.cfg --pool "$DEV"
fails "... also with --json" 1 '^\{"error":\{"object":"/tmp/big.cfg"' --json xen create /tmp/big.cfg --pool "$DEV"
fails "a part larger than the guest is refused" 1 "300M of $DEV requested, but the guest has only 256M" \
	xen create /tmp/pv1.cfg --pool "$DEV=300M"
fails "a file that xl cannot read is refused" 1 "xl: .*xl cannot read it \(see its messages\)" xen create /bin/sh --pool "$DEV"
fails "create without --pool is refused" 2 "create: missing --pool" xen create /tmp/pv1.cfg
is "... no guest exists, and no memory is missing" "$(guests) $(free_bytes)" " $before"

works "a PV guest is created from the pool" xen create /tmp/pv1.cfg --pool "$DEV" --json
judged xen-create
is "... all its pages are verified to be in the pool" "$(value size) $(value pool_size) $(value verified_by)" \
	"$((256 << 20)) $((256 << 20)) pages"
check "... it uses most of its memory" says pv1 "dirtied 150 MiB"
is "... Xen counts all its pages on the node" "$(on_node pv1)" "$((256 << 20)) $((256 << 20))"
works "... list --guests succeeds" xen list --guests
like "... and shows it by name" "$out" "1 pv1 +pv +256M +256M"
run_tool xen list --guests --json
judged xen-list
fails "a second guest of the same name is refused" 1 "xl: .*pv1.*already exists.*xl failed \(see its messages\)" xen create /tmp/pv1.cfg --pool "$DEV"
is "... and does not exist" "$(guests)" pv1
gone pv1
is "... after it is destroyed, every page is free again" "$(free_bytes)" "$before"

works "a guest with a part from the pool is created" xen create /tmp/pv1.cfg --pool "$DEV=100M" --paused
like "... the output reports the part" "$out" "paused, 100M of its 256M are from $DEV"
is "... Xen counts the part on the node" "$(on_node pv1)" "$((100 << 20)) $((256 << 20))"
gone pv1
is "... after it is destroyed, every page is free again" "$(free_bytes)" "$before"

# Prints the number of xl processes that wait for a guest to end.
watchers() {
	local exe n=0

	for exe in /proc/[0-9]*/exe; do
		[[ $(readlink "$exe") != */xl ]] || n=$((n + 1))
	done
	echo $n
}

# shellcheck disable=SC2317
no_watcher() {
	[ "$(watchers)" = 0 ]
}

# Guests that end by themselves. A guest that reboots is created again, from the pool. The log of
# the console is removed so that an earlier "guest: ready" does not count.
config end pv 96 "$(dirty 10)"
works "a guest is created" xen create /tmp/end.cfg --pool "$DEV"
check "... it runs" says end "guest: ready"
is "... an xl process waits for its end" "$(watchers)" 1
first=$(xl domid end)
rm /var/log/xen/console/guest-end.log
xl reboot end
check "... after a reboot it runs" until_true 120 grep -q "guest: ready" /var/log/xen/console/guest-end.log
at_least "... as a new domain" "$(xl domid end)" $((first + 1))
is "... with all its memory from the pool" "$(guests) $(on_node end)" "end $((96 << 20)) $((96 << 20))"
rm /var/log/xen/console/guest-end.log
xl reboot end
check "... it reboots once more" until_true 120 grep -q "guest: ready" /var/log/xen/console/guest-end.log
is "... with all its memory from the pool" "$(guests) $(on_node end)" "end $((96 << 20)) $((96 << 20))"
xl shutdown end
check "... after a shutdown it is destroyed" until_true 200 no_guest
is "... every page is free again" "$(free_bytes)" "$before"
check "... no xl process is left" until_true 30 no_watcher
config end pv 96 'extra = "console=hvc0 quiet rdinit=/none"' 'on_crash = "coredump-destroy"'
mkdir -p /var/lib/xen/dump
works "a guest that will crash is created" xen create /tmp/end.cfg --pool "$DEV"
check "... it crashes and is destroyed" until_true 100 no_guest
check "... its memory is dumped to a file, as on_crash requests" test -s /var/lib/xen/dump/end*
rm -r /var/lib/xen/dump
config end pv 96 'extra = "console=hvc0 quiet rdinit=/none"' 'on_crash = "preserve"'
works "a guest with on_crash = preserve is created" xen create /tmp/end.cfg --pool "$DEV"
check "... it crashes" until_true 100 dead end
is "... and is kept" "$(guests)" end
gone end
rm -f /var/log/xen/console/guest-end.log
config end pv 96 "$(dirty 10)" 'on_reboot = "rename-restart"'
works "a guest with on_reboot = rename-restart is created" xen create /tmp/end.cfg --pool "$DEV"
check "... it runs" says end "guest: ready"
rm /var/log/xen/console/guest-end.log
xl reboot end
check "... after a reboot it runs" until_true 120 grep -q "guest: ready" /var/log/xen/console/guest-end.log
is "... the old domain is kept under another name" "$(guests | wc -w)" 2
is "... the new one has all its memory from the pool" "$(on_node end)" "$((96 << 20)) $((96 << 20))"
for name in $(guests); do
	xl destroy "$name"
done
check "... both are destroyed" until_true 200 no_guest
is "... every page is free again" "$(free_bytes)" "$before"
cp /boot/vmlinuz /tmp/vmlinuz
config end pv 96 'extra = "console=hvc0 quiet rdinit=/none"' 'on_crash = "restart"' \
	'kernel = "/tmp/vmlinuz"'
works "a guest whose kernel file is removed is created" xen create /tmp/end.cfg --pool "$DEV"
rm /tmp/vmlinuz
check "... it crashes and cannot be created again" until_true 100 no_guest
check "... xl's log names the reason" until_true 30 grep -q "/tmp/vmlinuz" /var/log/xen/xl-end.log
check "... no xl process is left" until_true 30 no_watcher
is "... no guest exists, and every page is free again" "$(guests) $(free_bytes)" " $before"
rm -f /var/log/xen/console/guest-end.log
config end pv 96 "$(dirty 10)"
works "a guest is created with --leave" xen create /tmp/end.cfg --pool "$DEV" --leave
check "... it runs" says end "guest: ready"
is "... no xl process waits for its end" "$(watchers)" 0
xl shutdown end
check "... after a shutdown it is kept" until_true 200 dead end
gone end
is "... every page is free again" "$(free_bytes)" "$before"

# Interrupted creates. The next create destroys the guest that a killed one left.
# shellcheck disable=SC2317 # stopped_when calls it
there() { [ -n "$(guests)" ]; }
stopped_when there xen create /tmp/pv1.cfg --pool "$DEV" --paused
ended TERM
is "SIGTERM ends a create" "$rc $(grep -c 'interrupted by a signal; the guest is destroyed' <<< "$err")" "1 1"
is "... no guest exists, and every page is free again" "$(guests) $(free_bytes)" " $before"
stopped_when there xen create /tmp/pv1.cfg --pool "$DEV" --paused
ended KILL
check "a create that is killed leaves a guest" there
works "... the next create succeeds" xen create /tmp/pv1.cfg --pool "$DEV" --paused
like "... it reports that it destroyed the guest" "$err" "a killed create left domain [0-9]+ behind; the domain was destroyed"
is "... its own guest exists" "$(guests) $(on_node pv1)" "pv1 $((256 << 20)) $((256 << 20))"
gone pv1
is "... every page is free again" "$(free_bytes)" "$before"
works "a create that is not interrupted succeeds" xen create /tmp/pv1.cfg --pool "$DEV" --paused
fails "... the next create does not destroy its guest" 1 "pv1.*already exists" \
	xen create /tmp/pv1.cfg --pool "$DEV" --paused
gone pv1

# xl without the library that places memory.
library=$(dirname "$(command -v daxkmem-xen)")/daxkmem-xen-placement.so
mv "$library" "$library.off"
fails "create fails without the library" 1 "xl runs without $library, .*reinstall daxkmem-xen" \
	xen create /tmp/pv1.cfg --pool "$DEV"
mv "$library.off" "$library"
is "... no guest exists, and every page is free again" "$(guests) $(free_bytes)" " $before"

# If the driver reports the wrong node, the check of the pages detects it.
lie=/tmp/lie/sys/bus/dax/devices/$DEV/dax_kmem_xen
mkdir -p "$lie"
for f in state extents memflags; do
	attr $f > "$lie/$f"
done
echo 0 > "$lie/xen_node"
fails "a guest with memory of another node is refused" 1 \
	"0 of its memory is in the pool, but 256M.*the guest is destroyed" \
	--sysroot /tmp/lie xen create /tmp/pv1.cfg --pool "$DEV"
is "... and destroyed" "$(guests) $(free_bytes)" " $before"
finish
