# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The host's part of test_cxl_bad.sh.

# shellcheck source=cxl.sh
. "$vm_tests/host/cxl.sh"
