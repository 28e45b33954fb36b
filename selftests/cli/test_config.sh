#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The configuration: its files are read in order, and each invalid line is an error
# that names the file and the line.
# usage: test_config.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
plan 159
new_tree
new_device dax0.0 100000000 aa
new_device dax1.0 200000000 bb
for size in 2048 1048576; do
	put "$root/sys/kernel/mm/hugepages/hugepages-${size}kB/resv_hugepages" 0
done

# conf TEXT: one file with this text
conf() {
	rm -rf "${root:?}"/{etc,run,usr}
	mkdir -p "$root/etc/daxkmem.d"
	printf '%s' "$1" > "$root/etc/daxkmem.d/a.conf"
}

# wrong TEXT CONFIG LINE CAUSE NEXT: the configuration has one error
wrong() {
	conf "$2"
	run apply --dry-run
	is "$1" "$((rc != 0)) $err" "1 daxkmem: /etc/daxkmem.d/a.conf:$3: cannot read the configuration: $4
  next: $5"
}

# planned TEXT OUT: the configuration is valid, and a dry run prints OUT
planned() {
	run apply --dry-run
	is "$1" "$rc $out$err" "3 $2"
}

head='[device "uuid=aa"]'
keys="use node, adistance, memmap, bad-policy, kernel-size, policy, timeout, scrub, check-room, size, hugepages, use, pxm, signature, return-to or force"
section='write [device "uuid=..."]'

