# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As nvdimm, with a CPU that reports machine checks as Intel CPUs do: otherwise the kernel
# does not learn about bad pages.
. "$bed/machines/nvdimm.sh"
cpu=max,vendor=GenuineIntel
