# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The host's part of test_monitor.sh: the guest has no validator for JSON schemas.

# host_fits JSON: prints whether a line of monitor matches its schema: "valid", "invalid",
# or "missing" if the host has no validator either
host_fits() {
	local schemas=$top/tools/daxkmem/schema

	command -v jsonschema > /dev/null || { echo missing; return; }
	printf '%s\n' "$*" > "$work/line"
	jsonschema --base-uri "file://$schemas/" -i "$work/line" "$schemas/monitor.json" \
		> /dev/null 2>&1 && echo valid || echo invalid
}
