#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem xen create on a model of a Xen host: it creates a guest with memory of the pool, or
# leaves no guest and frees every page.
# usage: test_xen_create.sh
# shellcheck source=xen/lib.sh
. "$(dirname "$0")/xen/lib.sh"
plan 171

guest=$work/guest.cfg
guest_uuid=11111111-2222-3333-4444-555555555555
version=$("$fakes/../../../.ci/version")
other_version=${version//[0-9]/7}

# config TYPE MIB [MAX-MIB [MORE]]: configures a guest named g1 in the format of the fake xl
config() {
	local most=${3:-$2}

	cat > "$guest" <<- X
		{"c_info": {"type": "$1", "name": "g1", "uuid": "$guest_uuid"},
		 "b_info": {"max_vcpus": 1, "avail_vcpus": [0],
			"max_memkb": $((most << 10)), "target_memkb": $(($2 << 10))${4:-}, "type.$1": {}}}
	X
}

# A host with a pool of which 3 GiB are free; configures a PVH guest of 256 MiB.
pool_host() {
	new_host
	new_device dax0.0
	pool dax0.0
	config pvh 256
}

# create WORD...: runs create without a process that waits for the end of the guest
create() {
	run create "$guest" --leave "$@"
}

# nothing_left TEXT: Dom0 is the only domain, and all pages of the pool and the host are free
nothing_left() {
	is "$1" "$(all_domains) $(node_free 1) $(node_free 0)" "0 $((3 * gib)) $((4 * gib))"
}

# refused TEXT CODE REGEX WORD...: create fails, and leaves nothing behind
refused() {
	local text=$1 code=$2 regex=$3

	shift 3
	refuses "$text" "$code" "$regex" create "$guest" --leave "$@"
	nothing_left "... and there is no guest"
}

# note: prints the UUID that create notes while it creates a guest
note() {
	cat "$root/run/daxkmem-xen.lock" 2> /dev/null
}

test_pvh() {
	pool_host
	says "a PVH guest gets all its memory from the pool" \
		"^g1: domain 1, 256M of its 256M are from dax0.0 \(Xen node 1\); the node's free memory decreased accordingly$" \
		create "$guest" --pool dax0.0 --leave
	is "... as its p2m shows" "$(domain 1 p2m)" "$(printf '0x0 65536 0x%x ram' $(((start + gib) >> 12)))"
	is "... each request names the node as the only one" \
		"$(calls xc_domain_populate_physmap | cut -d' ' -f4 | sort -u)" 0x20200
	is "... other memory of the guest prefers the node" "$(domain 1 affinity)" 2
	is "... since before any page was populated" "$(sed -n '/^xc_domain_node_setaffinity/,$p' "$host/log" | grep -c populate)" \
		"$(calls xc_domain_populate_physmap | wc -l)"
	is "... xl creates it paused, and does not wait for its end" "$(calls xl)" \
		"create --dryrun --quiet $guest
create --quiet -pe $guest uuid=\"$guest_uuid\"
unpause 1"
	is "... programs that xl starts do not get the library" "$(calls environment | sort -u)" "$fakes/fakes.so -"
	check_not "... the guest is not paused" test -e "$host/domains/1/paused"
	is "... the note of its UUID is removed" "$(note)" ""
	refuses "a second guest of that name is refused by xl" 1 \
		"xl: libxl: error: Domain with this name already exists.*$guest: cannot create the guest: xl failed \(see its messages\); what it created is destroyed.*next: xl dmesg" \
		create "$guest" --pool dax0.0 --leave
	is "... the first one is unchanged" "$(all_domains) $(node_free 1)" "0 1 $((3 * gib - 256 * mib))"
}

test_hvm() {
	pool_host
	config hvm 256 256 ', "device_model_stubdomain": "<default>"'
	says "the memory of an HVM guest that xl allocates is from the pool" \
		"^g1: domain 1, 256M of its 256M are from dax0.0 \(Xen node 1\); the node's free memory decreased accordingly$" \
		create "$guest" --pool dax0.0 --leave
	is "... each request names the node as the only one" \
		"$(calls xc_domain_populate_physmap | cut -d' ' -f4 | sort -u)" 0x20200
	is "... other memory of the guest prefers the node" "$(domain 1 affinity)" 2
}

test_pv() {
	pool_host
	config pv 129
	says "a PV guest is created and stays paused" \
		"g1: domain 1, paused, 129M of its 129M are from dax0.0 .*; all of these pages are in the pool$" \
		create "$guest" --pool dax0.0 --paused --leave
	check "... the domain is paused" test -e "$host/domains/1/paused"
	pool_host
	config pv 256
	says "create --json succeeds" '"verified_by":"pages"' --json create "$guest" --pool "uuid=$uuid" --leave
	fits "... and matches its schema" xen-create "$out"
	like "... with the sizes in bytes" "$(compact)" \
		"\"domid\":1,\"name\":\"g1\",\"type\":\"pv\",\"chardev\":\"dax0.0\",\"xen_node\":1,\"size\":268435456,\"pool_size\":268435456"
}

test_part() {
	local kind

	for kind in pv pvh; do
		pool_host
		config $kind 256
		says "a $kind guest gets a part of its memory from the pool" \
			"100M of its 256M are from dax0.0" create "$guest" --pool dax0.0=100M --leave
		is "... and the rest from the host" "$(node_free 1) $(node_free 0)" \
			"$((3 * gib - 100 * mib)) $((4 * gib - 156 * mib))"
		is "... whose node it prefers" $(($(domain 1 affinity) & 3)) 1
	done
	pool_host
	says "a part smaller than a large page is allocated in small pages" \
		"1M of its 256M are from dax0.0" create "$guest" --pool dax0.0=1M --leave
	is "... and no more than the part" "$(node_free 1)" $((3 * gib - mib))
}

test_two_pools() {
	pool_host
	new_device dax1.0 $((0x300000000)) 22222222-4ee4-4ae5-8b23-e6f4a5a6ae10
	pool dax1.0
	node 1 $((4 * gib)) $((3 * gib)) $start
	node 2 $((4 * gib)) $((2 * gib)) $((0x300000000))
	put "$devices/dax1.0/dax_kmem_xen/xen_node" 2
	config pv 256
	says "with two pools, a guest gets memory of the named one" \
		"256M of its 256M are from dax1.0 \(Xen node 2\); all of these pages are in the pool" \
		create "$guest" --pool dax1.0 --leave
	is "... and none of the other" "$(node_free 1) $(node_free 2)" "$((3 * gib)) $((2 * gib - 256 * mib))"
	is "... each request names its node" "$(calls xc_domain_populate_physmap | cut -d' ' -f4 | sort -u)" 0x20300
	is "... and other memory prefers that node" "$(domain 1 affinity)" 4
}

test_bad_input() {
	pool_host
	refused "--pool is required" 2 \
		"create: missing --pool.*next: daxkmem xen create FILE --pool DEVICE"
	refused "the pool must be a device" 2 "bogus: cannot create a guest with its memory: this is not the name" --pool bogus
	refused "an invalid size is taken as part of the name" 2 "dax0.0=many: .*not the name" --pool dax0.0=many
	refused "a size that is not whole pages is a usage error" 2 "create: invalid --pool size 6000" \
		--pool dax0.0=6000
	refused "a part larger than the guest is refused" 1 \
		"300M of dax0.0 requested, but the guest has only 256M.*next: request less" --pool dax0.0=300M
	new_device dax1.0 $((0x300000000)) 22222222-4ee4-4ae5-8b23-e6f4a5a6ae10
	refused "a device that is not a pool is refused" 1 \
		"dax1.0: cannot create a guest with its memory: not a pool of the hypervisor.*next: daxkmem xen attach dax1.0" --pool dax1.0
	config hvm 256 512
	refused "an HVM guest that may grow is refused" 1 \
		"maxmem exceeds memory, and Xen populates an HVM guest on demand then.*next: remove maxmem" --pool dax0.0
	config hvm 256 256 ', "device_model_stubdomain": "True"'
	refused "an HVM guest with a stub domain is refused" 1 \
		"its device model would be a domain of its own.*next: remove device_model_stubdomain_override" --pool dax0.0
	config pvh 256 512
	refused "a PVH guest that may grow is refused" 1 \
		"maxmem exceeds memory.*next: remove maxmem" --pool dax0.0
	config pv 256 256 ', "vnuma_nodes": [{"memkb": 262144}]'
	refused "vnuma is refused" 1 "vnuma selects the nodes of its memory.*next: remove vnuma" --pool dax0.0
	config pvh 4096
	refused "a guest larger than the pool is refused before xl creates it" 1 \
		"4G needed from dax0.0 \(Xen node 1\), but only 3G is free \(ENOMEM\).*next: daxkmem xen list shows" \
		--pool dax0.0
	config pvh 6144
	refused "a guest whose other part exceeds the host's memory is refused" 1 \
		"5G needed from other Xen nodes, but only 4G is free \(ENOMEM\)" --pool dax0.0=1G
	config pvh 256
	rm "$host/nodes/1"
	refuses "a pool on a node that Xen does not have is refused" 1 \
		"the hypervisor has no node 1.*next: xl info -n" create "$guest" --pool dax0.0 --leave
}

# xl_prints TEXT [STATUS]: replaces xl by a script that prints this text instead
xl_prints() {
	mkdir -p "$work/bin"
	printf '#!/bin/sh\n%s/xl "$@" > /dev/null\ncat << "X"\n%s\nX\nexit %s\n' \
		"$fakes" "$1" "${2:-0}" > "$work/bin/xl"
	chmod +x "$work/bin/xl"
}

test_config() {
	pool_host
	breaks "xl:dryrun 1 EIO config parsing error near line 3"
	refused "a file that xl does not accept is refused" 1 \
		"xl: config parsing error near line 3.*$guest: cannot read the guest's configuration: xl cannot read it \(see its messages\).*next: xl create --dryrun $guest" \
		--pool dax0.0
	breaks "xl:dryrun 1 EIO config parsing error"
	refused "... with --json too" 1 '^\{"warning":\{"object":"xl","text":"config parsing error"\}\}.\{"error":.*xl cannot read it \(see its messages\)' \
		--pool dax0.0 --json
	fits_each "... and each line matches its schema" error "$err"
	refuses "a file that does not exist is refused by xl" 1 \
		"xl: Failed to read config file.*none.cfg: cannot read the guest's configuration: xl cannot read it \(see its messages\)" \
		create "$work/none.cfg" --pool dax0.0
	xl_prints '{"c_info": '
	refused "output of xl that is not JSON is refused" 1 \
		"cannot read the guest's configuration: xl does not print it as JSON.*next: xl create --dryrun --quiet $guest; see output_format in xl.conf" --pool dax0.0
	xl_prints '{"c_info": {"type": "pv", "name": "g1"}}'
	refused "... and JSON without a required key" 1 \
		"cannot read the guest's configuration: xl does not print it as JSON" --pool dax0.0
	xl_prints "" 127
	refused "a missing xl is reported" 4 \
		"xl, which creates the guest, cannot be started \(ENOENT\).*next: apt install xen-utils" --pool dax0.0
	# Debian has such a wrapper.
	printf '#!/bin/sh\nexec %s/xl "$@"\n' "$fakes" > "$work/bin/xl"
	says "xl can be started by a script" "^g1: domain 1, 256M of its 256M are from dax0.0" \
		create "$guest" --pool dax0.0 --leave
	rm -r "${work:?}/bin"
	pool_host
	sed -i "s/, \"uuid\": \"$guest_uuid\"//" "$guest"
	says "a guest gets a UUID if its file has none" "^g1: domain 1, " create "$guest" --pool dax0.0 --leave
	like "... from the first run of xl" "$(calls xl | sed -n 's/.*uuid="\(.*\)"/\1/p' | tr -d -)" "^$(domain 1 uuid)$"
}

# library [FILE]: copies the program, and this library next to it
library() {
	mkdir -p "$work/copy"
	rm -f "$work/copy"/*.so
	cp "$built" "$work/copy/daxkmem-xen"
	[ $# = 0 ] || cp "$1" "$work/copy/daxkmem-xen-placement.so"
}

test_library() {
	local built=$tool so=${tool%/*}/daxkmem-xen-placement.so tool

	pool_host
	library "$so"
	tool=$work/copy/daxkmem-xen
	says "the library is found next to the program" "256M of its 256M are from dax0.0" create "$guest" --pool dax0.0 --leave
	pool_host
	library
	refused "without the library nothing is created" 1 \
		"xl: ERROR: ld.so: .*$work/copy/daxkmem-xen-placement.so.*xl runs without $work/copy/daxkmem-xen-placement.so, which places the guest's memory.*next: reinstall daxkmem-xen; run it as root, without setuid" \
		--pool dax0.0
	is "... xl was only asked for the configuration" "$(calls xl)" "create --dryrun --quiet $guest"
	library "$so"
	sed -i "s/$version/$other_version/g" "$work/copy/daxkmem-xen-placement.so"
	refused "a library of another version is refused" 1 \
		"xl: daxkmem: daxkmem-xen-placement.so has version $other_version, but daxkmem-xen has $version; install both from the same package.*xl cannot read it \(see its messages\)" \
		--pool dax0.0
	DAXKMEM_PLACEMENT=77 LD_PRELOAD=$so:$fakes/fakes.so "$fakes/xl" create "$guest" 2> "$work/err"
	is "the library refuses a placement of another version" "$? $(all_domains)" "1 0"
	like "... the error says why" "$(< "$work/err")" "has version $version, but daxkmem-xen has another"
}

test_no_xen() {
	pool_host
	breaks "xc_interface_open 1 ENOENT"
	refused "create without a hypervisor is not supported" 4 \
		"$guest: cannot create the guest: no access to a hypervisor \(ENOENT\)" --pool dax0.0
	breaks "libxl_ctx_alloc 1 EIO cannot open libxc handle"
	refused "an error of xl without a hypervisor is printed" 1 \
		"xl: libxl: error: cannot open libxc handle.*xl cannot read it \(see its messages\)" --pool dax0.0
	breaks "xs_open 1 ECONNREFUSED"
	refused "... also without xenstore" 1 "xl: .*Connection refused.*xl cannot read it" --pool dax0.0
	breaks "open:lock 1 EACCES"
	refused "a lock that cannot be opened is an error" 1 \
		"/run/daxkmem-xen.lock cannot be locked \(EACCES\).*next: run it as root" --pool dax0.0
}

# Each call to Xen fails once.
test_errors() {
	pool_host
	breaks "xc_numainfo 1 EPERM"
	refused "create fails if Xen does not report free memory" 1 "the hypervisor does not report free memory \(EPERM\)" --pool dax0.0
	breaks "xc_numainfo 3 EPERM"
	refused "... also after the guest was created" 1 "the hypervisor does not report free memory \(EPERM\)" --pool dax0.0
	breaks "libxl_domain_create_new 1 EIO cannot make domain: -1"
	refused "create fails if xl creates no guest" 1 \
		"xl: libxl: error: cannot make domain: -1.*xl failed \(see its messages\); what it created is destroyed.*next: xl dmesg" --pool dax0.0
	is "... the note of its UUID is removed" "$(note)" ""
	breaks "xl:create 1 EIO"
	refused "... also if xl prints no message" 1 "^daxkmem: $guest: cannot create the guest: xl failed" --pool dax0.0
	breaks "xc_domain_node_setaffinity 1 EPERM"
	says "a node that cannot be preferred is not an error" "256M of its 256M" create "$guest" --pool dax0.0 --leave
	pool_host
	breaks "xc_domain_setmaxmem 1 EPERM"
	refused "create fails if Xen does not set the guest's limit" 1 "failed to allocate memory" --pool dax0.0
	breaks "libxl_domain_unpause 1 EIO cannot unpause"
	refused "a guest that cannot be started is destroyed" 1 \
		"xl: libxl: error: cannot unpause.*xl cannot start the guest \(see its messages\); the guest is destroyed.*next: xl dmesg" --pool dax0.0
	is "... the note of its UUID is removed" "$(note)" ""
}

# The pool runs out of memory during the creation; xl destroys the guest.
test_exhausted() {
	pool_host
	breaks "xc_domain_populate_physmap 4+ ENOMEM"
	refused "create fails if the pool runs out of memory" 1 \
		"xl: daxkmem: dax0.0 \(Xen node 1\) has no more memory for domain 1, which has 96 MiB of it.*xl: libxl: error: failed to allocate memory.*$guest: cannot create the guest: Xen allocated only 96M of the 256M needed from dax0.0 \(Xen node 1\); the guest is destroyed \(ENOMEM\).*next: daxkmem xen list shows the free memory" \
		--pool dax0.0
	is "... no memory of another node was requested" \
		"$(calls xc_domain_populate_physmap | cut -d' ' -f4 | sort -u)" 0x20200
	is "... the note of its UUID is removed" "$(note)" ""
	breaks "xc_domain_populate_physmap 4+ NOTHING"
	refused "... or Xen allocates fewer pages than requested" 1 "Xen allocated only 96M of the 256M" --pool dax0.0
	breaks "xc_domain_populate_physmap 4+ ENOMEM"
	run create "$guest" --pool dax0.0=128M --leave --json
	is "... with --json too" "$rc $(wc -l <<< "$err")" "1 3"
	fits_each "... each line matches its schema" error "$err"
	like "... the last one has the sizes" "$err" 'Xen allocated only 96M of the 128M needed from dax0.0'
	breaks "xc_domain_populate_physmap 7+ ENOMEM"
	refused "... or the other nodes run out of memory" 1 "failed to allocate memory.*xl failed \(see its messages\)" --pool dax0.0=128M
	# Something else takes the memory between the check and the creation.
	node 1 $((4 * gib)) $((100 * mib)) $start
	breaks "xc_numainfo 2 =$((3 * gib))"
	refuses "create fails if the pool shrinks after the check" 1 \
		"Xen allocated only 100M of the 256M needed from dax0.0 .*next: daxkmem xen list" create "$guest" --pool dax0.0 --leave
	is "... and there is no guest" "$(all_domains) $(node_free 1) $(node_free 0)" "0 $((100 * mib)) $((4 * gib))"
}

# Xen allocated the memory elsewhere.
test_verify() {
	pool_host
	breaks "xc_numainfo 4 =$((3 * gib - 100 * mib))"
	refused "a PVH guest is destroyed if the node's free memory did not decrease by its size" 1 \
		"the free memory of node 1 decreased by only 100M, but 256M from dax0.0 was required; the guest is destroyed.*next: daxkmem xen list --guests" \
		--pool dax0.0
	put "$devices/dax0.0/dax_kmem_xen/extents" 0x0000000800000000-0x00000008ffffffff
	config pv 256
	refused "a PV guest is destroyed if its pages are not in the pool" 1 \
		"0 of its memory is in the pool, but 256M from dax0.0 was required; the guest is destroyed" --pool dax0.0
	pool_host
	breaks "other_pages 1 =$((64 * mib / 4096))"
	refused "a PVH guest that also got memory in another way is destroyed" 1 \
		"Xen allocated only 256M from node 1, but 320M from dax0.0 was required; the guest is destroyed" --pool dax0.0
	pool_host
	breaks "xc_numainfo 4 =$((3 * gib))" "libxl_domain_destroy 1 EBUSY it is busy"
	run create "$guest" --pool dax0.0 --leave
	is "a guest that cannot be destroyed is reported" "$rc $out" "1 "
	like "... with a command" "$err" "xl: libxl: error: it is busy.*$guest: the guest cannot be destroyed; run xl destroy 1"
	is "... the note of its UUID stays" "$(all_domains) $(note)" "0 1 $guest_uuid"
	breaks "libxl_domain_destroy 1 EBUSY it is busy"
	refuses "the next create fails if the guest still cannot be destroyed" 1 \
		"xl: libxl: error: it is busy.*a killed create left domain 1 behind, which xl cannot destroy.*next: xl destroy 1" \
		create "$guest" --pool dax0.0 --leave
	run create "$guest" --pool dax0.0 --leave
	is "the following create destroys it" "$rc $(all_domains)" "0 0 2"
	like "... and reports it" "$err" "a killed create left domain 1 behind; the domain was destroyed"
}

# The guest is complete, but does not start.
test_unpause() {
	pool_host
	breaks "libxl_domain_unpause 1 EIO cannot unpause" "libxl_domain_destroy 1 EBUSY it is busy"
	run create "$guest" --pool dax0.0 --leave
	is "the note stays if a guest can be neither started nor destroyed" "$rc $(all_domains) $(note)" \
		"1 0 1 $guest_uuid"
	run create "$guest" --pool dax0.0 --leave
	is "... and the next create destroys it" "$rc $(all_domains) $(note)" "0 0 2 "
	pool_host
	breaks "libxl_domain_unpaused 1 SIGKILL-PARENT"
	create --pool dax0.0 2> /dev/null
	is "create is killed once its guest runs" "$rc $(all_domains) $(note)" "137 0 1 $guest_uuid"
	refuses "... the next create does not destroy the guest" 1 "Domain with this name already exists" \
		create "$guest" --pool dax0.0 --leave
	is "... but removes the note" "$(all_domains) $(note)" "0 1 "
}

# create is killed, or interrupted by a signal, at each of its steps. xl is killed with it.
test_signals() {
	local at

	for at in "xl:create 1" "libxl_domain_create_new 1" "xc_domain_populate_physmap 5" "libxl_domain_created 1" \
		"libxl_domain_unpause 1"; do
		pool_host
		breaks "$at SIGKILL-PARENT"
		create --pool dax0.0 2> /dev/null
		is "create is killed while xl is at $at" "$rc" 137
		check "... xl has ended" until_true no_xl
		run create "$guest" --pool dax0.0 --leave
		is "... the next create creates its guest" "$rc $(node_free 1) $(note)" "0 $((3 * gib - 256 * mib)) "
	done
	pool_host
	breaks "xc_numainfo 3 SIGKILL"
	create --pool dax0.0 2> /dev/null
	is "create is killed after xl has ended" "$rc $(all_domains) $(note)" "137 0 1 $guest_uuid"
	check "... it leaves a paused guest" test -e "$host/domains/1/paused"
	run create "$guest" --pool dax0.0 --leave
	is "... the next create creates its guest" "$rc $(node_free 1)" "0 $((3 * gib - 256 * mib))"
	pool_host
	breaks "xc_domain_populate_physmap 5 SIGKILL-PARENT"
	create --pool dax0.0 2> /dev/null
	until_true no_xl
	is "a killed create leaves an incomplete guest" "$(all_domains) $(note) $(node_free 1)" \
		"0 1 $guest_uuid $((3 * gib - 128 * mib))"
	run create "$guest" --pool dax0.0 --leave --json
	like "... the next create reports that it destroyed the guest" "$err" '^\{"warning":.*"a killed create left domain 1 behind; the domain was destroyed"'
	fits "... as JSON that matches its schema" error "$err"
	pool_host
	breaks "xc_numainfo 3 SIGKILL"
	create --pool dax0.0 2> /dev/null
	put "$host/domains/1/cpu_time" 5
	refuses "a guest that has the noted UUID, but has run, is not destroyed" 1 "Domain with this name already exists" \
		create "$guest" --pool dax0.0 --leave
	is "... and stays" "$(all_domains) $(note)" "0 1 "
	for at in "libxl_domain_create_new 1" "xc_domain_populate_physmap 5" "libxl_domain_created 1"; do
		pool_host
		breaks "$at SIGKILL"
		refused "if xl is killed at $at, its guest is destroyed" 1 \
			"$guest: cannot create the guest: xl failed" --pool dax0.0
		is "... the note of its UUID is removed" "$(note)" ""
	done
	pool_host
	breaks "libxl_domain_created 1 SIGKILL" "libxl_domain_destroy 1 EBUSY it is busy"
	run create "$guest" --pool dax0.0 --leave
	is "the note stays if the guest of a killed xl cannot be destroyed" "$rc $(all_domains) $(note)" \
		"1 0 1 $guest_uuid"
	like "... and is reported" "$err" "a killed create left domain 1 behind, which xl cannot destroy.*next: xl destroy 1"
	pool_host
	breaks "xc_domain_populate_physmap 5 SIGTERM-PARENT"
	refused "a signal ends create, and its guest is destroyed" 1 \
		"interrupted by a signal; the guest is destroyed \(EINTR\)" --pool dax0.0
	is "... the note of its UUID is removed" "$(note)" ""
	breaks "xc_domain_populate_physmap 5 SIGTERM-PARENT" "xc_domain_populate_physmap 6+ ENOMEM"
	refused "... also if xl fails afterwards" 1 "interrupted by a signal; the guest is destroyed \(EINTR\)" --pool dax0.0
}

test_pvh
test_hvm
test_pv
test_part
test_two_pools
test_bad_input
test_config
test_library
test_no_xen
test_errors
test_exhausted
test_verify
test_unpause
test_signals
finish
