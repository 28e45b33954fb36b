#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# HVM guests: daxkmem xen create makes one with its memory from a pool, and another one maps
# parts of a device and uses them. The first one runs hvmloader and the BIOS. The other one runs
# a program in place of these, because under emulation no kernel that the BIOS loads starts.
# tier: full
# dimms: 2
# brings: xen-hvm
# timeout: 1800
. "$(dirname "$0")/lib.sh"
# shellcheck source=tool.sh
. "$here/tool.sh"
# shellcheck source=hvm.sh
. "$here/hvm.sh"
modprobe dax_kmem_xen
parts_dev=dax1.0
works "the device is attached" xen attach "$DEV"
before=$(free_bytes)

# The device model of a destroyed guest has some of its pages mapped until it exits.
# shellcheck disable=SC2317 # until_true calls it
all_free() { [ "$(free_bytes)" = "$before" ]; }

# A guest on the pool.
hvm_config more 128 'maxmem = 256' 'vga = "none"'
fails "an HVM guest with maxmem above memory is refused" 1 "maxmem exceeds memory, and Xen populates an HVM guest on demand then" \
	xen create /tmp/more.cfg --pool "$DEV"
hvm_config stub 128 'device_model_stubdomain_override = 1'
fails "... so is one with a device model in another domain" 1 "device model would be a domain of its own" \
	xen create /tmp/stub.cfg --pool "$DEV"

hvm_config bios 128 'vga = "none"'
works "an HVM guest without a display is created from the pool" xen create /tmp/bios.cfg --pool "$DEV" --paused --json
judged xen-create
is "... its memory is verified by the node's free memory" "$(value type) $(value verified_by)" "hvm free"
is "... all of it is in the pool" "$(value pool_size)" "$(value size)"
read -r here_bytes all_bytes <<< "$(on_node bios)"
is "... Xen counts all its pages on the node" "$here_bytes" "$all_bytes"
at_least "... nearly its configured memory" "$all_bytes" $((127 << 20))
id=$(xl domid bios)
xl unpause bios
# Later, after its first timer interrupts, SeaBIOS hangs under emulation.
check "hvmloader and the BIOS run" until_true 100 logged "$id" "Found Xen hypervisor signature"
read -r here_bytes all_bytes <<< "$(on_node bios)"
is "... the pages that they allocate are on the node, too" "$here_bytes" "$all_bytes"
xl destroy bios
check "... the guest is destroyed" until_true 60 no_guest
check "... every page is free again" until_true 60 all_free

hvm_config vga 128 'vga = "stdvga"' 'videoram = 16'
works "an HVM guest with a display is created from the pool" xen create /tmp/vga.cfg --pool "$DEV" --paused --json
at_least "... its device model allocates video memory without the library" \
	$(($(value size) - $(value pool_size))) $((16 << 20))
read -r here_bytes all_bytes <<< "$(on_node vga)"
is "... which is on the node because the node has room" "$here_bytes" "$all_bytes"
gone vga
check "... every page is free again" until_true 60 all_free

# Parts of the other device.
part=$((8 << 20))
hvm_config a 64 'vga = "none"' 'firmware_override = "/boot/hvmguest"'
is "a guest that runs a program is created" "$(xl create -p /tmp/a.cfg > /tmp/xl 2>&1; guests)" a
id=$(xl domid a)
works "... a part is mapped" xen map a $parts_dev 16M 8M 0x100000
fails "... frames that it has are refused" 1 "EEXIST" xen map a $parts_dev 64M 8M 0x100000
xl unpause a
check "... it uses the memory" until_true 100 logged "$id" "guest: pages with the pattern: 2048"
is "... which had other contents" "$(last_logged "$id" "found with the pattern: ")" 0
works "... half of the part is unmapped while the guest runs" xen unmap a $parts_dev 16M 4M
check "... the guest still has the other half" until_true 100 logged "$id" "guest: pages with the pattern: 1024"
works "... the half is mapped again" xen map a $parts_dev 16M 4M 0x100000
check "... with its contents" until_true 100 eval '[ "$(last_logged "$id" "pages with the pattern: ")" = 2048 ]'
# Xen destroys a guest that accesses an address while it is being mapped; map pauses it.
for n in {1..20}; do
	run_tool xen unmap a $parts_dev 16M 4M
	run_tool xen map a $parts_dev 16M 4M 0x100000
done
is "... the guest survives 20 more times" "$n $(guests)" "20 a"
check "... and has the whole part" until_true 100 eval '[ "$(last_logged "$id" "pages with the pattern: ")" = 2048 ]'
xl destroy a
check "... the guest is destroyed" until_true 60 no_guest
is "... its parts are free" "$(daxkmem xen maps $parts_dev --bytes | awk 'NR > 1 { print $4, $2 }')" "free 0x0"

hvm_config b 64 'vga = "none"' 'firmware_override = "/boot/hvmguest"'
works "another guest is created from the pool" xen create /tmp/b.cfg --pool "$DEV" --paused
id=$(xl domid b)
works "... and maps the same part" xen map b $parts_dev 16M 8M 0x100000
xl unpause b
check "... it finds the contents" until_true 100 logged "$id" "guest: pages found with the pattern: 2048"
works "... all its parts are unmapped while it runs" xen unmap b $parts_dev
check "... it has none any more" until_true 100 eval '[ "$(last_logged "$id" "pages with the pattern: ")" = 0 ]'
is "... it continues" "$(guests)" b
gone b
check "after its end, every page of the pool is free again" until_true 60 all_free
finish
