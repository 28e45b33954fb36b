#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem xen populate on a model of a Xen host: it adds memory of the pool to a guest, or
# leaves the guest unchanged.
# usage: test_xen_populate.sh
# shellcheck source=xen/lib.sh
. "$(dirname "$0")/xen/lib.sh"
plan 91

pool_start=$(printf '0x%x' $(((start + gib) >> 12)))

# A pool of which 3 GiB are free, a PVH guest of 256 MiB that is at its limit, and a PV guest
guest_host() {
	new_host
	new_device dax0.0
	pool dax0.0
	new_domain 1 hvm web 0x10000 0x1000
	put "$host/domains/1/mempool" $((mib))
	new_domain 2 pv db 0x8000 0x20000
}

# unchanged TEXT: guest, pool and host are unchanged
unchanged() {
	is "$1" "$(domain 1 p2m) $(domain 1 max_pages) $(domain 1 mempool) $(node_free 1) $(node_free 0)" \
		"0x0 $want_pages 0x1000 ram 65536 $mib $((3 * gib)) $((4 * gib))"
}
want_pages=65536

# refused TEXT CODE REGEX WORD...: populate fails, and nothing has changed
refused() {
	local text=$1 code=$2 regex=$3

	shift 3
	# in the form that the fakes write
	put "$host/domains/1/p2m" "0x0 65536 0x1000 ram"
	refuses "$text" "$code" "$regex" populate "$@"
	unchanged "... and nothing has changed"
}

test_populate() {
	guest_host
	says "populate adds memory after the guest's own and above 4 GiB" \
		"^web: added 64M from dax0.0 \(Xen node 1\) at 0x100000000$" populate web dax0.0 64M
	is "... from the pool" "$(tail -n 1 "$host/domains/1/p2m") $(node_free 1)" \
		"0x100000 16384 $pool_start ram $((3 * gib - 64 * mib))"
	is "... in large pages of that node only" "$(calls xc_domain_populate_physmap)" "1 32 9 0x20200 0x100000"
	is "... its limit is raised to its new size" "$(domain 1 max_pages)" $((65536 + 16384))
	is "... with room for 38 page tables" "$(domain 1 mempool) $(node_free 0)" \
		"$((mib + 38 * 4096)) $((4 * gib - 38 * 4096))"
	says "populate --json succeeds" '"gfn":1064960' populate 1 dax0.0 64M --json
	fits "... and matches its schema" xen-populate "$out"
	is "... with the expected values" "$(compact)" \
		"{\"domid\":1,\"chardev\":\"dax0.0\",\"xen_node\":1,\"size\":67108864,\"gfn\":1064960}"
	says "--gfn sets the address" "added 12K from dax0.0 .* at 0x200001000" populate web dax0.0 12K --gfn 0x200001
	is "... in small pages" "$(calls xc_domain_populate_physmap)" "1 3 0 0x20200 0x200001"
	says "small pages are used before an aligned large page" "added 4M from dax0.0" populate web dax0.0 4M --gfn 0x200100
	is "... and after it" "$(calls xc_domain_populate_physmap)" "1 256 0 0x20200 0x200100
1 1 9 0x20200 0x200200
1 256 0 0x20200 0x200400"
	put "$host/domains/1/max_pages" 1000000
	says "a limit that is high enough is not raised" "added 4K from" populate web dax0.0 4K
	is "... Xen is not called to raise it" "$(calls xc_domain_setmaxmem)" ""
}

test_fragmented() {
	guest_host
	breaks "xc_domain_populate_physmap 1 ENOMEM"
	says "small pages are used if there are no large ones" "added 4M from dax0.0" populate web dax0.0 4M
	is "... up to the next large one" "$(calls xc_domain_populate_physmap)" "1 2 9 0x20200 0x100000
1 512 0 0x20200 0x100000
1 1 9 0x20200 0x100200"
}

