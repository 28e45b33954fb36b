# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As nvdimm, on a CPU that handles machine checks as Intel's do: the kernel
# knows no other way to a bad page.
. "$here/guests/nvdimm.sh"
cpu=max,vendor=GenuineIntel
