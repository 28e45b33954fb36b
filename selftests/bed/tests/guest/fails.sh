#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A point fails.
. "$(dirname "$0")/lib.sh"
plan 1
fail "one"
finish
