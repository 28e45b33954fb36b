#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# How a command explains a change that the driver refused. It uses the driver's failure
# attribute and the pages of the block. state is a link to /dev/full, so that each write fails
# with ENOSPC.
# usage: test_obstacle.sh [DAXKMEM]
here=$(cd "$(dirname "$0")" && pwd)
tool=${1:-$here/../../tools/daxkmem/daxkmem}
# shellcheck source=../vm/tests/ktap.sh
. "$here/../vm/tests/ktap.sh"
# shellcheck source=json.sh
. "$here/json.sh"
# shellcheck source=pages.sh
. "$here/pages.sh"

# shellcheck source=tool.sh
. "$here/tool.sh"
plan 20
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
root=$work/root
kmem=$root/sys/bus/dax/devices/dax0.0/dax_kmem

# memory32 has 16 pages of a cgroup
make_root() {
	machine "$root"
	node "$root" 1 4096 4032
	mkdir -p "$root/sys/fs/cgroup/db"
	touch "$root/sys/fs/cgroup"/{,db/}cgroup.procs
	device "$root" dax0.0 4194304 1 dax_kmem
	attached "$root" dax0.0 online_movable <<-END
		32 online Movable 0
		33 online Movable 0
	END
	put "$kmem/plugged_size" 4194304
	put "$kmem/requested_size" 4194304
	for n in timeout scrub_on_unplug kernel_size withheld_size lost_size; do
		put "$kmem/$n" 0
	done
	put "$kmem/policy" online_movable
	pages "$root" 32 0 16 "$ANON" "$(stat -c %i "$root/sys/fs/cgroup/db")"
	pages "$root" 32 16 $((2 * PAGES - 16)) "$FREE"
	put "$root/sys/bus/dax/devices/dax0.0/uevent" ""
	ln -sf /dev/full "$root/sys/bus/dax/devices/dax0.0/state"
}

# fails LINE...: detach fails, and the failure attribute has these lines
fails() {
	printf '%s\n' "$@" > "$kmem/failure"
	"$tool" --sysroot "$root" detach dax0.0 > "$work/out" 2> "$work/err"
	rc=$?
	out=$(< "$work/out") err=$(< "$work/err")
}

# explains TEXT REGEX LINE...: detach fails and prints this obstacle
explains() {
	local text=$1 regex=$2

	shift 2
	fails "$@"
	like "$text" "$rc $err" "^1 .*\(ENOSPC\)"$'\n'"  in the way: $regex"
}

test_room() {
	explains "too little room: the error has the size to move and the available size" \
		"8M in use would have to move, and other nodes have room for 5M" \
		step=check errno=28 end=room left=as_before need=8388608 room=5242880
	explains "... also after other blocks went offline" "3M in use would have to move, and other nodes have room for 0"$'\n' \
		step=offline block=memory33 errno=28 end=room left=as_before done=1 steps=4 need=3145728 room=0
}

# The pages of the block cannot be read, for example because it is now offline.
test_unseen() {
	explains "pages under disk I/O" "memory32, zone Movable: disk I/O on 64K of it has not completed"$'\n'"  next: check the disk" \
		"${offline[@]}" kept=io used=65536 io=65536
	explains "pages that did not move in time" "memory32, zone Movable: 1M in it had been moved after 2.1 s, and 128K had not"$'\n'"  next: .*more time" \
		"${offline[@]}" kept=moving used=131072 moved=1048576
	explains "pinned pages" "memory32, zone Movable: 4K in it is pinned"$'\n' \
		"${offline[@]}" kept=pinned used=65536 pinned=4096
	explains "kernel pages" "memory32, zone Movable: 12K in it belongs to the kernel and cannot be moved"$'\n' \
		"${offline[@]}" kept=unmovable used=65536 unmovable=12288
	explains "huge pages" "memory32, zone Movable: hugetlb 2M in it was not moved"$'\n' \
		"${offline[@]}" kept=hugetlb used=2097152 hugetlb=2097152
	explains "no page in use" "memory32, zone Movable"$'\n' "${offline[@]}" kept=nothing used=0
	explains "an unknown reason, as of a newer driver" "memory32, zone Movable"$'\n' "${offline[@]}" kept=ghosts used=4096
	explains "a block without a reason" "memory32"$'\n' step=remove block=memory32 errno=28 end=refused
}

# The pages of the block can be read.
test_seen() {
	put "$root/sys/devices/system/memory/memory32/state" online
	put "$root/sys/devices/system/memory/memory32/valid_zones" Movable
	mkdir "$root/sys/devices/system/memory/memory32/node1"
	explains "the possible owners of pinned pages are shown" \
		"memory32, zone Movable: 4K in it is pinned; no process has mapped it; cgroup /db has 64K of it"$'\n'"  next: .*--pids" \
		"${offline[@]}" kept=pinned used=65536 pinned=4096
	explains "... but not those of pages under disk I/O" "memory32, zone Movable: disk I/O on 64K of it" \
		"${offline[@]}" kept=io used=65536 io=65536
	explains "kernel pages that have been freed" "memory32, zone Movable: 12K in it belongs to the kernel" \
		"${offline[@]}" kept=unmovable used=65536 unmovable=12288
	pages "$root" 32 16 4 "$SLAB"
	explains "... and kernel pages that are still in use" "memory32, zone Movable: .*16K.*in it cannot be moved"$'\n'"  next: .*daxkmem why memory32" \
		"${offline[@]}" kept=unmovable used=65536 unmovable=12288
}

test_json() {
	local json

	fails "${offline[@]}" kept=pinned used=65536 pinned=4096 later=some-text
	json=$("$tool" --sysroot "$root" --json detach dax0.0 2>&1)
	shows "JSON has the driver's failure" "$json" \
		'.error.failure | [.step, .block, .errno, .end, .kept, .pinned, .later]' \
		'["offline","memory32",28,"timeout","pinned",4096,"some-text"]'
	shows "... and the contents of the block" "$json" '.error.block.block, .error.block.cgroups[0].cgroup' $'memory32\n/db'
	fits "... and matches its schema" error "$json"
}

# A failure of an older write, or an empty attribute, explains nothing.
test_silent() {
	fails step=offline block=memory32 errno=110 end=timeout kept=pinned zone=Movable pinned=4096
	like "the failure of another write is not shown" "$err" "\(ENOSPC\)"$'\n'"  next: "
	: > "$kmem/failure"
	fails ""
	like "... nor is anything for an empty attribute" "$err" "\(ENOSPC\)"$'\n'"  next: "
	rm "$kmem/failure"
	"$tool" --sysroot "$root" detach dax0.0 > "$work/out" 2>&1
	like "... nor for a driver without the attribute" "$(cat "$work/out")" "\(ENOSPC\)"$'\n'"  next: "
}

offline=(step=offline block=memory32 errno=28 end=timeout left=as_before zone=Movable msecs=2100)
make_root
test_room
test_unseen
test_seen
test_json
test_silent
finish
