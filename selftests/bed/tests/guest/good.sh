#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A correct test.
. "$(dirname "$0")/lib.sh"
plan 2
pass "one"
pass "two"
finish
