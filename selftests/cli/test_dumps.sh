#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The tool on dumps of emulated machines: its output is the same as on those machines.
# dumps/record records new dumps.
# usage: test_dumps.sh [DAXKMEM]
# shellcheck source=tree.sh
. "$(dirname "$0")/tree.sh"
# shellcheck source=json.sh
. "$cli/json.sh"

plan $((4 * $(ls "$cli"/dumps/*.tar.gz | wc -l)))
for dump in "$cli"/dumps/*.tar.gz; do
	name=$(basename "$dump" .tar.gz)
	rm -rf "$root"
	mkdir "$root"
	tar -C "$root" -xzf "$dump"
	run list --json
	is "$name: list --json" "$rc $err$out" "0 $(< "$root/list.json")"
	fits "... matches its schema" list "$out"
	# A newer tool has more columns.
	run list --output "$(head -n 1 "$root/list.txt" | xargs | tr ' ' ,)"
	is "... list with all columns of the dump" "$out" "$(< "$root/list.txt")"
	run metrics
	is "... metrics" "$out" "$(< "$root/metrics.txt")"
done
finish
