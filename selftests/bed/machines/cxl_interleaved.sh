# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# Two CXL type 3 devices below two host bridges, in a window that interleaves both.
guest_text="two CXL devices of $cxl_mb MiB in an interleaved window"
machine_with_cxl
cxl_device 0
cxl_device 1
cxl_window 0 0 1
