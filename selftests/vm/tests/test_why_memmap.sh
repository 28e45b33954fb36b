#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A memmap on its own block does not prevent the block from being offlined, and daxkmem why
# distinguishes it from other kernel pages.
# tier: quick
# machines: memmap
. "$(dirname "$0")/lib.sh"
plan 3
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
load
daxkmem attach "$DEV" --policy online_movable --memmap on > /dev/null
nr=$(blocks | wc -l)

text=$(daxkmem why "$DEV" --bytes)
# The memmap takes 64 bytes for each page of 4 KiB.
like "the memmap is counted" "$text" "memory map +$((nr * block_size / 64)) aside +removed together with its block"
like "... and all blocks would go offline" "$text" "; $nr would go offline"
is "... and the kernel offlines them" "$(set_state unplugged)" ok
give_back
unload
finish
