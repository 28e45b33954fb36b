#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# It skips, as its header says.
# skips-on: stock: no [a-z]*son
. "$(dirname "$0")/lib.sh"
skip_all "no reason"
