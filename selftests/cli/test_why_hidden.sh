#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem why counts the processes whose mappings it may not read. Without that
# count a list of processes would look complete.
# usage: test_why_hidden.sh [DAXKMEM]
here=$(cd "$(dirname "$0")" && pwd)
tool=${1:-$here/../../tools/daxkmem/daxkmem}
# shellcheck source=../vm/tests/ktap.sh
. "$here/../vm/tests/ktap.sh"
# shellcheck source=pages.sh
. "$here/pages.sh"

# shellcheck source=tool.sh
. "$here/tool.sh"
as=()
if [ "$(id -u)" = 0 ]; then
	command -v setpriv > /dev/null || {
		echo "1..0 # SKIP root can read everything, and setpriv is missing (package util-linux)"
		exit 0
	}
	as=(setpriv --reuid 65534 --clear-groups)
fi
plan 8
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
root=$work/root
chmod 755 "$work"
cp "$tool" "$work/daxkmem"

# why: runs the tool as an unprivileged user; sets out
why() {
	out=$("${as[@]}" "$work/daxkmem" why --sysroot "$root" dax0.0 2>&1)
}

# process PID: a readable process with a page in memory32
process() {
	local d=$root/proc/$1

	put "$d/comm" "process$1"
	put "$d/status" "Name:	process$1"
	put "$d/maps" "400000-401000 rw-p 00000000 00:00 0"
	put "$d/numa_maps" "400000 default anon=1 N1=1 kernelpagesize_kB=4"
	words "$d/pagemap" $((0x400)) 1 $((1 << 63 | 32 * PAGES))
}

note="processes that could not be examined"
machine "$root"
node "$root" 1 2048 1024
device "$root" dax0.0 2097152 1 dax_kmem
attached "$root" dax0.0 online_movable <<< "32 online Movable 0"
pages "$root" 32 0 1 "$ANON"
pages "$root" 32 1 511 "$FREE"
for pid in 100 200 300; do
	process $pid
done

why
like "readable processes are shown" "$out" "100 process100 +4K.*200 process200 +4K.*300 process300 +4K"
is "... and none is counted as not examined" "$(grep -c "$note" <<< "$out")" 0

chmod 000 "$root/proc/200/numa_maps"
why
like "a process whose numa_maps cannot be read is counted" "$out" "$note: 1"
is "... and not shown" "$(grep -c process200 <<< "$out")" 0

chmod 000 "$root/proc/300/pagemap"
why
like "a process whose pagemap cannot be read is counted, too" "$out" "$note: 2"
is "... and not shown" "$(grep -c process300 <<< "$out")" 0
like "... the third one is still shown" "$out" "100 process100 +4K"

# The files of a process are gone if it ends after its directory was listed.
rm "$root/proc/200/numa_maps"
why
like "a process that has ended is not counted" "$out" "$note: 1"
finish
