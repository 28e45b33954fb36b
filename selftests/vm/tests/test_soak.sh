#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A thousand random operations on a device, while other processes read all attributes and write
# to some. A model (soak_model.h) predicts the result of each operation. SEED repeats a run,
# CYCLES sets the number of operations.
# tier: full debug
# machines: nvdimm
# timeout: 600
. "$(dirname "$0")/lib.sh"
seed=${SEED:-1}
cycles=${CYCLES:-1000}
# a debug kernel is ten times slower
[[ -n ${CYCLES:-} || $(uname -r) != *-debug ]] || cycles=100
node=$(node_of)
[ "$node" -ge 0 ] || skip_all "no target node"
command -v numactl > /dev/null || skip_all "no numactl"
load plug=none
bind_dev > /dev/null

read_files() {
	local f

	while sleep 0.3; do
		for f in "$(dev)/state" "$(dev)/dax_kmem"/*; do
			cat "$f"
		done
	done
}

read_machine() {
	while sleep 0.7; do
		cat "$(dev)/dax_kmem/bad_pages" /proc/iomem
		lsmem
		! command -v daxctl || daxctl list -M
	done
}

# Writes that have no effect on what the model checks.
write_files() {
	while sleep 2; do
		try "$(dev)/dax_kmem/timeout" $((600 + RANDOM % 60))
		try "$(dev)/dax_kmem/timeout" never
		try "$(dev)/state" mixed
	done
}

# A first round, because memory that is allocated once and kept is not a leak.
soak "$DEV" $drv 7 20
before=$(settle)
map=$(iomem)
read_files > /dev/null 2>&1 &
others=$!
read_machine > /dev/null 2>&1 &
others+=" $!"
write_files > /dev/null 2>&1 &
others+=" $!"
echo "# seed $seed"
start=$SECONDS
soak "$DEV" $drv "$seed" "$cycles"
is "$cycles random operations match the model (SEED=$seed)" $? 0
echo "# $((SECONDS - start)) s"
# shellcheck disable=SC2086
kill $others
wait
is "nothing is plugged" "$(state) $(attr plugged_size) $(node_kb "$node" MemTotal)" "unplugged 0 0"
is "/proc/iomem is as before" "$(iomem)" "$map"
after=$(settle)
# One leaked memmap of the device would be 30 MiB.
at_least "free memory is as before ($before, then $after)" \
	"$((${after% *} + 12288))" "${before% *}"
at_least "unreclaimable slab is as before" "$((${before#* } + 4096))" "${after#* }"
give_back
check "the module can be unloaded" unload
finish
