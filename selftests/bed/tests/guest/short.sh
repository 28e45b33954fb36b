#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The test has fewer points than its plan says.
. "$(dirname "$0")/lib.sh"
plan 2
pass "one"
exit 0
