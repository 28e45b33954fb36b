#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem xen map, unmap, maps and broken on a model of a Xen host: the guests' mappings,
# xenstore and the driver's state agree after every step.
# usage: test_xen_map.sh
# shellcheck source=xen/lib.sh
. "$(dirname "$0")/xen/lib.sh"
plan 139

store=/tool/daxkmem/$uuid
handle=00000000-0000-0000-0000-00000000aa01

# A device bound to the driver, two PVH guests and a PV guest
map_host() {
	new_host
	new_device dax0.0
	held dax0.0 unplugged
	new_domain 1 hvm web 0x10000 0x1000
	new_domain 2 hvm db 0x10000 0x20000
	new_domain 3 pv old 0x10000 0x40000
}

# mapped: prints the frames of guest 1 that map the device
mapped() {
	grep -s mmio "$host/domains/1/p2m" | cut -d' ' -f1-3 | xargs
}

# stored: prints the ranges in xenstore
stored() {
	sed -n "s,^$store/ranges/.*=,,p" "$host/xenstore" | xargs
}

# free_again TEXT: no guest has a part according to Xen, xenstore and the driver
free_again() {
	is "$1" "$(mapped) $(stored) $(attr dax0.0 state)" "  unplugged"
}

# refused TEXT CODE REGEX WORD...: map fails, and nothing is mapped
refused() {
	refuses "$1" "$2" "$3" map "${@:4}"
	free_again "... and nothing is mapped"
}

test_map() {
	map_host
	says "map gives a guest a part of the device" \
		"^dax0.0: guest 1 \(web\) has 0x200000-0x3fffff at GFN 0x100000$" map web dax0.0 2M 2M 0x100000
	is "... as its p2m shows" "$(mapped)" "0x100000 512 $(printf '0x%x' $((mfn + 512)))"
	is "... xenstore has it" "$(stored)" "0x200 0x200 1 0x100000 sound"
	check "... with the UUID of the guest" grep -q "^$store/domains/1=$handle" "$host/xenstore"
	is "... and the driver is in the state mapped" "$(attr dax0.0 state)" mapped
	says "map --json succeeds" '"use":"mapped"' map 2 dax0.0 4M 2M 0x100000 --json
	fits "... and matches its schema" xen-maps "$out"
	says "maps has a line for each part" \
		"dax0.0 0x0 +2M free +- +- +- +sound.dax0.0 0x200000 +2M mapped +1 web +0x100000 sound.dax0.0 0x400000 +2M mapped +2 db +0x100000 sound.dax0.0 0x600000 3.9G free" maps
	says "maps --json succeeds" "\"domain_uuid\":\"$handle\"" maps dax0.0 --json
	fits "... and matches its schema" xen-maps "$out"
	refuses "a part that another guest has is refused" 1 \
		"dax0.0: cannot map a part: guest 1 \(web\) has 0x200000-0x3fffff \(EBUSY\).*next: daxkmem xen maps dax0.0" \
		map db dax0.0 0 4M 0x200000
	refuses "frames of the guest that are in use are refused" 1 \
		"guest 1 \(web\) already has a part of this device at these frames \(EEXIST\)" map web dax0.0 16M 2M 0x100000
	says "unmap removes a part" "^dax0.0: guest 1 \(web\) no longer has 0x200000-0x2fffff$" unmap web dax0.0 2M 1M
	is "... as its p2m shows" "$(mapped)" "0x100100 256 $(printf '0x%x' $((mfn + 768)))"
	refuses "unmap of a part that the guest does not have is refused" 1 \
		"guest 1 \(web\) does not have all of 0x200000-0x3fffff \(ENOENT\).*next: daxkmem xen maps dax0.0" unmap web dax0.0 2M 2M
	says "unmap without an offset removes all parts" "no longer has any part of it" unmap web dax0.0
	refuses "... only once" 1 "guest 1 \(web\) has no part of it \(ENOENT\)" unmap web dax0.0
	is "... the other guest keeps its part" "$(stored) $(attr dax0.0 state)" "0x400 0x200 2 0x100000 sound mapped"
	is "... and the first one may no longer map host frames" "$(domain 1 iomem)" ""
	rm -r "$host/domains/2"
	says "the part of a destroyed guest is free" "dax0.0 0x0 +4G free" maps dax0.0
	free_again "... also in xenstore and in the driver"
}

