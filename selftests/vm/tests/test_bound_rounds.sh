#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# test_bound with a hundred rounds instead of three.
# tier: long
# machines: nvdimm
# timeout: 3600
# cycles: 100
CYCLES=${CYCLES:-100}
# shellcheck source=test_bound.sh
. "$(dirname "$0")/test_bound.sh"
