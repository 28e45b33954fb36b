#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The test skips unexpectedly.
. "$(dirname "$0")/lib.sh"
skip_all "no reason"