test_bad_input() {
	map_host
	refused "the offset must be a number" 2 'the offset "x" is not a whole number of pages' web dax0.0 x 4096 0x100000
	refused "the size must be whole pages" 2 'the size "100" is not a whole number of pages' web dax0.0 0 100 0x100000
	refused "... and not 0" 2 'the size "0" is not a whole number of pages' web dax0.0 0 0 0x100000
	refused "a part that exceeds the device is refused" 2 "8G at offset 0 exceeds the device.*next: the device has 4294967296 bytes" web dax0.0 0 8G 0x100000
	refused "the GFN must be a number" 2 "high: cannot map a part: not a valid GFN" web dax0.0 0 4096 high
	refused "... at 4 GiB or above" 1 "GFN 0xfffff: below 4 GiB a guest may have devices .*\(EINVAL\).*next: use 0x100000 or more" web dax0.0 0 4096 0xfffff
	refused "... within the address width of the processor" 1 "GFN 0xfffffffffff000: the range ends beyond the processor's physical address width .*\(ERANGE\)" web dax0.0 0 4096 0xfffffffffff000
	refused "... with the same offset in 2 MiB as on the host" 1 "GFN 0x100001: MFN 0x[0-9a-f]+, which it would map, has a different offset within 2 MiB .*\(EINVAL\).*next: use 0x100200" web dax0.0 0 4096 0x100001
	refused "the guest must exist" 1 "nobody: cannot map a part: no such guest" nobody dax0.0 0 4096 0x100000
	refused "Dom0 is refused" 1 "0: cannot map a part of dax0.0: this is Dom0.*\(EINVAL\)" 0 dax0.0 0 4096 0x100000
	refused "a PV guest is refused" 1 "a PV guest manages its page tables itself.*\(EOPNOTSUPP\).*next: make the guest PVH or HVM" old dax0.0 0 4096 0x100000
	put "$host/domains/2/dying" ""
	refused "a dying guest is refused" 1 "db: .*the guest is dying \(ESRCH\)" db dax0.0 0 4096 0x100000
	echo "/local/domain/0/backend/pci/1/0=x" >> "$host/xenstore"
	refused "a guest with PCI devices is refused" 1 "it has PCI devices of the host, .*\(EOPNOTSUPP\)" web dax0.0 0 4096 0x100000
	map_host
	echo "0x100100 16 0x60000 ram" >> "$host/domains/1/p2m"
	refused "frames where the guest has memory are refused" 1 \
		"GFN 0x100100: guest 1 \(web\) already has memory there \(EEXIST\).*next: it has nothing above 0x10010f" web dax0.0 0 4M 0x100000
	refuses "unmap with an offset needs a size" 2 "unmap: missing SIZE" unmap web dax0.0 0
	put "$devices/dax0.0/dax_kmem_xen/state" donated
	refuses "a pool is refused" 1 "it belongs to Xen's heap until the host reboots.*\(EBUSY\)" map web dax0.0 0 4096 0x100000
	says "... maps does not list it" "^$" maps
	new_device dax1.0 $((0x300000000)) 33333333-4ee4-4ae5-8b23-e6f4a5a6ae10
	says "map binds a device without a driver" "^dax1.0: guest 1 \(web\) has 0x0-0xfff" map web dax1.0 0 4096 0x200000
	is "... to dax_kmem_xen" "$(attr dax1.0 state)" mapped
	new_device dax2.0 $((0x500000000)) 44444444-4ee4-4ae5-8b23-e6f4a5a6ae10
	refuses "frames with a part of another device are refused" 1 \
		"dax2.0: cannot map a part: guest 1 \(web\) already has a part of another device there \(EEXIST\).*choose another GFN" map web dax2.0 0 4096 0x200000
	ln -sfn ../../drivers/device_dax "$devices/dax2.0/driver"
	rm -rf "$devices/dax2.0/dax_kmem_xen"
	refuses "a device of another driver is refused" 1 "bound to the driver device_dax \(EBUSY\)" map web dax2.0 0 4096 0x300000
	new_device dax3.0 $((0x700000000)) 55555555-4ee4-4ae5-8b23-e6f4a5a6ae10
	breaks "write:bind_unplugged 1 EBUSY"
	refuses "map fails if the driver does not bind the device" 1 "the driver dax_kmem_xen does not bind it \(EBUSY\)" map web dax3.0 0 4096 0x300000
	mv "$root/sys/bus/dax/drivers/dax_kmem_xen" "$root/gone"
	refuses "without the driver map is not supported" 4 "the driver dax_kmem_xen is not loaded.*next: modprobe dax_kmem_xen" map web dax3.0 0 4096 0x300000
}

