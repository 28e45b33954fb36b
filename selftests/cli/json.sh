# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Checks of the tool's JSON output: its values, and validation by the shipped schemas.
# Source it after ktap.sh. If a program is missing, points are skipped, or fail in CI.
schemas=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../tools/daxkmem/schema" && pwd)

# lacks PACKAGE COMMAND TEXT: true if the command is missing; skips the point, or fails it in CI
lacks() {
	! command -v "$2" > /dev/null || return
	if [ -n "${CI:-}" ]; then
		fail "$3" "$2 (package $1) is missing"
	else
		skip "$3" "$2 (package $1) is missing"
	fi
}

# shows TEXT JSON FILTER WANTED: compares the output of a jq filter
shows() {
	lacks jq jq "$1" || is "$1" "$(jq -rc "$3" 2>&1 <<< "$2")" "$4"
}

# fields TEXT JSON WANTED PATH...: compares values as JSON, separated by spaces. A path is a list
# of keys and indices; a missing one is an error, not null.
fields() {
	local text=$1 json=$2 wanted=$3

	shift 3
	lacks jq jq "$text" || is "$text" "$(jq -r --args '
		def at($keys): reduce $keys[] as $k (.;
			if has($k) then .[$k] else error("there is no \($k)") end);
		[$ARGS.positional[] | split(" ") | map(tonumber? // .)] as $paths |
		[at($paths[]) | tojson] | join(" ")' "$@" 2>&1 <<< "$json")" "$wanted"
}

# fits TEXT SCHEMA JSON: validates the JSON. The validator is slow to start, so finish runs it
# once for each schema and prints the points.
fits() {
	make_queue
	queue "$1" "$2" "$3"
}

# fits_each TEXT SCHEMA LINES: validates lines of one object each
fits_each() {
	make_queue
	[ -e "$queue/$2-each.json" ] ||
		printf '{"type": "array", "minItems": 1, "items": %s}' \
			"$(< "$queue/$2.json")" > "$queue/$2-each.json"
	queue "$1" "$2-each" "[$(paste -sd, <<< "$3")]"
}

queue="" queued=() queued_texts=() queued_schemas=()

# The shipped schemas allow unknown keys, because a newer daxkmem may add some. Here a schema
# must name every key. A schema can add keys to a definition, so expand the definitions and
# merge allOf first.
make_queue() {
	local f

	[ -n "$queue" ] && return
	queue=$(mktemp -d) || exit 1
	for f in "$schemas"/*.json; do
		jq --slurpfile shared "$schemas/definitions.json" '
			def filled:
				if type == "array" then map(filled)
				elif type != "object" then .
				elif has("$ref") then
					$shared[0].definitions[.["$ref"] | split("/") | last] | filled
				else map_values(filled) |
					reduce (.allOf // [])[] as $s (del(.allOf);
						((.required // []) + ($s.required // [])) as $r |
						. * $s | .required = ($r | unique))
				end;
			filled | walk(if type == "object" and (.properties | type) == "object" and
				(has("additionalProperties") | not) then .additionalProperties = false else . end)' \
			"$f" > "$queue/${f##*/}" 2> /dev/null ||
			cp "$f" "$queue/" || exit 1
	done
}

# validate SCHEMA -i FILE...: runs the validator; a schema refers to others in its directory
validate() {
	local schema=$1

	shift
	jsonschema --base-uri "file://${schema%/*}/" "$@" "$schema" 2>&1
}

# queue TEXT SCHEMA JSON
queue() {
	local file=$queue/${#queued[@]}.instance

	printf '%s\n' "$3" > "$file"
	queued+=("$file") queued_texts+=("$1") queued_schemas+=("$2")
}

# before_finish: prints the points of the queued JSON
before_finish() {
	local i s why
	local -A instances=() all_fit=()

	for i in "${!queued[@]}"; do
		instances[${queued_schemas[i]}]+=" -i ${queued[i]}"
	done
	for s in "${!instances[@]}"; do
		# shellcheck disable=SC2086
		! validate "$queue/$s.json" ${instances[$s]} > /dev/null ||
			all_fit[$s]=1
	done
	for i in "${!queued[@]}"; do
		s=${queued_schemas[i]}
		if lacks python3-jsonschema jsonschema "${queued_texts[i]}"; then
			continue
		elif [ -n "${all_fit[$s]:-}" ] ||
			why=$(validate "$queue/$s.json" -i "${queued[i]}"); then
			pass "${queued_texts[i]}"
		else
			fail "${queued_texts[i]}" "$(head -n 20 <<< "$why")"
		fi
	done
	[ -z "$queue" ] || rm -r "$queue"
}
