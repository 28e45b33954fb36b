# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Functions that add CXL memory devices and their regions to the trees of pmem_tree.sh, as
# Linux 6.12 and 7.3 show them. Source it after pmem_tree.sh.

cxl=$root/sys/bus/cxl/devices
cxl_root=devices/platform/ACPI0017:00/root0

# cxl_link PATH: links a device below /sys in the directory of the bus
cxl_link() {
	mkdir -p "$cxl" "$root/sys/$1"
	ln -sfn "../../../$1" "$cxl/${1##*/}"
}

# new_decoder NAME WAYS BRIDGE...: a root decoder for volatile memory with these PCI host
# bridges, such as 10 for pci0000:10, as targets
new_decoder() {
	local d=$root/sys/$cxl_root/$1 bridge

	cxl_link "$cxl_root"
	cxl_link "$cxl_root/$1"
	put "$d/cap_ram" 1
	put "$d/interleave_ways" "$2"
	put "$d/target_list" "$(shift 2; printf '%s\n' "$@" | paste -sd,)"
	for bridge in "${@:3}"; do
		mkdir -p "$root/sys/devices/pci0000:$bridge"
		ln -sfn "../../../pci0000:$bridge" "$root/sys/$cxl_root/dport$bridge"
	done
}

# new_memdev N BRIDGE SERIAL: memN, with endpointN and decoderN.0
new_memdev() {
	local path="devices/pci0000:$2/0000:$2:00.0/0000:$(($2 + 1)):00.0/mem$1"

	cxl_link "$path"
	put "$root/sys/$path/serial" "$3"
	put "$root/sys/$path/firmware_version" "BWFW VERSION 0$1"
	put "$root/sys/$path/security/state" disabled
	cxl_link "$cxl_root/port1/endpoint$1"
	ln -sfn "../../../../../../$path" "$root/sys/$cxl_root/port1/endpoint$1/uport"
	cxl_link "$cxl_root/port1/endpoint$1/decoder1$1.0"
	put "$cxl/decoder1$1.0/region" ""
	put "$cxl/decoder1$1.0/dpa_resource" 0x0
}

# le BYTES NUMBER...: the numbers of so many bytes, for printf
le() {
	local n i

	for n in "${@:2}"; do
		for ((i = 0; i < $1; i++)); do
			printf '\\x%02x' $((n >> 8 * i & 255))
		done
	done
}

# new_cdat N NS MB: endpointN has a CDAT with these values for reads of memN, and decoder1N.0 is
# for 1 GiB
new_cdat() {
	local head tail sum

	put "$cxl/decoder1$1.0/dpa_size" 0x40000000
	head=$(le 4 88; le 1 2)
	tail=$(le 1 0 0 0 0 0 0; le 4 0
		le 2 0 24; le 4 0; le 8 0 0x40000000
		le 2 1 24; le 1 0 0 1 0; le 8 1000; le 2 "$2" 0 0 0
		le 2 1 24; le 1 0 0 4 0; le 8 1000; le 2 "$(($3 / 1000))" 0 0 0)
	# shellcheck disable=SC2059
	sum=$(printf "$head$tail" | od -An -v -tu1 | xargs | tr ' ' +)
	# shellcheck disable=SC2059
	printf "$head$(le 1 $((-(sum))))$tail" > "$cxl/endpoint$1/CDAT"
}

# put_health N STATUS MEDIA ADDITIONAL LIFE_USED TEMPERATURE DIRTY VOLATILE PERSISTENT: what memN
# answers to Get Health Info
put_health() {
	mkdir -p "$root/dev/cxl"
	# shellcheck disable=SC2059
	printf "$(le 1 "${@:2:4}"; le 2 "$6"; le 4 "${@:7}")" > "$root/dev/cxl/mem$1"
}

# new_region N DECODER START MEMDEV_NUMBER...: regionN of 1 GiB at START (hexadecimal), and its
# device daxN.0
new_region() {
	local n=$1 decoder=$2 start=$3 i=0 m d path

	shift 3
	path=$cxl_root/$decoder/region$n
	cxl_link "$path"
	cxl_link "$path/dax_region$n"
	d=$root/sys/$path
	put "$d/interleave_ways" $#
	put "$d/interleave_granularity" 256
	put "$d/resource" "0x$start"
	put "$d/size" 0x40000000
	put "$d/mode" ram
	put "$d/dax_region$n/devtype" cxl_dax_region
	for m in "$@"; do
		put "$d/target$i" "decoder1$m.0"
		put "$cxl/decoder1$m.0/region" "region$n"
		i=$((i + 1))
	done
	path+=/dax_region$n/dax$n.0
	d=$root/sys/$path
	put "$d/size" 1073741824
	put "$d/target_node" 1
	put "$d/uevent" ""
	put "$d/mapping0/start" "0x$start"
	put "$d/mapping0/end" "$(printf '%#x' $((16#$start + 1073741824 - 1)))"
	ln -sfn "../../../$path" "$devices/dax$n.0"
	mkdir -p "$root/sys/bus/cxl/drivers/cxl_region"
	ln -sfn "$root/sys/bus/cxl/drivers/cxl_region" "$cxl/region$n/driver"
}