# Each call to Xen and xenstore fails once.
test_errors() {
	local i

	map_host
	breaks "xc_interface_open * ENOENT"
	refused "map without a hypervisor is not supported" 4 "no access to a hypervisor" web dax0.0 0 4M 0x100000
	breaks "xs_open * ECONNREFUSED"
	refused "... nor without xenstore" 4 "xenstore does not answer \(ECONNREFUSED\).*next: start xenstored" web dax0.0 0 4M 0x100000
	breaks "xs_read 1 EIO"
	refused "map fails if xenstore cannot be read" 1 "xenstore cannot be read \(EIO\).*next: xenstore-ls /tool/daxkmem" web dax0.0 0 4M 0x100000
	breaks "xs_directory 2 EIO"
	refused "... or its ranges cannot" 1 "xenstore cannot be read \(EIO\)" web dax0.0 0 4M 0x100000
	for i in "xs_transaction_start 1 EIO" "xs_write 2 ENOSPC" "xs_rm 1 EACCES" "xs_transaction_end 1 EIO"; do
		breaks "$i"
		refused "$i: map fails if xenstore cannot be written" 1 "xenstore cannot be written \(${i##* }\)" web dax0.0 0 4M 0x100000
	done
	breaks "xc_domain_maximum_gpfn 1 ESRCH"
	refused "map fails if Xen does not report the last frame" 1 "Xen does not report what the guest has there \(ESRCH\)" web dax0.0 0 4M 0x100000
	# map checks frames up to this one
	put "$host/domains/1/last_gfn" 0x1003ff
	for i in "xencall_open 1 ENOENT" "xencall_alloc_buffer_pages 1 ENOMEM" "xencall2 2 EFAULT" "hvmop_get_mem_type 300 ESRCH"; do
		breaks "$i"
		refused "$i: map fails if Xen does not report the frames" 1 "Xen does not report what the guest has there \(${i##* }\)" web dax0.0 0 4M 0x100000
	done
	# the claim in xenstore stays until the next command
	breaks "write:state 1 EBUSY"
	refuses "map fails if the driver refuses the state" 1 \
		"its driver does not accept the state \"mapped\" \(EBUSY\).*next: dmesg \| grep dax0.0 shows why" map web dax0.0 0 4M 0x100000
	is "... nothing is mapped" "$(mapped)" ""
}