test_format() {
	conf "# a comment
; another

 [ device  \"uuid=AA\" ] 
	size=512M
policy   =	online_kernel	
kernel-size = 0x8000000
node = 2
memmap = off
bad-policy = block
hugepages = 2M:3,1G:1
scrub = yes
timeout = 060
signature = wipe"
	planned "all keys" "dax0.0: would change: attached, node 2, memmap off, bad-policy block, kernel-size 128M, policy online_kernel, timeout 60, scrub yes, size 512M, hugepages 2M:3,1G:1"
	conf "$head"$'\r\npolicy = online\r\n'
	planned "lines that end with CRLF" "dax0.0: would change: attached, policy online"
	conf "$head
size = all
scrub = no"
	planned "size = all" "dax0.0: would change: attached, scrub no"
	for word in uuid=aa namespace0.0 dax0.0 /dev/dax0.0 region=region0; do
		conf "[device \"$word\"]"
		planned "a device named as $word" "dax0.0: would change: attached"
	done
}

test_wrong() {
	wrong "an unknown key" "$head"$'\n\npolcy = online\n' 3 \
		'unknown key "polcy"' "$keys"
	wrong "an invalid value" "$head"$'\npolicy = best' 2 \
		'invalid policy "best"' \
		"use offline, online, online_kernel, online_movable, auto or reserved"
	wrong "a duplicate key" "$head"$'\nnode = 1\nsize = 1G\nnode = 1' 4 \
		"node is set twice for this device" "keep only one of them"
	wrong "a key before a section" $'size = 1G\n'"$head" 1 \
		"size before the first device section" "$section before it"
	wrong "a line without a value" "$head"$'\nonline' 2 \
		'"online" is neither a section nor a key with a value' \
		"use the form policy = online_movable"
	wrong "a device name in upper case" "$head"$'\n[device "uuid=bb"]\n[device "UUID=aa"]' 3 \
		"\"UUID=aa\" is not the name of a dax device" \
		"use uuid=UUID, serial=NUMBER, memdev=NAME, region=NAME, namespace0.0, dax0.0 or range=START+SIZE"
	wrong "a duplicate device, in upper case" "$head"$'\n[device "uuid=bb"]\n[device "uuid=AA"]' 3 \
		"uuid=AA already has a section, at /etc/daxkmem.d/a.conf:1" "keep only one of them"
	for word in '[device uuid=aa]' '[device "uuid=aa"' '[device "uuid=aa]' \
		'[device]' '[devices "uuid=aa"]' '["uuid=aa"]' '[device "uuid=aa"] x' '[' '[device "'; do
		wrong "$word" "$word" 1 "not a section header" "$section"
	done
	for word in "" uuid= dax0 region= namespace nonsense range= range=1G range=4096+1G \
			range=0x0+ range=4G+0 range=0xfffffffffffff000+8K "uuid=$(printf '%0200d' 1)"; do
		wrong "a device \"${word:0:20}\"" "[device \"$word\"]" 1 \
			"\"$word\" is not the name of a dax device" \
			"use uuid=UUID, serial=NUMBER, memdev=NAME, region=NAME, namespace0.0, dax0.0 or range=START+SIZE"
	done
}

# value KEY WORD...: each word is refused as a value of the key
value() {
	local key=$1 word

	shift
	for word in "$@"; do
		conf "$head"$'\n'"$key = $word"
		run apply --dry-run
		is "$key = ${word:0:20} is refused" "$rc $out" "1 dax0.0: would fail: invalid section"
		like "... the error names the line" "$err" "a.conf:2: .*invalid $key \""
	done
}

test_values() {
	value size "" 1.5G -1G 1GB 99999999999999999999 "1 G" x
	value kernel-size "" all x -1
	value node "" -2 x 1x 9999999999
	value memmap "" yes
	value bad-policy "" pages
	value scrub "" 1 true
	value hugepages "" 2M 100 :100 2M: 2M:x 2M:-1 2M:1x 3M:1 2M:1, ,2M:1 2M:1,2M:2 "2M:1 1G:1" 2M:9999999999 1:1
	value signature "" ignore
	value timeout "" -1 31536001 1m 99999999999
	value policy "" unplugged "$(printf '%0100d' 0)"
}

# All errors are reported at once, and a section with an error is not applied.
test_many() {
	conf "x = 1
$head
policy = best
[nonsense]
size = 3
size = 4"
	run apply
	is "a configuration with many errors" "$rc $out" "1 dax0.0: failed: invalid section"
	is "... each error is reported once, and an invalid section is skipped" \
		"$(grep -o 'a.conf:[0-9]*' <<< "$err" | xargs)" \
		"a.conf:1 a.conf:3 a.conf:4"
	is "... nothing is applied" "$(< "$root/sys/bus/dax/drivers/device_dax/unbind")" ""
	run apply --json
	while read -r line; do
		fits "... each matches the schema" error "$line"
	done <<< "$err"
	printf '%s\nsize = 1G\0\n' "$head" > "$root/etc/daxkmem.d/a.conf"
	refuses "a zero byte" 1 "a.conf: cannot read the configuration: not a text file" apply
	conf "$head"$'\npolicy = \e[1mx\u009b1m\u202e'
	run apply
	like "control characters are not printed" "$err" 'invalid policy "\?\[1mx\?1m\?"'
}

# An error only prevents its own section from being applied.
test_one() {
	attach dax1.0 online_movable online_movable 1073741824 1073741824
	conf "$head
polcy = online
[device \"uuid=bb\"]
timeout = 60"
	run apply
	is "with an error in one section, the other one is applied" "$rc $out" \
		"64 dax0.0: failed: invalid section
dax1.0: changed: timeout 60"
	run apply --device dax1.0
	is "... it succeeds if --device selects it" "$rc $out" "0 dax1.0: unchanged"
	run apply --device dax0.0
	is "... and the one with the error fails" "$rc $out" "1 dax0.0: failed: invalid section"
	mkfifo "$root/etc/daxkmem.d/0.conf"
	timeout 60 "$tool" --sysroot "$root" apply --device dax1.0 > "$work/out" 2> "$work/err"
	is "a FIFO does not block the other files" "$? $(< "$work/out")" "0 dax1.0: unchanged"
	like "... and is reported" "$(< "$work/err")" "0.conf: cannot read the configuration: not a regular file"
	rm "$root/etc/daxkmem.d/0.conf"
	printf '[device "uuid=bb"\n' > "$root/etc/daxkmem.d/a.conf"
	run apply --device dax1.0
	is "with an invalid section header, apply --device fails" "$rc $out" "1 "
	rm -r "$devices/dax1.0/dax_kmem" "$devices/dax1.0/state"
	bound dax1.0 device_dax
}

test_files() {
	conf ""
	says "an empty file" 0 "daxkmem: no devices are configured" apply
	rm -r "${root:?}/etc"
	says "no file" 0 "daxkmem: no devices are configured" apply
	put "$root/etc/daxkmem.d/20-b.conf" '[device "uuid=aa"]'
	put "$root/run/daxkmem.d/10-a.conf" '[device "uuid=bb"]'
	put "$root/usr/lib/daxkmem.d/20-b.conf" nonsense
	put "$root/usr/lib/daxkmem.d/README" nonsense
	put "$root/etc/daxkmem.d/.conf" nonsense
	planned "three directories: sorted by name, the first hides the others" "\
dax1.0: would change: attached
dax0.0: would change: attached"
	ln -s /dev/null "$root/etc/daxkmem.d/10-a.conf"
	planned "a link to /dev/null hides a file" "dax0.0: would change: attached"
	put "$root/etc/daxkmem.d/30-c.conf" 'node = 1'
	run apply --dry-run
	like "a section ends with its file" "$rc $err" "^64 .*30-c.conf:1: .*node before the first device section"
	put "$root/etc/daxkmem.d/30-c.conf" '[device "uuid=aa"]'
	run apply --dry-run
	like "a device in two files" "$rc $err" "^64 .*30-c.conf:1: .*uuid=aa already has a section, at /etc/daxkmem.d/20-b.conf:1"
	echo '[device "dax1.0"]' > "$work/own.conf"
	run apply --dry-run "$work/own.conf"
	is "a file on the command line is read instead" "$rc $out$err" "3 dax1.0: would change: attached"
	refuses "a file that does not exist" 1 "no.conf: cannot read the configuration: No such file" apply "$work/no.conf"
}

test_format
test_wrong
test_values
test_many
test_one
test_files
finish
