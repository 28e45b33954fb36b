#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The test skips, and its header allows it.
# skips-on: stock: no [a-z]*son
. "$(dirname "$0")/lib.sh"
skip_all "no reason"
