#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tier: full
# dimms: 2
# Invalid mappings are refused and change nothing. Concurrent calls cannot map the same part
# twice. A killed call leaves no mapping that unmap cannot remove.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/guests.sh"
modprobe dax_kmem_xen
size=$(dev_size)

make_guest a
make_guest b
TYPE=pv make_guest p
like "a PV guest cannot map a part" "$(dx map p dax0.0 0 2M 0x100000)" "p: cannot map a part of dax0.0: a PV guest.*make the guest PVH or HVM.*exit 1"
like "... nor can Dom0" "$(dx map 0 dax0.0 0 2M 0x100000)" "this is Dom0.*exit 1"
like "... nor a guest that does not exist" "$(dx map nobody dax0.0 0 2M 0x100000)" "no such guest.*exit 1"
like "a device that does not exist cannot be mapped" "$(dx map a dax7.0 0 2M 0x100000)" "there is no such device.*exit 1"
like "a part beyond the end of the device is refused" "$(dx map a dax0.0 "$size" 4K 0x100000)" "exceeds the device.*exit 2"
like "a size of 0 is refused" "$(dx map a dax0.0 0 0 0x100000)" "is not a whole number of pages.*exit 2"
like "a size that is not a multiple of the page size is refused" "$(dx map a dax0.0 0 6K 0x100000)" "is not a whole number of pages.*exit 2"
like "an offset that is not a multiple of the page size is refused" "$(dx map a dax0.0 100 4K 0x100000)" "is not a whole number of pages.*exit 2"
like "a frame below 4 GiB is refused" "$(dx map a dax0.0 0 2M 0xfee00)" "below 4 GiB.*use 0x100000 or more.*exit 1"
like "a frame beyond the processor's physical addresses is refused" "$(dx map a dax0.0 0 2M 0xfffffffffff)" \
	"beyond the processor's physical address width.*exit 1"
like "a frame that prevents large pages is refused" "$(dx map a dax0.0 4K 2M 0x100000)" \
	"a different offset within 2 MiB.*use 0x100001.*exit 1"
like "... the frame suggested in the error works" "$(dx map a dax0.0 4K 2M 0x100001; dx unmap a dax0.0)" "exit 0.*exit 0"

if command -v putpage > /dev/null; then
	putpage "$(id_of a)" 0x180123
	like "a frame where the guest has RAM is refused" "$(dx map a dax0.0 0 4M 0x180000)" \
		"GFN 0x180123: guest 1 .a. already has memory there .EEXIST.*nothing above 0x180123.*exit 1"
	like "... a part can be mapped beside the RAM" "$(dx map a dax0.0 2M 4M 0x180200; dx unmap a dax0.0)" "exit 0.*exit 0"
else
	pass "a frame where the guest has RAM is refused # SKIP putpage was not built: libxen-dev"
fi
# Xen destroys a guest if a host frame is mapped over another one, so a mapping that a failed
# map left behind would be noticed.
if command -v filltables > /dev/null; then
	end_guest p
	make_guest t
	end=$(filltables "$(id_of t)" $(($(dev_start dax0.0) / 4096)) 0x200000)
	like "map fails if the guest has no memory for page tables" \
		"$(dx map t dax0.0 0 64M "$(printf '0x%x' $((end - 4096)))")" \
		"Xen cannot map it.*xl dmesg shows why.*exit 1"
	is "... no part stays mapped" "$(parts dax0.0) $(attr state dax0.0)" "free 0x0 $size - - sound unplugged"
	like "... another part can be mapped at the same frames" "$(dx map t dax0.0 1G 2M "$(printf '0x%x' $((end - 4096)))"; dx unmap t dax0.0)" \
		"exit 0.*exit 0"
	check "... the guest survives" lives t
	end_guest t
else
	pass "map fails if the guest has no memory for page tables # SKIP filltables was not built: libxen-dev"
fi
is "the refused calls have changed nothing" "$(parts dax0.0)" "free 0x0 $size - - sound"

like "a part of one device is mapped" "$(dx map a dax0.0 0 2M 0x100000)" "exit 0"
like "a part of another device cannot be mapped at the same frames" "$(dx map a dax1.0 0 4M 0x0ffe00; dx map a dax1.0 0 4M 0x100000)" \
	"already has a part of another device there .EEXIST.*exit 1"