test_bad_input() {
	guest_host
	refused "the size must be a number" 2 "populate: invalid SIZE 'lots'" \
		web dax0.0 lots
	refused "the size must be whole pages" 2 "web: cannot add memory: 5000 bytes are not a whole number of pages" web dax0.0 5000
	refused "... and not 0" 2 ": 0 bytes are not a whole number of pages" web dax0.0 0
	refused "--gfn must be a number" 2 "invalid --gfn 'high'" web dax0.0 64M --gfn high
	refused "... a positive one" 2 "invalid --gfn '-5'" web dax0.0 64M --gfn -5
	refused "... of at most 64 bits" 2 "invalid --gfn" web dax0.0 64M --gfn 0xfffffffffffffffff
	refused "... within the addresses of a guest" 1 "GFN 0x1000000000 is beyond the addresses of a guest \(ERANGE\)" \
		web dax0.0 64M --gfn 0x1000000000
	refused "the guest must exist" 1 "nobody: cannot add memory: no such guest.*next: xl list" nobody dax0.0 64M
	refused "... also if named by its number" 1 "7: cannot add memory: no such guest" 7 dax0.0 64M
	refused "... and the number must be in range" 1 "99999: cannot add memory: no such guest" 99999 dax0.0 64M
	refused "Dom0 is refused" 1 "this is Dom0, the host's own domain.*next: name a guest" Domain-0 dax0.0 64M
	refused "a PV guest is refused" 1 \
		"db: cannot add memory: a PV guest can only add memory itself.*next: daxkmem xen create" db dax0.0 64M
	refused "a size larger than the free part of the pool is refused" 1 \
		"4G requested, but only 3G of dax0.0 \(Xen node 1\) is free \(ENOMEM\)" web dax0.0 4G
	refused "the device must exist" 1 "dax9.0: cannot add its memory to a guest: there is no such device" web dax9.0 64M
	refused "frames where the guest has memory are refused" 1 \
		"the guest already has memory at GFN 0x80 \(EEXIST\).*next: omit --gfn, or choose another" web dax0.0 4K --gfn 0x80
	refused "... also at the end of the new memory" 1 "the guest already has memory at GFN 0x2000 \(EEXIST\)" web dax0.0 16M --gfn 0x2000
	put "$host/xenstore" "/tool/daxkmem/x/domains/1=00000000-0000-0000-0000-00000000aa01
/tool/daxkmem/x/ranges/0x000000000000=0x0 0x200 1 0x100000 sound"
	refused "frames where the guest has a part of a device are refused" 1 "1: cannot add memory: it may have a part of a device there \(EEXIST\).*next: daxkmem xen maps" \
		1 dax0.0 64M
	breaks "xs_open 1 EIO"
	refused "... also if xenstore does not answer" 1 "it may have a part of a device there" 1 dax0.0 64M --gfn 0x300000
}

