#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The tool on what was recorded of real (emulated) machines: it says what it
# said there. dumps/record makes them anew.
# usage: test_dumps.sh [DAXKMEM]
# shellcheck source=tree.sh
. "$(dirname "$0")/tree.sh"
# shellcheck source=schema.sh
. "$cli/schema.sh"

plan $((3 * $(ls "$cli"/dumps/*.tar.gz | wc -l) + 1))
lists=""
for dump in "$cli"/dumps/*.tar.gz; do
	name=$(basename "$dump" .tar.gz)
	rm -rf "$root"
	mkdir "$root"
	tar -C "$root" -xzf "$dump"
	run list --json
	is "$name: list --json" "$rc $err$out" "0 $(< "$root/list.json")"
	lists+=${lists:+,}$out
	run list --output all
	is "... list with all columns" "$out" "$(< "$root/list.txt")"
	run metrics
	is "... metrics" "$out" "$(< "$root/metrics.txt")"
done
# one validator for all, as it takes long to start
fits_schema "all lists are as their schema says" "[$lists]" \
	<(printf '{"type": "array", "items": %s}' "$(< "$schemas/list.json")")
finish
