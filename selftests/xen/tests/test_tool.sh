#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The tool on a Xen host: a plan, a pool, a PV guest with all its memory of it, or
# a part; refused is what cannot be, and nothing is left of it.
# tier: full
# suites: bookworm
. "$(dirname "$0")/lib.sh"
. "$here/tool.sh"
config pv1 pv 256 "$(dirty 150)"
config big pv 6000

# Before there is a pool.
works "a plan" xen plan "$DEV"
like "... says where it would be, by whom" "$out" "proximity domain: 1, set by firmware"
like "... and what is left out, and why" "$out" "254M less than a group of 256 MiB"
works "... as JSON" xen plan "$DEV" --json
judged xen-plan
like "... with nothing in its way" "$out" '"conflicts":\[[[:space:]]*\]'
plan=$(value usable_size)
is "... nothing was done" "$(driver_of)$(node_mb 1 memsize)" ""
fails "no guest of what is no pool" 1 "not a pool of the hypervisor.*xen attach" xen create /tmp/pv1.cfg --pool "$DEV"
run_tool xen plan "$DEV" --pxm 7
is "a plan for a domain that is not there fails" "$rc" 1
like "... and says why" "$out" "outside the proximity domain.*no part of the device can be donated"
fails "so does attaching it" 1 "No space left.*daxkmem xen plan" xen attach "$DEV" --pxm 7
is "... and undoes what it did" "$(driver_of)" ""
hold_dev > /dev/null
fails "... also where the device was held" 1 "No space left" xen attach "$DEV" --pxm 7
is "... which has the domain that it had" "$(attr pxm) $(attr state)" "1 unplugged"
try $drv/unbind "$DEV" > /dev/null
fails "a domain that is no number" 2 "invalid --pxm .one." xen attach "$DEV" --pxm one
fails "a device that is not there" 1 "no such device" xen attach dax7.0

works "attached" xen attach "$DEV" --json
judged device
is "... as planned" "$(value donated_size) $(value state) $(value mode)" "$plan donated xen-pool"
works "... once" xen attach "$DEV"
like "... since it stays so" "$out" "already attached"
fails "... not as memory of another domain" 1 "already" xen attach "$DEV" --pxm 3
works "daxkmem list knows it" list --json
judged list
is "... as what it is" "$(value mode) $(value state) $(value xen_node)" "xen-pool donated 1"
works "so does daxkmem map" map
like "... in words" "$out" "3.7G donated to node 1 of the Xen hypervisor, 254M withheld"
fails "it is no memory of Dom0" 1 "for the guests of a Xen host" attach "$DEV"
fails "nothing takes it back" 1 "donated to the hypervisor, which keeps it until the host reboots" detach "$DEV"
works "flags" xen flags "$DEV" --json
judged xen-flags
is "... the driver's word" "$(printf '%#x' "$(value memflags)")" "$(attr memflags)"
works "... in words" xen flags "$DEV"
works "the pools" xen list --json
judged xen-list
before=$(value node_free)
at_least "... nearly all is free" "$before" $((plan * 98 / 100))
is "... and the rest is Xen's" "$(value node_used)" $((plan - before))

fails "a guest that is too large" 1 "5.8G needed from $DEV .*but only 3.7G is free" \
	xen create /tmp/big.cfg --pool "$DEV"
fails "... with --json too" 1 '^\{"error":\{"object":"/tmp/big.cfg"' --json xen create /tmp/big.cfg --pool "$DEV"
fails "more of the pool than the guest has" 1 "300M of $DEV requested, but the guest has only 256M" \
	xen create /tmp/pv1.cfg --pool "$DEV=300M"
config hvm1 hvm 256
fails "an HVM guest" 1 "device model" xen create /tmp/hvm1.cfg --pool "$DEV"
fails "what xl does not understand" 1 "xl: .*xl cannot read it \(see its messages\)" xen create /bin/sh --pool "$DEV"
fails "no pool named" 2 "create: missing --pool" xen create /tmp/pv1.cfg
is "... nothing of all this is there" "$(guests) $(free_bytes)" " $before"

works "a PV guest of the pool" xen create /tmp/pv1.cfg --pool "$DEV" --json
judged xen-create
is "... all of it, by the numbers of its pages" "$(value size) $(value pool_size) $(value verified_by)" \
	"$((256 << 20)) $((256 << 20)) pages"
check "... it uses most of it" says pv1 "dirtied 150 MiB"
is "... Xen counts all its pages on the node" "$(on_node pv1)" "$((256 << 20)) $((256 << 20))"
works "... the table has it" xen list --guests
like "... by name" "$out" "1 pv1 +pv +256M +256M"
run_tool xen list --guests --json
judged xen-list
fails "a second of that name" 1 "xl: .*pv1.*already exists.*xl failed \(see its messages\)" xen create /tmp/pv1.cfg --pool "$DEV"
is "... is not there" "$(guests)" pv1
gone pv1
is "destroyed, every page is back" "$(free_bytes)" "$before"

works "a part of a guest" xen create /tmp/pv1.cfg --pool "$DEV=100M" --paused
like "... is what is said" "$out" "paused, 100M of its 256M are from $DEV"
is "... and is" "$(on_node pv1)" "$((100 << 20)) $((256 << 20))"
gone pv1
is "... back again" "$(free_bytes)" "$before"

# how many processes of xl's wait for the end of a guest
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

