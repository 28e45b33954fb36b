#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A test as it should be. Those beside it each have one fault.
. "$(dirname "$0")/lib.sh"
plan 2
pass "one"
pass "two"
finish
