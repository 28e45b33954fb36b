# SPDX-License-Identifier: GPL-2.0-only
# Prints times in seconds from a function_graph trace between the markers "begin" and "end":
#	NAME.seconds	from marker to marker
#	NAME.kernel	in functions that no other traced function called
#	NAME.FUNCTION	in each of these functions
#	NAME.first	from the first marker until the first kswapd_run() returned
# A line is "TIME | DURATION us | CALL"; CALL is indented by its depth.
BEGIN { FS = "|" }

function call(text) {
	gsub(/[ (){};*\/]/, "", text)
	return text
}

$3 ~ /\* begin/ { begin = $1 }
$3 ~ /\* end/ { end = $1 }
$2 !~ / us/ || !begin || end { next }
{
	usecs = $2 + 0
	leaf = $3 ~ /;/
}
$3 ~ /^  [^ ]/ {
	top[call($3)] += usecs
	kernel += usecs
}
$3 ~ /kswapd_run/ && !first { first = $1 + (leaf ? usecs / 1e6 : 0) }
END {
	if (!begin || !end)
		exit 1
	printf "%s.seconds %.6f\n", name, end - begin
	printf "%s.kernel %.6f\n", name, kernel / 1e6
	for (f in top)
		printf "%s.%s %.6f\n", name, f, top[f] / 1e6
	if (first)
		printf "%s.first %.6f\n", name, first - begin
}