# A guest that ends by itself; one that boots again is a new one, of the pool.
config end pv 96 "$(dirty 10)"
works "a guest that will end" xen create /tmp/end.cfg --pool "$DEV"
check "... runs" says end "guest: ready"
is "... a process of xl's waits for its end" "$(watchers)" 1
first=$(xl domid end)
rm /var/log/xen/console/guest-end.log
xl reboot end
check "... boots again" until_true 120 grep -q "guest: ready" /var/log/xen/console/guest-end.log
at_least "... as another" "$(xl domid end)" $((first + 1))
is "... all of the pool" "$(guests) $(on_node end)" "end $((96 << 20)) $((96 << 20))"
rm /var/log/xen/console/guest-end.log
xl reboot end
check "... once more" until_true 120 grep -q "guest: ready" /var/log/xen/console/guest-end.log
is "... all of the pool" "$(guests) $(on_node end)" "end $((96 << 20)) $((96 << 20))"
xl shutdown end
check "... switches itself off, and is gone" until_true 60 no_guest
is "... every page is back" "$(free_bytes)" "$before"
check "... and no process is left" until_true 30 no_watcher
config end pv 96 'extra = "console=hvc0 quiet rdinit=/none"' 'on_crash = "coredump-destroy"'
mkdir -p /var/lib/xen/dump
works "a guest that crashes" xen create /tmp/end.cfg --pool "$DEV"
check "... is gone" until_true 100 no_guest
check "... as its configuration says, and what it had is in a file" test -s /var/lib/xen/dump/end*
rm -r /var/lib/xen/dump
config end pv 96 'extra = "console=hvc0 quiet rdinit=/none"' 'on_crash = "preserve"'
works "one that is to stay then" xen create /tmp/end.cfg --pool "$DEV"
check "... stays" until_true 100 dead end
is "... alone" "$(guests)" end
gone end
config end pv 96 "$(dirty 10)" 'on_reboot = "rename-restart"'
works "one that is to have another name then" xen create /tmp/end.cfg --pool "$DEV"
check "... runs" says end "guest: ready"
rm /var/log/xen/console/guest-end.log
xl reboot end
check "... boots again" until_true 120 grep -q "guest: ready" /var/log/xen/console/guest-end.log
is "... beside what it was" "$(guests | wc -w)" 2
is "... all of the pool" "$(on_node end)" "$((96 << 20)) $((96 << 20))"
for name in $(guests); do
	xl destroy "$name"
done
check "... both are gone" until_true 60 no_guest
is "... every page is back" "$(free_bytes)" "$before"
cp /boot/vmlinuz /tmp/vmlinuz
config end pv 96 'extra = "console=hvc0 quiet rdinit=/none"' 'on_crash = "restart"' \
	'kernel = "/tmp/vmlinuz"'
works "one that cannot be made again" xen create /tmp/end.cfg --pool "$DEV"
rm /tmp/vmlinuz
check "... is gone" until_true 100 no_guest
check "... why is in xl's log" until_true 30 grep -q "/tmp/vmlinuz" /var/log/xen/xl-end.log
check "... no process is left" until_true 30 no_watcher
is "... and nothing else" "$(guests) $(free_bytes)" " $before"
config end pv 96 "$(dirty 10)"
works "one that nobody looks after" xen create /tmp/end.cfg --pool "$DEV" --leave
check "... runs" says end "guest: ready"
is "... no process waits for its end" "$(watchers)" 0
xl shutdown end
check "... stays when it is off" until_true 60 dead end
gone end
is "... every page is back" "$(free_bytes)" "$before"

# Ended in the middle; what one that was killed leaves, the next one takes apart.
# shellcheck disable=SC2317 # stopped_when calls it
there() { [ -n "$(guests)" ]; }
stopped_when there xen create /tmp/pv1.cfg --pool "$DEV" --paused
ended TERM
is "one that a signal ends" "$rc $(grep -c 'interrupted by a signal; the guest is destroyed' <<< "$err")" "1 1"
is "... leaves nothing" "$(guests) $(free_bytes)" " $before"
stopped_when there xen create /tmp/pv1.cfg --pool "$DEV" --paused
ended KILL
check "one that is killed leaves something" there
works "... which the next one takes apart" xen create /tmp/pv1.cfg --pool "$DEV" --paused
like "... and says so" "$err" "a killed create left domain [0-9]+ behind; the domain was destroyed"
is "... and is there" "$(guests) $(on_node pv1)" "pv1 $((256 << 20)) $((256 << 20))"
gone pv1
is "... every page is back" "$(free_bytes)" "$before"
works "one that comes to its end" xen create /tmp/pv1.cfg --pool "$DEV" --paused
fails "... is nothing that the next one takes apart" 1 "pv1.*already exists" \
	xen create /tmp/pv1.cfg --pool "$DEV" --paused
gone pv1

# xl without the library that places memory.
library=$(dirname "$(command -v daxkmem-xen)")/daxkmem-xen-placement.so
mv "$library" "$library.off"
fails "no guest without the library" 1 "xl runs without $library, .*reinstall daxkmem-xen" \
	xen create /tmp/pv1.cfg --pool "$DEV"
mv "$library.off" "$library"
is "... is there" "$(guests) $(free_bytes)" " $before"

# Where the driver's word for the node is not true, the pages tell.
lie=/tmp/lie/sys/bus/dax/devices/$DEV/dax_kmem_xen
mkdir -p "$lie"
for f in state extents memflags; do
	attr $f > "$lie/$f"
done
echo 0 > "$lie/xen_node"
fails "a guest with other memory than it should have" 1 \
	"0 of its memory is in the pool, but 256M.*the guest is destroyed" \
	--sysroot /tmp/lie xen create /tmp/pv1.cfg --pool "$DEV"
is "... is gone" "$(guests) $(free_bytes)" " $before"
finish
