#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tier: quick
# debian/copyright has the licence of each file as in the file's SPDX identifier.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

copyright=$top/debian/copyright

# Files that git tracks; in an unpacked archive, all files.
files() {
	git -C "$top" ls-files 2> /dev/null ||
		(cd "$top" && find . -path ./.cache -prune -o -type f -printf '%P\n')
}

# Lines "PATTERN<tab>LICENCE" in the order of the file; the last match counts.
rules() {
	awk -v OFS='\t' '
		/^[A-Z][A-Za-z-]*:/ { key = $1 }
		/^$/ { n = 0; key = "" }
		key == "Files:" { for (i = 1; i <= NF; i++)
			if ($i != "Files:") pattern[n++] = $i }
		$1 == "License:" { sub("License: *", "")
			for (i = 0; i < n; i++) print pattern[i], $0 }' "$copyright"
}

# find_licence FILE: set licence to the one that debian/copyright has for FILE
find_licence() {
	local i

	for ((i = ${#patterns[@]} - 1; i >= 0; i--)); do
		licence=${licences[i]}
		# shellcheck disable=SC2053
		[[ $1 == ${patterns[i]} ]] && return
	done
	licence=""
}

# identifiers: "FILE<tab>LICENCE" of each file that has an SPDX identifier in its first lines
identifiers() {
	files | (cd "$top" && xargs -d '\n' grep -aHnm 1 'SPDX-License-Identifier: ' 2> /dev/null) |
		sed -nE 's/^([^:]*):[1-6]:.*SPDX-License-Identifier: ([A-Za-z0-9.-]+( (OR|AND) [A-Za-z0-9.-]+)*).*/\1\t\2/p' |
		sed 's/ OR / or /; s/ AND / and /'
}

patterns=() licences=()
while IFS=$'\t' read -r pattern licence; do
	patterns+=("$pattern") licences+=("$licence")
done < <(rules)

differ="" seen=0
while IFS=$'\t' read -r f itself; do
	seen=$((seen + 1))
	find_licence "$f"
	[ "$itself" = "$licence" ] ||
		differ+="$f is $itself, debian/copyright says $licence"$'\n'
done < <(identifiers)

at_least "files have an SPDX identifier" "$seen" 100
is "debian/copyright has the licence of each file" "$differ" ""
is "... and the text of each licence" "$(printf '%s\n' "${licences[@]}" |
	sed 's/ \(or\|and\) /\n/g' | sort -u | while read -r licence; do
		grep -A 1 -x "License: $licence" "$copyright" | grep -q '^ ' ||
			echo "$licence"
	done)" ""
finish
