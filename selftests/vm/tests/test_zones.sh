#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Policies online_movable and offline determine the state of every block, regardless of
# auto_online_blocks. Policy auto follows auto_online_blocks.
# tier: quick
# machines: nvdimm
# auto-online: default online offline
. "$(dirname "$0")/lib.sh"
plan 36
was=$(cat $memory/auto_online_blocks)

for auto in offline online online_kernel online_movable; do
	echo $auto > $memory/auto_online_blocks

	load policy=online_movable
	is "auto_online_blocks $auto: policy online_movable binds" "$(bind_dev)" ok
	is "... state is online_movable" "$(state)" online_movable
	is "... every block is in ZONE_MOVABLE" "$(zones)" Movable
	is "... all memory is online" "$(attr online_size)" "$(attr usable_size)"
	give_back; unload

	load policy=offline
	is "auto_online_blocks $auto: policy offline binds" "$(bind_dev)" ok
	is "... state is offline" "$(state)" offline
	is "... all memory is plugged" "$(attr plugged_size)" "$(attr usable_size)"
	is "... no memory is online" "$(attr online_size)" 0
	give_back; unload

	# Memory in ZONE_NORMAL may not be removable; test_zone_normal tests it.
	case $auto in online | online_kernel) continue ;; esac
	load policy=auto
	is "auto_online_blocks $auto: policy auto binds" "$(bind_dev)" ok
	is "... state is $auto" "$(state)" $auto
	give_back; unload
done
echo "$was" > $memory/auto_online_blocks
finish
