# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The host's part of test_cxl_bad_online.sh.

# shellcheck source=cxl.sh
. "$vm_tests/host/cxl.sh"

# host_corrected DEVICE ADDRESS: an ECC error that the device has corrected
host_corrected() {
	# shellcheck disable=SC2154 # cxl.sh sets it
	inject cxl-inject-general-media-event "$1" "${ecc_error/'"descriptor":1'/'"descriptor":0'},\"dpa\":$(($2))"
}
