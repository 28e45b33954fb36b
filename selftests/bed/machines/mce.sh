# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As nvdimm, on a CPU that reports machine checks as Intel's do: the kernel has
# no other way to learn of a bad page.
. "$bed/machines/nvdimm.sh"
cpu=max,vendor=GenuineIntel
