# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A strict check of the Prometheus text format: HELP, TYPE and all samples of a family are
# adjacent, no sample is repeated, and every label is escaped.

# format_errors < TEXT: prints a line for each error
format_errors() {
	awk '
	function wrong(why) { print "line " NR ": " why ": " $0 }
	/^# HELP / {
		if (seen[$3]++) wrong("duplicate family")
		if (NF < 4) wrong("no help text")
		family = $3; typed = 0; next
	}
	/^# TYPE / {
		if ($3 != family || typed++ || $4 != "gauge" || NF != 4)
			wrong("invalid TYPE")
		next
	}
	{
		name = $0; sub(/[{ ].*/, "", name)
		if (name != family || !typed) wrong("not after its HELP and TYPE")
		if (name !~ /^daxkmem_[a-z_]*[a-z]$/) wrong("invalid name")
		if ($0 !~ /^[a-z_]+([{][a-z_]+="([^"\\]|\\["\\n])*"(,[a-z_]+="([^"\\]|\\["\\n])*")*[}])? [0-9.e+-]+$/)
			wrong("invalid sample")
		series = $0; sub(/ [^ ]*$/, "", series)
		if (samples[series]++) wrong("duplicate sample")
	}
	END { if (NR == 0) print "the text is empty" }'
}
