#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# While a pool exists, no PV guest can be saved: Xen does not let Dom0 map the parts of its M2P
# table that are in the pool. The guest keeps running. A PVH guest can be saved and restored.
# tier: full
# timeout: 1800
. "$(dirname "$0")/lib.sh"
# shellcheck source=tool.sh
. "$here/tool.sh"

# counts RESULT: the number of chunks of the M2P table that mapm2p could map, or not
counts() {
	awk -v ok="$1" '($3 == "ok") == (ok == "ok") { n++ } END { print n + 0 }' /tmp/m2p
}

# within START END: the number of chunks that are in the range
within() {
	local address n=0

	while read -r _ address _; do
		[ $((address)) -lt "$1" ] || [ $((address)) -ge "$2" ] || n=$((n + 1))
	done
	echo $n
}

# failing: lines of chunks that could not be mapped
failing() {
	grep -v ' ok$' /tmp/m2p
}

modprobe dax_kmem_xen
mapm2p > /tmp/m2p
is "without a pool, Dom0 can map all of Xen's M2P table" "$(counts failed)" 0
check "... also with Xen's own program" eval "xen-mfndump dump-m2p 2> /tmp/dump > /dev/null"
config pv pv 128
is "a PV guest is created" "$(xl create /tmp/pv.cfg > /tmp/xl 2>&1; guests)" pv
check "... it runs" says pv "guest: ready"
check "... it can be saved" eval "xl save pv /tmp/before > /tmp/xl 2>&1"
check "... and restored" eval "xl restore /tmp/before > /tmp/xl 2>&1 && xl list pv"

works "the device is attached" xen attach "$DEV"
first=$(($(attr extents | cut -d - -f 1))) last=$(($(attr extents | cut -d - -f 2)))
mapm2p > /tmp/m2p
sed 's/^/# /' /tmp/m2p
at_least "with a pool, parts of the table cannot be mapped" "$(counts failed)" 1
is "... all of these are in the pool" "$(failing | within $first $last)" "$(counts failed)"
is "... and Dom0 can map none that is in the pool" "$(grep ' ok$' /tmp/m2p | within $first $last)" 0
like "... because Xen reports them as busy" "$(failing | cut -d ' ' -f 3- | sort -u)" "^Device or resource busy$"
xen-mfndump dump-m2p 2> /tmp/dump > /dev/null
like "... Xen's own program fails in the same way" "$? $(tail -n 5 /tmp/dump)" "^[1-9].*Failed to map"

# The guest was created before, and has no memory of the pool.
xl save pv /tmp/saved > /tmp/xl 2>&1
like "the PV guest can no longer be saved" "$? $(< /tmp/xl)" "^[1-9].*Failed to mmap\(\) m2p ranges \(16 = Device or resource busy\)"
check "... it keeps running" eval "xl list pv | awk 'NR == 2 { exit \$5 ~ /[psc]/ }'"
gone pv
xl restore /tmp/saved > /tmp/xl 2>&1
like "... and what was saved cannot be restored" "$? $(< /tmp/xl)" "^[1-9]"
xl restore /tmp/before > /tmp/xl 2>&1
like "nor can a PV guest be restored that was saved before" "$? $(< /tmp/xl)" "^[1-9].*Failed to mmap\(\) m2p ranges \(16 = Device or resource busy\)"
check "... and no guest is left" until_true 60 no_guest
rm -f /tmp/saved /tmp/before

# The emulator can kill a PVH guest, before it is saved or afterwards.
# check_pvh TEXT COMMAND...
check_pvh() {
	if killed_by_emulator pvh; then
		todo "$1" "emulator: the guest died in asm_sysvec_xen_hvm_callback()"
	else
		check "$@"
	fi
}

config pvh pvh 128 'extra = "console=hvc0 quiet nopti"' 'tsc_mode = "native"' 'on_crash = "preserve"'
works "a PVH guest is created from the pool" xen create /tmp/pvh.cfg --pool "$DEV" --leave
says pvh "guest: ready" > /tmp/said
check_pvh "... it runs" says pvh "guest: ready"
check_pvh "... it can be saved" eval "xl save pvh /tmp/saved > /tmp/xl 2>&1"
check_pvh "... and restored" eval "xl restore /tmp/saved > /tmp/xl 2>&1 && xl list pvh"
gone pvh
finish
