# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# One CXL type 3 device with 1 GiB of volatile memory, in a window of its own.
guest_text="a CXL device of $cxl_mb MiB"
machine_with_cxl
cxl_device 0
cxl_window 0 0