test_undo() {
	map_host
	breaks "xc_domain_iomem_permission 1 EPERM"
	refused "map fails if Xen does not permit it" 1 "dax0.0: cannot map a part: Xen cannot map it.*next: xl dmesg shows why" web dax0.0 0 4M 0x100000
	breaks "xc_domain_memory_mapping:add 1 ENOMEM"
	refused "a partial mapping is undone when Xen fails" 1 "Xen cannot map it.*-12 after memory_map:fail means too little memory" web dax0.0 0 4M 0x100000
	is "... and the permission is revoked" "$(domain 1 iomem)" ""
	breaks "xc_domain_memory_mapping:add 1 ENOMEM" "xc_domain_memory_mapping:remove 1+ EPERM"
	refuses "a mapping that cannot be undone is reported" 1 \
		"Xen mapped only a part of it, and cannot unmap that from guest 1 \(web\) \(EPERM\).*next: run it as root" map web dax0.0 0 4M 0x100000
	is "... the guest keeps it, and xenstore has it" "$(stored) $(attr dax0.0 state)" "0x0 0x400 1 0x100000 sound mapped"
	says "unmap removes it later" "no longer has any part" unmap web dax0.0
	free_again "... nothing is mapped any more"
	breaks "xs_transaction_end 1 EAGAIN"
	says "map tries again if xenstore has changed" "has 0x0-0x3fffff" map web dax0.0 0 4M 0x100000
	is "... once" "$(calls xs_transaction_start | wc -l)" 3
	breaks "xc_domain_memory_mapping:remove 1 EPERM"
	refuses "unmap fails if Xen refuses it" 1 "Xen cannot unmap it from guest 1 \(web\): Operation not permitted \(EPERM\).*next: run it as root" unmap web dax0.0
	is "... the guest keeps it" "$(stored)" "0x0 0x400 1 0x100000 sound"
	breaks "xc_domain_getinfolist 1 EIO"
	refuses "maps fails if Xen does not report whether a guest exists" 1 "Xen does not report whether guest 1 \(web\) still exists \(EIO\)" maps dax0.0
	sed -i "s/^\(.*ranges.*\)=.*/\1=nonsense/" "$host/xenstore"
	refuses "an invalid range in xenstore is an error" 1 "$store/ranges/0x000000000000 in xenstore is invalid.*\(EPROTO\)" maps
	sed -i "s/^\(.*domains.*\)=.*/\1=nonsense/" "$host/xenstore"
	refuses "so is an invalid UUID" 1 "$store/domains/1 in xenstore is invalid" maps
	sed -i "s,^\($store/pages\)=.*,\1=5," "$host/xenstore"
	refuses "so is another size of the device" 1 "$store/pages in xenstore is invalid" maps
	: > "$host/xenstore"
	refuses "parts that xenstore does not know are an error" 1 \
		"its driver reports that guests have parts of it, but xenstore has no record of them \(EBUSY\)" maps dax0.0
	rm -r "${root:?}/sys/bus/dax/devices"
	refuses "maps without a dax bus is not supported" 4 "cannot list devices: .*\(ENOENT\).*next: modprobe dax" maps
}

# Xen crashes a guest that accesses an address while it is being mapped.
test_pause() {
	map_host
	run map web dax0.0 0 4M 0x100000
	is "the guest is paused while a part is mapped" \
		"$(grep -oE "^(xc_domain_(un)?pause|xc_domain_memory_mapping:add)" "$host/log" | xargs) $(domain 1 pauses)" \
		"xc_domain_pause xc_domain_memory_mapping:add xc_domain_unpause 0"
	map_host
	put "$host/domains/1/pauses" 1
	run map web dax0.0 0 4M 0x100000
	is "... one that was paused before stays paused" "$rc $(domain 1 pauses)" "0 1"
	map_host
	breaks "xc_domain_pause 1 EOVERFLOW"
	refused "map fails if Xen cannot pause the guest" 1 \
		"Xen cannot pause the guest meanwhile.*\(EOVERFLOW\).*next: xl list" web dax0.0 0 4M 0x100000
	breaks "xc_interface_open 2 EACCES"
	refused "... or the process that would does not get access" 1 \
		"Xen cannot pause the guest meanwhile.*\(EACCES\).*next: run it as root" web dax0.0 0 4M 0x100000
	breaks "xc_domain_pause 1 SIGKILL"
	refused "... or is killed" 1 "Xen cannot pause the guest meanwhile.*\(EPIPE\)" web dax0.0 0 4M 0x100000
	breaks "xc_domain_memory_mapping:add 1 ENOMEM"
	run map web dax0.0 0 4M 0x100000
	is "a failure does not leave the guest paused" "$rc $(domain 1 pauses)" "1 0"
	breaks "xc_domain_memory_mapping:add 1 SIGKILL"
	run map web dax0.0 0 4M 0x100000
	check "neither does the end of the tool by SIGKILL" until_true eval '[ "$(domain 1 pauses)" = 0 ]'
	says "... the next command cleans up" "no longer has any part" unmap web dax0.0
}

