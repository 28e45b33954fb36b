#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A memory map that lies on its own block is in the way of nothing, and the tool
# tells it from what the kernel keeps there.
# tier: quick
# machines: memmap
. "$(dirname "$0")/lib.sh"
plan 3
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
load
daxkmem attach "$DEV" --policy online_movable --memmap on > /dev/null
nr=$(blocks | wc -l)

text=$(daxkmem why "$DEV" --bytes)
# 64 bytes for each page of 4 KiB
like "the memory map is seen" "$text" "memory map +$((nr * block_size / 64)) aside +goes with its block"
like "... and all blocks would go" "$text" "; $nr would go"
is "... the kernel finds so too" "$(set_state unplugged)" ok
give_back
unload
finish
