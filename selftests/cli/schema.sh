# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# JSON of the tool against the schemas that are shipped. Source it after ktap.sh.
schemas=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../tools/daxkmem/schema" && pwd)

# fits TEXT SCHEMA JSON: of a missing validator it says so; CI has one
fits() {
	fits_schema "$1" "$3" "$schemas/$2.json"
}

# fits_each TEXT SCHEMA LINES: each line is an object
fits_each() {
	fits_schema "$1" "[$(paste -sd, <<< "$3")]" \
		<(printf '{"type": "array", "minItems": 1, "items": %s}' "$(< "$schemas/$2.json")")
}

# fits_schema TEXT JSON FILE
fits_schema() {
	local why

	if ! command -v jsonschema > /dev/null; then
		if [ -n "${CI:-}" ]; then
			fail "$1" "jsonschema (package python3-jsonschema) is missing"
		else
			pass "$1 # SKIP jsonschema (package python3-jsonschema) is missing"
		fi
		return
	fi
	why=$(mktemp)
	if jsonschema -i <(printf '%s\n' "$2") "$3" > "$why" 2>&1; then
		pass "$1"
	else
		fail "$1" "$(head -n 20 "$why")"
	fi
	rm -f "$why"
}
