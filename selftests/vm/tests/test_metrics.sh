#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem metrics has the values of the driver's attributes, for any user, and does not
# wait for a change in progress.
# tier: quick
# machines: nvdimm
# timeout: 180
. "$(dirname "$0")/lib.sh"
plan 18
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
node=$(node_of)

figures() {
	daxkmem metrics > /tmp/metrics || fail "daxkmem metrics"
}

# value FAMILY [LABELS]: of our device
value() {
	sed -n "s/^daxkmem_$1{device=\"$DEV\",node=\"$node\"${2:-}} //p" /tmp/metrics
}

figures
is "without the driver" "$(grep ^daxkmem_driver /tmp/metrics) $(value device_attached)" \
	"daxkmem_driver_loaded 0 0"
load
bind_dev > /dev/null
figures
is "with it" "$(grep ^daxkmem_driver_loaded /tmp/metrics) $(value device_attached)" \
	"daxkmem_driver_loaded 1 1"
for f in usable requested plugged online lost withheld; do
	is "$f size" "$(value device_${f}_bytes)" "$(attr ${f}_size)"
done
is "state" "$(value device_state ',state="online_movable"') $(value device_state ',state="mixed"')" "1 0"
is "blocks" "$(value device_blocks ',state="online",zone="Movable"')" "$(blocks | wc -l)"
is "the node's memory" "$(sed -n "s/^daxkmem_node_memory_total_bytes{node=\"$node\"} //p" /tmp/metrics)" \
	"$(($(node_kb "$node" MemTotal) * 1024))"
# After the node was removed the kernel no longer has them; test_sequence has a node that
# is new.
access=/sys/devices/system/node/node$node/access0/initiators
[ -e "$access/read_latency" ] && figures_there=2 || figures_there=0
is "its latency and bandwidth, if the kernel has them" \
	"$(grep -c ^daxkmem_node_read /tmp/metrics)" "$figures_there"
a=$(page_of 3)
try "$(dev)/dax_kmem/bad_pages" "$a" > /dev/null
figures
is "a bad page" "$(value device_bad_bytes)" 4096

cp /tmp/metrics /tmp/root
if [ -e /vm.conf ]; then echo 'nobody:x:65534:65534:::' >> /etc/passwd; fi
su -s /bin/bash -c "daxkmem metrics" nobody > /tmp/metrics 2> /tmp/err ||
	fail "daxkmem metrics of a user" "$(cat /tmp/err)"
is "a user sees the same devices" "$(grep -c '^daxkmem_device' /tmp/metrics)" \
	"$(grep -c '^daxkmem_device' /tmp/root)"

# metrics does not wait for a detach that waits for a page.
mkfifo /tmp/go
numactl --membind="$node" pagepin /tmp/go > /tmp/pin &
pinner=$!
until_true 20 grep -q pinned /tmp/pin
sysw "$(dev)/state" unplugged > /tmp/state &
unplug=$!
waits_in $unplug offline_pages
check "metrics are printed while a change waits" timeout 60 daxkmem metrics --output /tmp/metrics.prom
at_least "... all of them" "$(grep -c "device=\"$DEV\"" /tmp/metrics.prom)" 17
check "... which still waits" waits_in $unplug offline_pages
echo > /tmp/go
wait $pinner $unplug
figures
is "unplugged" "$(value device_plugged_bytes) $(value device_state ',state="unplugged"')" "0 1"
try "$(dev)/dax_kmem/bad_pages" "-$a" > /dev/null
rm -f /tmp/go /tmp/pin /tmp/state /tmp/metrics /tmp/metrics.prom /tmp/root /tmp/err
give_back
unload
finish
