#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The module is still loaded at the end.
. "$(dirname "$0")/lib.sh"
plan 1
check "the module is loaded" modprobe dax_kmem
finish
