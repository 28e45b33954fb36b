#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem xen attach on a model of a host with Xen 4.18 or newer, which adds memory only while
# a live patch is applied: each step of daxkmem-xen-hotadd fails, and the host is unchanged.
# usage: test_xen_hotadd.sh
# shellcheck source=xen/lib.sh
. "$(dirname "$0")/xen/lib.sh"
plan 74
program=${tool%/*}/daxkmem-xen-hotadd
name=daxkmem_node_data
build_id=01234567890123456789

# symbols LINE...: the hypervisor's symbols
symbols() {
	printf '%s\n' "$@" > "$host/symbols"
}

all_symbols=("ffff82d040320910 T memory_add" "ffff82d040321000 T pxm_to_node" "ffff82d040321080 T setup_node" "ffff82d040321180 T x"
	"ffff82d0402f0000 T modify_xen_mappings_lite"
	"ffff82d040363000 D __ro_after_init_start" "ffff82d040363d60 D node_data"
	"ffff82d040364360 d common/numa.c#memblk_nodeid" "ffff82d040369000 D __ro_after_init_end")

# newer_host [MINOR]: a host with Xen 4.MINOR and one device
newer_host() {
	local minor=${1:-20}

	new_host
	new_device dax0.0
	mkdir -p "$host/patches"
	put "$host/version" $((4 << 16 | minor))
	put "$host/build_id" "$build_id"
	put "$root/sys/hypervisor/version/major" 4
	put "$root/sys/hypervisor/version/minor" "$minor"
	symbols "${all_symbols[@]}"
}

patches() {
	(cd "$host/patches" && grep -s . -- *)
}

# whole TEXT: nothing is bound, donated or patched
whole() {
	is "$1" "$(patches)$(ls "$host/panic" "$devices/dax0.0/driver" "$host/nodes/1" 2> /dev/null)" ""
}

# unpatched TEXT REGEX: attach fails, and changes nothing
unpatched() {
	refuses "$1" 1 "dax0.0: cannot attach to the hypervisor: $2" attach dax0.0 --pxm 1
	whole "... nothing is changed"
}

test_attach() {
	newer_host
	says "attach donates the device" "dax0.0: attached, 4G of 4G donated" attach dax0.0 --pxm 1
	is "... while the live patch is applied, and without a leftover" \
		"$(grep -oE "^(xc_livepatch_(upload|apply|revert|unload)|write:state dax0.0 .*)" "$host/log" | xargs) $(patches)$(ls "$host/panic" 2> /dev/null)" \
		"xc_livepatch_upload xc_livepatch_apply write:state dax0.0 donated live_patch xc_livepatch_revert xc_livepatch_unload "
	newer_host 17
	says "Xen 4.17 needs no live patch" "dax0.0: attached" attach dax0.0 --pxm 1
	is "... nor gets one" "$(calls xc_livepatch_upload)" ""
	newer_host
	symbols "${all_symbols[@]/40363d60/40463d60}"
	put "$host/writable" 1
	says "neither does a Xen whose table is writable" "dax0.0: attached" attach dax0.0 --pxm 1
	is "... nor gets one" "$(calls xc_livepatch_upload)" ""
}

test_checks() {
	newer_host 23
	unpatched "an unknown Xen is refused" "Xen 4.23 is newer than Xen 4.22, the last one that is known to add memory with this live patch.*next: use daxkmem xen map, or an older Xen"
	newer_host
	symbols "${all_symbols[@]/memory_add/memory_append}"
	unpatched "a Xen without a symbol is refused" "Xen 4.20 does not have the symbols node_data, memory_add"
	: > "$host/symbols"
	unpatched "a Xen without symbols is refused" "Xen 4.20 does not have the symbols node_data"
	symbols "${all_symbols[@]/pxm_to_node/node_to_pxm}"
	unpatched "... or without another one" "Xen 4.20 does not have the symbols node_data, memory_add, setup_node, pxm_to_node"
	symbols "${all_symbols[@]/321180/321088}"
	unpatched "a Xen with a function of 8 bytes is refused" "Xen 4.20 has a function setup_node that is too short to be replaced.*next: use daxkmem xen map"
	symbols "${all_symbols[@]}"
	breaks "xencall1 3 EPERM"
	unpatched "symbols that cannot be read" "the hypervisor's symbols cannot be read: Operation not permitted"
	breaks "xencall_alloc_buffer_pages 2 ENOMEM"
	unpatched "... without memory" "the hypervisor's symbols cannot be read: Cannot allocate memory"
	breaks "xencall_open 1 EACCES"
	unpatched "... without access" "the hypervisor's symbols cannot be read: Permission denied"
	newer_host
	put "$host/build_id" short
	unpatched "a build id of another length is refused" "the hypervisor's build id has 5 bytes, not 20"
	newer_host
	breaks "xc_version 2 ENODATA"
	unpatched "a Xen without a build id is refused" "the hypervisor's build id cannot be read: No data available"
	breaks "xc_version 1 EPERM"
	unpatched "a version that cannot be read" "the hypervisor's version cannot be read: Operation not permitted"
	breaks "xc_livepatch_list_get_sizes * ENOSYS"
	unpatched "a Xen without live patching is refused" "this hypervisor was built without CONFIG_LIVEPATCH.*next: use a hypervisor with live patching, as Debian's are, or daxkmem xen map"
	breaks "xc_interface_open 1 ENOENT"
	unpatched "without the hypervisor's device" "no access to a hypervisor: No such file"
}

test_others() {
	newer_host
	put "$host/patches/xsa999" 2
	refuses "an applied live patch of someone else is refused" 1 "the live patch xsa999 is applied, and may have changed how the hypervisor adds memory.*next: xen-livepatch revert xsa999" attach dax0.0 --pxm 1
	is "... and stays as it is" "$(patches)" 2
	put "$host/patches/xsa999" 1
	breaks "xc_livepatch_list 1 EFAULT"
	refuses "a list that cannot be read is refused" 1 "live patches cannot be listed: Bad address" attach dax0.0 --pxm 1
	breaks "xc_livepatch_list 1 =1"
	refuses "... and one that changes meanwhile" 1 "live patches cannot be listed: Resource temporarily unavailable" attach dax0.0 --pxm 1
	says "an uploaded one is no obstacle" "dax0.0: attached" attach dax0.0 --pxm 1
	is "... and stays as it is" "$(patches)" 1
	newer_host
	put "$host/patches/$name" 2
	says "a leftover of a killed process is replaced" "dax0.0: attached" attach dax0.0 --pxm 1
	is "... and removed" "$(calls xc_livepatch_revert | wc -l) $(patches)" "2 "
}

test_steps() {
	newer_host
	breaks "xc_livepatch_upload 1 EPERM"
	unpatched "a refused upload" "the hypervisor refused the live patch: Operation not permitted.*next: the hypervisor forbids live patches .XSM policy, or lockdown with Secure Boot.; see xl dmesg"
	breaks "xc_livepatch_upload 1 EINVAL"
	unpatched "an upload to another hypervisor" "the hypervisor refused the live patch: Invalid argument.*next: the hypervisor is not the one whose build id was read"
	breaks "xc_livepatch_upload 1 ENOENT"
	unpatched "a missing symbol" ".*next: the hypervisor lacks a symbol"
	breaks "xc_livepatch_upload 1 ENOMEM"
	unpatched "no memory" ".*next: xl dmesg shows the hypervisor's messages"
	breaks "xc_livepatch_get 1 EFAULT"
	unpatched "a state that cannot be read" "the hypervisor's live patches cannot be read: Bad address"
	breaks "xc_livepatch_apply 1 EINVAL"
	unpatched "a live patch that cannot be applied" "the live patch cannot be applied: Invalid argument"
	breaks "xc_livepatch_apply * EBUSY"
	unpatched "CPUs that do not stop" "the live patch cannot be applied: Device or resource busy.*next: the host's CPUs did not stop in time"
	is "... it was tried 20 times" "$(calls xc_livepatch_apply | wc -l)" 20
	breaks "xc_livepatch_apply 1 EBUSY"
	says "... if they stop at the second attempt, it succeeds" "dax0.0: attached" attach dax0.0 --pxm 1
	newer_host
	breaks "xc_livepatch_apply 1 EINVAL" "xc_livepatch_unload * EBUSY"
	refuses "if the cleanup fails, too, the first failure is reported" 1 \
		"the live patch cannot be applied: Invalid argument.*next: xl dmesg shows" attach dax0.0 --pxm 1
	is "... and the next attach cleans up" "$(patches)$(run attach dax0.0 --pxm 1; patches)" 1
	newer_host
	breaks "open:hotadd_lock 1 EACCES"
	unpatched "a lock that cannot be opened" "/run/daxkmem-xen-hotadd.lock cannot be locked .EACCES.*next: run it as root"
	breaks "write:state 1 EINVAL"
	unpatched "a driver that refuses" "setting state to \"donated live_patch\" failed"
}

# The memory is donated: a failure to take the live patch away is a warning.
test_end() {
	newer_host
	breaks "xc_livepatch_revert * EINVAL"
	run attach dax0.0 --pxm 1
	is "attach succeeds if the live patch cannot be reverted" "$rc $(patches)" "0 2"
	like "... and warns" "$err" "dax0.0: the live patch $name cannot be reverted: Invalid argument; next: revert live patches that were applied later, then run xen-livepatch revert $name"
	newer_host
	breaks "xc_livepatch_unload * EBUSY"
	run attach dax0.0 --pxm 1
	is "... nor unloaded" "$rc $(patches)" "0 1"
	like "... and warns" "$err" "dax0.0: the live patch $name cannot be unloaded: Device or resource busy; next: xen-livepatch unload $name"
	newer_host
	breaks "xc_livepatch_revert 1 SIGKILL"
	says "a killed program is replaced by one that cleans up" "dax0.0: attached" attach dax0.0 --pxm 1
}

test_program() {
	is "the program refuses other arguments" "$("$program" nonsense 2>&1 | head -n 1)" \
		"usage: daxkmem-xen-hotadd check"
	is "... with exit code 2" "$("$program" hold x 2> /dev/null; echo $?)" 2
	newer_host
	mkdir -p "$work/bin"
	cp "$tool" "$work/bin/"
	tool=$work/bin/daxkmem-xen refuses "without the program, attach is refused" 4 \
		"this Xen panics when memory is added unless it is patched, and daxkmem-xen-hotadd, which does that, is not installed.*next: apt install daxkmem-xen" attach dax0.0 --pxm 1
	whole "... nothing is changed"
	: > "$work/bin/daxkmem-xen-hotadd"
	tool=$work/bin/daxkmem-xen refuses "a program that cannot be started" 1 \
		"daxkmem-xen-hotadd cannot be started .EACCES.*next: run it as root" attach dax0.0 --pxm 1
	printf '#!/bin/sh\n' > "$work/bin/daxkmem-xen-hotadd"
	chmod +x "$work/bin/daxkmem-xen-hotadd"
	tool=$work/bin/daxkmem-xen refuses "a program that says nothing" 1 \
		"daxkmem-xen-hotadd ended without a message" attach dax0.0 --pxm 1
	printf '#!/bin/sh\necho ready\n' > "$work/bin/daxkmem-xen-hotadd"
	tool=$work/bin/daxkmem-xen refuses "... or does not say how Xen is patched" 1 \
		"daxkmem-xen-hotadd ended without a message" attach dax0.0 --pxm 1
}

test_attach
test_checks
test_others
test_steps
test_end
test_program
finish
