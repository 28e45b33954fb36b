# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As cxl, with a second device below a second host bridge, in a second window.
. "$bed/machines/cxl.sh"
guest_text="two CXL devices of $cxl_mb MiB in two windows"
cxl_device 1
cxl_window 1 1