test_broken() {
	local list=$root/var/lib/daxkmem/$uuid.bad

	map_host
	says "broken excludes a page from mappings" "^dax0.0: 0x1000-0x1fff is excluded from new mappings$" broken dax0.0 0x1000
	is "... the driver knows it" "$(attr dax0.0 bad_pages)" 0x0000000140001000-0x0000000140001fff
	check "... and so does the list" test -s "$list"
	says "maps shows it" "0x1000 +4K refused +- +- +- +broken" maps dax0.0
	refused "map refuses it" 1 "0x1000-0x1fff is broken \(EIO\)" web dax0.0 0 4M 0x100000
	run map web dax0.0 4M 4M 0x100000
	says "a guest with a broken part keeps running" \
		"0x400000-0x401fff is excluded from new mappings; guest 1 \(web\) keeps .* and continues until the next error there" \
		broken dax0.0 4M 8192
	is "... and no guest is destroyed" "$(all_domains)" "0 1 2 3"
	run broken dax0.0 4M --json
	is "the guest is destroyed after a second error" "$rc $(all_domains)" "0 0 2 3"
	like "... with a warning" "$err" "guest 1 \(web\) was destroyed: a broken part that it had failed again"
	fits "... that matches its schema" error "$err"
	fits "... and the output matches its own" xen-maps "$out"
	is "... no guest has a part any more" "$(stored) $(attr dax0.0 state)" " unplugged"
	refuses "broken needs whole pages" 2 'the offset "5" is not a whole number of pages' broken dax0.0 5
	breaks "write:bad_pages 1 EINVAL"
	refuses "broken fails if the driver does not accept the page" 1 \
		"its driver did not accept bad pages: Invalid argument \(EINVAL\).*next: dmesg" broken dax0.0 0x9000
}

# A guest that must be destroyed, but stays.
test_doomed() {
	map_host
	run map web dax0.0 4M 4M 0x100000
	run broken dax0.0 4M
	put "$host/domains/1/stuck" ""
	refuses "a guest that keeps dying is reported" 1 \
		"guest 1 \(web\) must be destroyed, but it is still dying.*next: xl destroy 1" broken dax0.0 4M
	is "... after 10 seconds" "$(calls usleep | wc -l)" 99
	rm "$host/domains/1/stuck" "$host/domains/1/dying"
	breaks "libxl_domain_destroy 1 EBUSY it is busy"
	refuses "so is a guest that cannot be destroyed" 1 \
		"xl: libxl: error: it is busy.*must be destroyed, but xl cannot destroy it.*next: xl destroy 1" maps dax0.0
	breaks "libxl_domain_destroy 1 EBUSY"
	refuses "... also if xl prints no message" 1 "must be destroyed, but xl cannot destroy it" maps dax0.0
	breaks "libxl_ctx_alloc 1 EIO no xenstore"
	refuses "... or has no libxl context" 1 "xl: libxl: error: no xenstore.*must be destroyed, but xl cannot destroy it" maps dax0.0
	run maps dax0.0
	is "the next command destroys it" "$rc $(all_domains)" "0 0 2 3"
	like "... and reports it" "$err" "guest 1 \(web\) was destroyed"
	free_again "... no guest has a part any more"
}

test_map
test_bad_input
test_errors
test_undo
test_pause
test_broken
test_doomed
finish
