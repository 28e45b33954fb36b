# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As nvdimm; the kernel leaves added memory offline.
. "$here/guests/nvdimm.sh"
append="memhp_default_state=offline"
