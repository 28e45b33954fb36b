#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tier: full
# suites: bookworm
# dimms: 2
# What is refused, before anything is changed; two tools at once; a tool that is
# killed.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/guests.sh"
modprobe dax_kmem_xen
size=$(dev_size)

make_guest a
make_guest b
TYPE=pv make_guest p
like "a PV guest" "$(dx map p dax0.0 0 2M 0x100000)" "p: cannot map a part of dax0.0: a PV guest.*make the guest PVH or HVM.*exit 1"
like "Dom0" "$(dx map 0 dax0.0 0 2M 0x100000)" "this is Dom0.*exit 1"
like "no guest" "$(dx map nobody dax0.0 0 2M 0x100000)" "no such guest.*exit 1"
like "no device" "$(dx map a dax7.0 0 2M 0x100000)" "there is no such device.*exit 1"
like "a part that the device does not have" "$(dx map a dax0.0 "$size" 4K 0x100000)" "exceeds the device.*exit 2"
like "no size" "$(dx map a dax0.0 0 0 0x100000)" "is not a whole number of pages.*exit 2"
like "half a page" "$(dx map a dax0.0 0 6K 0x100000)" "is not a whole number of pages.*exit 2"
like "an offset in a page" "$(dx map a dax0.0 100 4K 0x100000)" "is not a whole number of pages.*exit 2"
like "a frame below 4 GiB" "$(dx map a dax0.0 0 2M 0xfee00)" "below 4 GiB.*use 0x100000 or more.*exit 1"
like "a frame beyond what the processor addresses" "$(dx map a dax0.0 0 2M 0xfffffffffff)" \
	"beyond the processor's physical address width.*exit 1"
like "page tables that would be large" "$(dx map a dax0.0 4K 2M 0x100000)" \
	"a different offset within 2 MiB.*use 0x100001.*exit 1"
like "... the frame that is said is a good one" "$(dx map a dax0.0 4K 2M 0x100001; dx unmap a dax0.0)" "exit 0.*exit 0"

if command -v putpage > /dev/null; then
	putpage "$(id_of a)" 0x180123
	like "a frame where the guest has RAM" "$(dx map a dax0.0 0 4M 0x180000)" \
		"GFN 0x180123: guest 1 .a. already has memory there .EEXIST.*nothing above 0x180123.*exit 1"
	like "... beside it there is room" "$(dx map a dax0.0 2M 4M 0x180200; dx unmap a dax0.0)" "exit 0.*exit 0"
else
	pass "a frame where the guest has RAM # SKIP putpage was not built: libxen-dev"
fi
# Xen ends a guest in which a frame of the host's is where another one comes: so
# what is left over of a map would be seen.
if command -v filltables > /dev/null; then
	end_guest p
	make_guest t
	end=$(filltables "$(id_of t)" $(($(dev_start dax0.0) / 4096)) 0x200000)
	like "a map for which the guest's tables are too small" \
		"$(dx map t dax0.0 0 64M "$(printf '0x%x' $((end - 4096)))")" \
		"Xen cannot map it.*xl dmesg shows why.*exit 1"
	is "... leaves nothing" "$(parts dax0.0) $(attr state dax0.0)" "free 0x0 $size - - sound unplugged"
	like "... in the guest either" "$(dx map t dax0.0 1G 2M "$(printf '0x%x' $((end - 4096)))"; dx unmap t dax0.0)" \
		"exit 0.*exit 0"
	check "... which lives" lives t
	end_guest t
else
	pass "a map for which the guest's tables are too small # SKIP filltables was not built: libxen-dev"
fi
is "nothing of all that has changed anything" "$(parts dax0.0)" "free 0x0 $size - - sound"

like "one device" "$(dx map a dax0.0 0 2M 0x100000)" "exit 0"
like "another in the same frames" "$(dx map a dax1.0 0 4M 0x0ffe00; dx map a dax1.0 0 4M 0x100000)" \
	"already has a part of another device there .EEXIST.*exit 1"
like "... of another guest" "$(dx map b dax1.0 0 4M 0x100000)" "exit 0"
like "... and in others" "$(dx map a dax1.0 4M 4M 0x100200)" "exit 0"
is "the driver gives away nothing that is mapped" "$(try "$(dev dax1.0)/dax_kmem_xen/state" donated)" EBUSY
try $drv/unbind dax1.0 > /dev/null
like "unbound, it is known all the same" "$(dx maps dax1.0)" "mapped +1 a"
like "... also if nobody asks for it" "$(dx maps)" "dax1.0 0x400000 +4M mapped +1 a"
modprobe device_dax
is "... and device_dax does not get it" "$(driver_of dax1.0)" ""
like "... and bound again" "$(dx map a dax1.0 8M 2M 0x100600)" "exit 0"
is "... as what it was" "$(attr state dax1.0)" mapped
end_guest a
end_guest b
like "all are dead: the list says so" "$(dx maps dax1.0 | grep -c mapped)" 0
is "... to the driver too" "$(attr state dax1.0)" unplugged
is "... but it is no pool in this boot" "$(try "$(dev dax1.0)/dax_kmem_xen/state" donated)" EBUSY
make_guest c
make_guest d

# Two tools want the same part for two guests: one gets it.
for i in 1 2 3 4 5 6; do
	dx map c dax0.0 ${i}00M 64M 0x200000 > /tmp/race.c &
	dx map d dax0.0 ${i}00M 64M 0x200000 > /tmp/race.d
	wait $!
	cat /tmp/race.c /tmp/race.d
	dx unmap c dax0.0 > /tmp/race.u
	dx unmap d dax0.0 >> /tmp/race.u
	cat /tmp/race.u
done > /tmp/race
is "of two tools at once one wins" "$(grep -c "exit 0" /tmp/race) $(grep -c EBUSY /tmp/race)" "12 6"

# The tool is killed in a map, after twelve of the system calls that write to
# xenstore or call the hypervisor: nothing is mapped that is not recorded, and
# what is recorded can be taken back. Most calls map frames; the record is in the
# last fifty. The first map of a guest takes fewer calls than later ones.
check "system calls can be traced" start_tracing
dx map c dax0.0 0 256M 0x200000 > /dev/null
dx unmap c dax0.0 > /dev/null
map_it=(-- daxkmem xen map c dax0.0 0 256M 0x200000)
calls=(-e syscalls/sys_exit_ioctl -e syscalls/sys_exit_write)
killstep "${calls[@]}" "${map_it[@]}" > /tmp/map 2> /dev/null
n=$(grep -c ^event /tmp/map)
at_least "... of which a map has many" "$n" 200
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
is "killed after the first to the last but two of $n calls" "$(sort /tmp/ends | uniq -c | xargs)" \
	"12 end killed KILL"
at_least "... some died with a record" "$(grep -c mapped /tmp/killed)" 1
is "after each unmap nothing is mapped" "$(sed -n 'n;p' /tmp/killed | sort -u)" "free 0x0 $size - - sound"
like "another guest gets what was given half" "$(dx map d dax0.0 0 1G 0x200000)" "exit 0"
check "the guest that it was given to lives" lives c
is "no guest has crashed" "$(xl list 2> /dev/null | awk '$5 ~ /c/' | wc -l)" 0
finish
