#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem range on trees: the list, input that is refused before any write, and errors
# when the driver refuses or is missing. test_tool_range has the rest.
# usage: test_range.sh [DAXKMEM]
# shellcheck source=tree.sh
. "$(dirname "$0")/tree.sh"
# shellcheck source=json.sh
. "$cli/json.sh"
plan 33
driver=/sys/bus/platform/drivers/dax_kmem
ranges=/sys/bus/platform/devices

iomem() {
	put /proc/iomem "\
00001000-0fffffff : System RAM
10000000-1fffffff : Reserved
20000000-2fffffff : Persistent Memory (legacy)
c0000000-febfffff : PCI Bus 0000:00
  febf8000-febfbfff : 0000:00:01.0
100000000-17fffffff : Soft Reserved
  100000000-13fffffff : kmem_range.0
    100000000-13fffffff : System RAM (kmem)
200000000-2ffffffff : Persistent Memory
  200000000-2ffffffff : namespace0.0"
}

# new_range NAME START END SIZE
new_range() {
	put "$ranges/$1/mapping0/start" "$2"
	put "$ranges/$1/mapping0/end" "$3"
	put "$ranges/$1/size" "$4"
	put "$ranges/$1/target_node" 1
	: > "$root$ranges/$1/uevent"
}

run range list
is "list fails without /proc/iomem" "$rc" 1
iomem
run range list --raw --noheadings
is "memory that can be a range is listed with its user" "$rc $out" "\
0 - 0x20000000 0x2fffffff 256M Persistent\x20Memory\x20(legacy) - - -
- 0x100000000 0x17fffffff 2G Soft\x20Reserved - - kmem_range.0
- 0x200000000 0x2ffffffff 4G Persistent\x20Memory - - namespace0.0"
new_range kmem_range.0 0x100000000 0x13fffffff 1073741824
run range list --raw --noheadings
like "... and ranges are listed first" "$out" "^kmem_range.0 0x100000000 0x13fffffff 1G range 1 - -"
run range list --json
fits "... --json matches the schema" range "$out"
run list --raw --noheadings
like "list shows a range without a dax bus" "$rc $out" "^0 kmem_range.0 1G - 1"
run list range=0x100000000+1G --json
fits "... also by its addresses" list "$out"
is "... and no other device" "$(grep -c '"chardev"' <<< "$out")" 1
run list range=0x100000000+2G
is "... but not by other addresses" "$rc" 1
sed 's/[0-9a-f]*-[0-9a-f]* /00000000-00000000 /' "$root/proc/iomem" > "$work/hidden"
cp "$work/hidden" "$root/proc/iomem"
run range list
like "list fails if addresses are hidden" "$rc $err" "^1 .*only root can see the addresses"
iomem

# Linux 7.3 does not show soft-reserved memory in /proc/iomem.
fwmap=/sys/firmware/memmap
put $fwmap/0/start 0x100000000
put $fwmap/0/end 0x17fffffff
put $fwmap/0/type "Soft Reserved"
run range list --noheadings
is "memory that firmware's map has too is listed once" "$(grep -c Soft <<< "$out")" 1
sed -i '/Soft/d' "$root/proc/iomem"
run range list --noheadings
like "memory only in firmware's map is listed with its user" "$out" \
	"0x100000000 +0x17fffffff +2G +Soft Reserved +- +- +kmem_range.0"
rm -r "$root$fwmap"
d=/sys/devices/platform/hmem.0/dax0.0
put $d/size 1073741824
put $d/target_node 1
put $d/mapping0/start 0x140000000
put $d/mapping0/end 0x17fffffff
mkdir -p "$root/sys/bus/dax/devices"
ln -s ../../../../$d "$root/sys/bus/dax/devices/dax0.0"
run range list --noheadings
like "memory known only from a device of dax_hmem is listed" "$out" \
	"0x140000000 +0x17fffffff +1G +Soft Reserved +- +- +dax0.0"
rm -r "$root$d" "$root/sys/bus/dax/devices"
iomem

for words in "add" "add 0x1000" "add 4096 1G" "add 0x1000 0" "add 0x1000 1G 2G" "remove" "list x" "ad 1"; do
	# shellcheck disable=SC2086
	run range $words
	is "range $words is refused" "$rc" 2
done
run range add 5G 1G
is "range add fails without the driver" "$rc" 4
like "... the error says why" "$err" "0x140000000-0x17fffffff: cannot add the range: the driver dax_kmem is not loaded"
mkdir -p "$root$driver"
run range add 5G 1G
like "an older driver is reported" "$rc $err" "^4 .*is older than this tool"
ln -s /dev/full "$root$driver/add_range"
run range add 5G 1G
like "range add fails for a range without a whole block" "$rc $err" "^1 .*no whole memory block"
rm "$root$driver/add_range"
: > "$root$driver/add_range"
run range add 5G 1G
like "range add fails if the driver creates no device" "$rc $err" "^1 .*the new device has disappeared"
is "... after it requested the range" "$(< "$root$driver/add_range")" "0x140000000 1073741824 unplugged"
run range add 5G 1G --force
is "--force is passed on" "$(< "$root$driver/add_range")" "0x140000000 1073741824 unplugged force"

ln -s /dev/full "$root$driver/remove_range"
run range remove kmem_range.0
like "range remove fails if the driver refuses" "$rc $err" "^1 .*kmem_range.0: cannot remove the range: .*next: "
rm "$root$driver/remove_range"
: > "$root$driver/remove_range"
run range remove range=0x100000000+1G
is "range remove removes a range" "$rc $out" "0 kmem_range.0: removed"
is "... which the driver gets by name" "$(< "$root$driver/remove_range")" kmem_range.0
tree_device dax0.0 1073741824 1
run range remove dax0.0
like "remove refuses a dax device" "$rc $err" "^2 .*a device of the dax bus, not a range.*daxkmem detach dax0.0"
run detach kmem_range.0
is "a range without memory is already detached" "$rc $out" \
	"0 kmem_range.0: already detached, the range remains until 'daxkmem range remove kmem_range.0'"
run attach kmem_range.0
like "attach of a range fails with an older driver" "$rc $err" "^[14] .*kmem_range.0: cannot attach"
finish