like "... it can be mapped in another guest" "$(dx map b dax1.0 0 4M 0x100000)" "exit 0"
like "... and at other frames" "$(dx map a dax1.0 4M 4M 0x100200)" "exit 0"
is "a device with mapped parts cannot be donated" "$(try "$(dev dax1.0)/dax_kmem_xen/state" donated)" EBUSY
try $drv/unbind dax1.0 > /dev/null
like "unbound, the device is still listed as mapped" "$(dx maps dax1.0)" "mapped +1 a"
like "... also in the list of all devices" "$(dx maps)" "dax1.0 0x400000 +4M mapped +1 a"
modprobe device_dax
is "... device_dax does not bind it" "$(driver_of dax1.0)" ""
like "... daxkmem xen map binds it again" "$(dx map a dax1.0 8M 2M 0x100600)" "exit 0"
is "... its state is mapped" "$(attr state dax1.0)" mapped
end_guest a
end_guest b
like "after all guests ended, no part is listed as mapped" "$(dx maps dax1.0 | grep -c mapped)" 0
is "... the state is unplugged" "$(attr state dax1.0)" unplugged
is "... the device still cannot be donated in this boot" "$(try "$(dev dax1.0)/dax_kmem_xen/state" donated)" EBUSY
make_guest c
make_guest d

# Two calls map the same part for two guests at the same time; one succeeds.
for i in 1 2 3 4 5 6; do
	dx map c dax0.0 ${i}00M 64M 0x200000 > /tmp/race.c &
	dx map d dax0.0 ${i}00M 64M 0x200000 > /tmp/race.d
	wait $!
	cat /tmp/race.c /tmp/race.d
	dx unmap c dax0.0 > /tmp/race.u
	dx unmap d dax0.0 >> /tmp/race.u
	cat /tmp/race.u
done > /tmp/race
is "of two concurrent calls one succeeds" "$(grep -c "exit 0" /tmp/race) $(grep -c EBUSY /tmp/race)" "12 6"

# Kill a map after each of twelve of its system calls that write to xenstore or call the
# hypervisor. Every mapping must be recorded, and unmap must remove every recorded mapping.
# Most of these system calls map frames; the last fifty write the record. The first map of a
# guest makes fewer system calls than later ones.
check "system calls can be traced" start_tracing
dx map c dax0.0 0 256M 0x200000 > /dev/null
dx unmap c dax0.0 > /dev/null
map_it=(-- daxkmem xen map c dax0.0 0 256M 0x200000)
calls=(-e syscalls/sys_exit_ioctl -e syscalls/sys_exit_write)
killstep "${calls[@]}" "${map_it[@]}" > /tmp/map 2> /dev/null
n=$(grep -c ^event /tmp/map)
at_least "... and a map makes at least 200" "$n" 200
dx unmap c dax0.0 > /dev/null
for at in 1 20 $((n / 4)) $((n / 2)) $((n * 3 / 4)) $((n - 60)) \
	$((n - 50)) $((n - 40)) $((n - 30)) $((n - 20)) $((n - 10)) $((n - 2)); do
	killstep "${calls[@]}" "*,$at,KILL" "${map_it[@]}" \
		2> /dev/null | grep ^end >> /tmp/ends
	parts dax0.0 | head -n 1
	daxkmem xen unmap c dax0.0 > /dev/null 2>&1
	parts dax0.0 | head -n 1
done > /tmp/killed 2> /dev/null
sort /tmp/killed | uniq -c | sed 's/^/# /'
is "the tool is killed after twelve of $n system calls" "$(sort /tmp/ends | uniq -c | xargs)" \
	"12 end killed KILL"
at_least "... at least one of them leaves a record" "$(grep -c mapped /tmp/killed)" 1
is "after each unmap, nothing is mapped" "$(sed -n 'n;p' /tmp/killed | sort -u)" "free 0x0 $size - - sound"
like "another guest can map the partly mapped range" "$(dx map d dax0.0 0 1G 0x200000)" "exit 0"
check "the guest of the killed calls survives" lives c
is "no guest has crashed" "$(xl list 2> /dev/null | awk '$5 ~ /c/' | wc -l)" 0
finish
