#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The kernel panics.
. "$(dirname "$0")/lib.sh"
plan 1
pass "one"
echo c > /proc/sysrq-trigger
