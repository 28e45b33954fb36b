# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The host's part of tests with CXL devices. DEVICE is the number N of cxl-vmemN; ADDRESS is
# a device address. Each function prints "done", or QEMU's error.

# inject COMMAND DEVICE WORDS: run a command of QMP with arguments in JSON
inject() {
	if qmp "$1" "{\"path\":\"/machine/peripheral/cxl-vmem$2\",$3}"; then
		echo "done"
	else
		echo "${qmp_answer//$'\r'/}"
	fi
}

# host_poison DEVICE ADDRESS LENGTH: put a range on the poison list
host_poison() {
	inject cxl-inject-poison "$1" "\"start\":$(($2)),\"length\":$(($3))"
}

# QEMU 11.1 refuses an event without a sub-type. An uncorrectable ECC error, found by a host
# read.
ecc_error='"log":"failure","flags":1,"descriptor":1,"type":0,"sub-type":0,"transaction-type":1'

# host_general_media DEVICE ADDRESS
host_general_media() {
	inject cxl-inject-general-media-event "$1" "$ecc_error,\"dpa\":$(($2))"
}

# host_dram DEVICE ADDRESS
host_dram() {
	inject cxl-inject-dram-event "$1" \
		"$ecc_error,\"dpa\":$(($2)),\"channel\":1,\"rank\":2,\"bank-group\":3,\"bank\":4,\"row\":100,\"column\":33"
}
