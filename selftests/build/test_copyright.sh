#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tier: full
# What debian/copyright says of each file is what the file says of itself.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

copyright=$top/debian/copyright

# What git tracks; in an unpacked archive, what is there.
files() {
	git -C "$top" ls-files 2> /dev/null ||
		(cd "$top" && find . -path ./.cache -prune -o -type f -printf '%P\n')
}

# Lines "PATTERN<tab>LICENCE", as the file has them; the last that fits counts.
rules() {
	awk -v OFS='\t' '
		/^[A-Z][A-Za-z-]*:/ { key = $1 }
		/^$/ { n = 0; key = "" }
		key == "Files:" { for (i = 1; i <= NF; i++)
			if ($i != "Files:") pattern[n++] = $i }
		$1 == "License:" { sub("License: *", "")
			for (i = 0; i < n; i++) print pattern[i], $0 }' "$copyright"
}

# said FILE: what debian/copyright says of it
said() {
	local i

	for ((i = ${#patterns[@]} - 1; i >= 0; i--)); do
		# shellcheck disable=SC2053
		[[ $1 == ${patterns[i]} ]] && { echo "${licences[i]}"; return; }
	done
}

# names FILE: what it says of itself
names() {
	head -n 6 "$1" | tr -d '\0' | sed -nE 's/.*SPDX-License-Identifier: ([A-Za-z0-9.-]+( (OR|AND) [A-Za-z0-9.-]+)*).*/\1/p' |
		head -n 1 | sed 's/ OR / or /; s/ AND / and /'
}

patterns=() licences=()
while IFS=$'\t' read -r pattern licence; do
	patterns+=("$pattern") licences+=("$licence")
done < <(rules)

differ="" seen=0
while read -r f; do
	[ -f "$top/$f" ] || continue
	itself=$(names "$top/$f")
	[ -n "$itself" ] || continue
	seen=$((seen + 1))
	[ "$itself" = "$(said "$f")" ] ||
		differ+="$f is $itself, debian/copyright says $(said "$f")"$'\n'
done < <(files)

at_least "files name their licence" "$seen" 100
is "debian/copyright agrees with each of them" "$differ" ""
is "it has the text of each licence" "$(printf '%s\n' "${licences[@]}" |
	sed 's/ \(or\|and\) /\n/g' | sort -u | while read -r licence; do
		grep -A 1 -x "License: $licence" "$copyright" | grep -q '^ ' ||
			echo "$licence"
	done)" ""
finish
