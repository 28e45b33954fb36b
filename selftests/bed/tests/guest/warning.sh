#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The kernel log has a warning.
. "$(dirname "$0")/lib.sh"
plan 1
echo "WARNING: made up for the test of the test bed" > /dev/kmsg
pass "one"
finish
