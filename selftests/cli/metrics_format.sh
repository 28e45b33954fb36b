# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Prometheus' text format, strictly: HELP, TYPE and all samples of a family
# stand together, each sample is there once, and every label is escaped.

# format_errors < TEXT: what is wrong with it, one line each
format_errors() {
	awk '
	function wrong(why) { print "line " NR ": " why ": " $0 }
	/^# HELP / {
		if (seen[$3]++) wrong("a family twice")
		if (NF < 4) wrong("no help")
		family = $3; typed = 0; next
	}
	/^# TYPE / {
		if ($3 != family || typed++ || $4 != "gauge" || NF != 4)
			wrong("TYPE")
		next
	}
	{
		name = $0; sub(/[{ ].*/, "", name)
		if (name != family || !typed) wrong("not behind its HELP and TYPE")
		if (name !~ /^daxkmem_[a-z_]*[a-z]$/) wrong("name")
		if ($0 !~ /^[a-z_]+([{][a-z_]+="([^"\\]|\\["\\n])*"(,[a-z_]+="([^"\\]|\\["\\n])*")*[}])? [0-9.e+-]+$/)
			wrong("sample")
		series = $0; sub(/ [^ ]*$/, "", series)
		if (samples[series]++) wrong("a sample twice")
	}
	END { if (NR == 0) print "it is empty" }'
}
