#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# test_kmem_name with daxctl of Debian unstable.
# tier: full
# machines: nvdimm
# brings: program daxctl sid
# shellcheck source=test_kmem_name.sh
. "$(dirname "$0")/test_kmem_name.sh" daxctl-sid
