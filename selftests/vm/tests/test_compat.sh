#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# After "daxkmem compat enable", stock daxctl loads our driver instead of the in-tree one;
# daxctl, ndctl and memkind work with it. The steps that the tool prints switch between
# the drivers.
# tier: full
# machines: nvdimm
# timeout: 240
. "$(dirname "$0")/lib.sh"
plan 46
for tool in daxkmem daxctl ndctl; do
	command -v $tool > /dev/null || skip_all "$tool is missing"
done
[ -e /vm.conf ] || skip_all "writes to /etc/modprobe.d; for our guests only"
conf=/etc/modprobe.d/daxkmem-compat.conf
auto=$(cat $memory/auto_online_blocks)
before=$(iomem)
node=$(node_of)
drv=kmem

mode() {
	daxctl list -d "$DEV" | sed -n 's/.*"mode":"\([^"]*\)".*/\1/p'
}

# modules: kmem and dax_kmem, if they are loaded
modules() {
	awk '$1 == "kmem" || $1 == "dax_kmem" { print $1 }' /proc/modules | xargs
}

steps() {
	daxkmem compat status | sed -n 's/^next: //p'
}

# follow: runs the steps exactly as the tool prints them
# shellcheck disable=SC2317
follow() {
	local step

	steps > /tmp/steps
	while read -r step; do
		# shellcheck disable=SC2086
		$step < /dev/null || return
	done < /tmp/steps
}

# memkind_pages WANTED: allocates 64 MiB by memkind; prints the nodes of the pages, or the
# exit status. Without memkind it prints WANTED.
memkind_pages() {
	if [ -x memkindpages ]; then
		memkindpages 64 2> /tmp/memkind || echo "exit $?"
	else
		echo "$1"
	fi
}
[ -x memkindpages ] || echo "# memkind is not tested: it was missing when the tests were built"

echo offline > $memory/auto_online_blocks
check "without the file, daxctl takes the in-tree driver" \
	daxctl reconfigure-device -m system-ram "$DEV"
is "... only that one is loaded" "$(modules) $(driver_of)" "kmem kmem"
check "daxkmem compat enable" daxkmem compat enable
is "... status prints the steps to our driver" "$(steps)" \
	"daxctl reconfigure-device -f -m devdax $DEV"$'\n'"modprobe -r kmem"
check "... the steps succeed" follow
is "... no step is left" "$(steps)$(modules)" ""
like "... daxctl will use ours" "$(daxkmem compat status)" "daxctl uses: dax_kmem"
is "without memory of a dax device, memkind has no memory of the kind DAX_KMEM" \
	"$(memkind_pages "exit 3")" "exit 3"

check "daxctl reconfigure-device -m system-ram" \
	daxctl reconfigure-device -m system-ram "$DEV"
is "... loads ours, and not the in-tree one" "$(modules) $(driver_of)" "dax_kmem kmem"
is "... under the name kmem" "$(cat /sys/module/dax_kmem/parameters/bus_name)" kmem
is "... all memory is online and movable" "$(state) $(attr online_size)" \
	"online_movable $(attr usable_size)"
is "... no step is left" "$(steps)" ""
like "daxkmem list names the driver" "$(daxkmem list "$DEV")" "kmem \(dax_kmem\) +$node +online_movable"
is "daxctl list shows the mode" "$(mode)" system-ram
like "... and that the memory is movable" "$(daxctl list -d "$DEV")" '"movable":true'
is "memkind's pages of the kind DAX_KMEM are on the node" \
	"$(memkind_pages "node $node: 16384")" "node $node: 16384"
check "modprobe kmem succeeds" modprobe kmem
check "... and so does modprobe with the alias that udev uses" \
	modprobe "$(cat "$(dev)/modalias")"
is "... and neither loads the in-tree driver" "$(modules)" dax_kmem

check_not "ndctl disable-namespace refuses while the memory is online" \
	ndctl disable-namespace namespace0.0
is "... nothing has changed" "$(mode) $(state)" "system-ram online_movable"
check "daxctl offline-memory" daxctl offline-memory "$DEV"
is "... the memory is offline" "$(state)" offline
check "daxctl online-memory" daxctl online-memory "$DEV"
is "... the memory is online and movable again" "$(state) $(zones)" "online_movable Movable"
is "... memkind finds it again" \
	"$(memkind_pages "node $node: 16384")" "node $node: 16384"

check "daxctl offline-memory, to disable the namespace" daxctl offline-memory "$DEV"
check "ndctl disable-namespace" ndctl disable-namespace namespace0.0
check_not "... the device is gone" test -e "$(dev)"
check "ndctl enable-namespace" ndctl enable-namespace namespace0.0
until_true 5 test -e "$(dev)/driver"
is "... device_dax binds the device, because it was loaded first" "$(driver_of)" device_dax
check "daxctl reconfigure-device -m system-ram" \
	daxctl reconfigure-device -m system-ram "$DEV"
is "... the memory is online and movable" "$(state) $(zones)" "online_movable Movable"

check "daxctl reconfigure-device -f -m devdax" \
	daxctl reconfigure-device -f -m devdax "$DEV"
is "... device_dax has the device" "$(mode) $(driver_of)" "devdax device_dax"

check "daxkmem attach works under this name too" daxkmem attach "$DEV" --policy online_movable
is "... daxctl shows the mode system-ram" "$(mode)" system-ram
check "daxkmem compat disable" daxkmem compat disable
check_not "... the file is gone" test -e $conf
is "... status prints the steps back" "$(steps)" "daxkmem detach $DEV"$'\n'"modprobe -r dax_kmem"
check "... the steps succeed" follow
is "... no step is left" "$(steps)$(modules) $(driver_of)" " device_dax"
check "modprobe dax_kmem" modprobe dax_kmem
is "... loads the driver under its own name" "$(cat /sys/module/dax_kmem/parameters/bus_name)" dax_kmem
unload

echo "$auto" > $memory/auto_online_blocks
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