test_errors() {
	guest_host
	breaks "xc_interface_open * ENOENT"
	refused "populate without a hypervisor is not supported" 4 "web: cannot add memory: no access to a hypervisor" \
		web dax0.0 64M
	breaks "xc_domain_getinfolist 1 EPERM"
	refused "populate fails if Xen does not report the guest" 1 \
		"1: cannot add memory: the hypervisor does not report its guests \(EPERM\).*next: run it as root" 1 dax0.0 64M
	breaks "xc_domain_getinfolist 1 EFAULT"
	refused "... or any guest" 1 "the hypervisor does not report its guests \(EFAULT\).*next: xl dmesg" web dax0.0 64M
	breaks "xc_numainfo 1 ESRCH"
	refused "populate fails if Xen does not report free memory" 1 "the hypervisor does not report free memory \(ESRCH\)" web dax0.0 64M
	breaks "xc_domain_maximum_gpfn 1 ESRCH"
	refused "populate fails if Xen does not report the guest's addresses" 1 \
		"the hypervisor does not report its highest GFN \(ESRCH\)" web dax0.0 64M
	breaks "xenforeignmemory_open 1 ENOENT"
	refused "populate fails if the guest's memory cannot be examined" 1 \
		"it is unknown whether the guest already has memory there \(ENOENT\).*next: omit --gfn" web dax0.0 4K --gfn 0x80
	breaks "xenforeignmemory_map 1 EPERM"
	refused "... or mapped" 1 "it is unknown whether the guest already has memory there \(EPERM\)" web dax0.0 4K --gfn 0x80
	put "$host/domains/1/last_gfn" 0x100010
	breaks "xenforeignmemory_map 1 ENOENT"
	says "frames that cannot be mapped are free" "at 0x100000000" populate web dax0.0 4K --gfn 0x100000
	guest_host
	breaks "open:lock 1 EACCES"
	refused "populate fails if the lock cannot be opened" 1 "daxkmem-xen.lock cannot be locked \(EACCES\).*run it as root" web dax0.0 64M
	breaks "xc_domain_setmaxmem 1 EPERM"
	refused "populate fails if the limit cannot be raised" 1 "its memory limit cannot be raised \(EPERM\).*next: run it as root" web dax0.0 64M
	breaks "xc_get_paging_mempool_size 1 ENOSYS"
	refused "populate fails if Xen does not report the size of the paging pool" 1 \
		"its paging pool cannot grow by the page tables needed \(ENOSYS\)" web dax0.0 64M
	breaks "xc_set_paging_mempool_size 1 ENOMEM"
	refused "populate fails if the paging pool cannot grow" 1 \
		"its paging pool cannot grow by the page tables needed \(ENOMEM\).*next: about 2 MiB per GiB are needed from the host's memory: xl info" web dax0.0 64M
	node 0 $((5 * gib)) 4096 0
	refuses "populate fails if the host has no memory for page tables" 1 "its paging pool cannot grow by the page tables needed \(ENOMEM\)" \
		populate web dax0.0 1G
	is "... and nothing has changed" "$(node_free 0) $(node_free 1) $(domain 1 max_pages)" "4096 $((3 * gib)) 65536"
}

test_partial() {
	guest_host
	breaks "xc_domain_populate_physmap 3+ ENOMEM"
	refused "a partial allocation is undone when Xen fails" 1 \
		"web: cannot add memory: Xen allocated only 256M of 512M, which was taken back \(ENOMEM\).*next: daxkmem xen list shows the free memory" \
		web dax0.0 512M
	is "... page by page" "$(calls xc_domain_decrease_reservation | wc -l)" 64
	breaks "xc_domain_populate_physmap 2+ NOTHING"
	refused "... also if Xen allocates nothing and reports no error" 1 \
		"Xen allocated only 128M of 512M, which was taken back \(ENOMEM\)" web dax0.0 512M
	breaks "xc_domain_populate_physmap 1+ EPERM"
	refused "populate fails if Xen allocates nothing at all" 1 "Xen allocated only 0 of 512M, which was taken back \(EPERM\)" web dax0.0 512M
	breaks "xc_domain_populate_physmap 2 SIGTERM"
	refused "a signal ends populate" 1 "interrupted by a signal; the guest is unchanged \(EINTR\)" web dax0.0 512M
	breaks "xc_domain_populate_physmap 2+ ENOMEM" "xc_domain_decrease_reservation 3 EINVAL"
	refuses "an allocation that cannot be undone is reported" 64 \
		"web: the memory at GFN 0x100800 cannot be taken back: EINVAL.*Xen allocated 128M of 512M, and the guest keeps 120M of that \(ENOMEM\).*next: the memory becomes free when the guest ends" \
		populate web dax0.0 512M
	is "... the guest keeps that memory" "$(node_free 1)" $((3 * gib - 120 * mib))
	guest_host
	breaks "xc_domain_populate_physmap 2+ ENOMEM" "xc_domain_decrease_reservation 1 NOTHING"
	run populate web dax0.0 512M --json
	like "... as JSON" "$rc $err" '^64 \{"warning":.*cannot be taken back: Xen gives no reason"'
	is "... with an object on each line" "$(wc -l <<< "$err")" 2
	fits_each "... that matches its schema" error "$err"
}

test_populate
test_fragmented
test_bad_input
test_errors
test_partial
finish
