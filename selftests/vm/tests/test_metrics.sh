#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem metrics prints the values of the driver's attributes, for any user, and does not
# wait for a change in progress.
# tier: quick
# machines: nvdimm
# timeout: 180
. "$(dirname "$0")/lib.sh"
plan 18
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
node=$(node_of)

collect() {
	daxkmem metrics > /tmp/metrics || fail "daxkmem metrics"
}

# value FAMILY [LABELS]: prints a value of the device
value() {
	sed -n "s/^daxkmem_$1{device=\"$DEV\",node=\"$node\"${2:-}} //p" /tmp/metrics
}

collect
is "without the driver, it reports no driver and no attached device" "$(grep ^daxkmem_driver /tmp/metrics) $(value device_attached)" \
	"daxkmem_driver_loaded 0 0"
load
bind_dev > /dev/null
collect
is "with the driver, it reports both" "$(grep ^daxkmem_driver_loaded /tmp/metrics) $(value device_attached)" \
	"daxkmem_driver_loaded 1 1"
for f in usable requested plugged online lost withheld; do
	is "the $f size matches ${f}_size" "$(value device_${f}_bytes)" "$(attr ${f}_size)"
done
is "the state is reported" "$(value device_state ',state="online_movable"') $(value device_state ',state="mixed"')" "1 0"
is "the blocks are counted" "$(value device_blocks ',state="online",zone="Movable"')" "$(blocks | wc -l)"
is "the node's memory matches its meminfo" "$(sed -n "s/^daxkmem_node_memory_total_bytes{node=\"$node\"} //p" /tmp/metrics)" \
	"$(($(node_kb "$node" MemTotal) * 1024))"
# The kernel drops these attributes when the node is removed. test_sequence tests them on a new
# node.
access=/sys/devices/system/node/node$node/access0/initiators
[ -e "$access/read_latency" ] && nr_figures=2 || nr_figures=0
is "the node's latency and bandwidth are reported, if the kernel has them" \
	"$(grep -c ^daxkmem_node_read /tmp/metrics)" "$nr_figures"
a=$(page_of 3)
try "$(dev)/dax_kmem/bad_pages" "$a" > /dev/null
collect
is "a bad page is counted" "$(value device_bad_bytes)" 4096

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
collect
is "an unplugged device is reported" "$(value device_plugged_bytes) $(value device_state ',state="unplugged"')" "0 1"
try "$(dev)/dax_kmem/bad_pages" "-$a" > /dev/null
rm -f /tmp/go /tmp/pin /tmp/state /tmp/metrics /tmp/metrics.prom /tmp/root /tmp/err
give_back
unload
finish
