# SPDX-License-Identifier: GPL-2.0-only
# Prints a Markdown table and the goals from lines "GIB SYSTEM METRIC VALUE". A goal that is
# not met is printed with the measured floor. Several values of a metric are rounds, of which
# the median counts. Variable: kernel (its name).
{
	if (!(($1, "seen") in values)) {
		values[$1, "seen"] = 1
		sizes[++nr_sizes] = $1
	}
	key = $1 SUBSEP $2 SUBSEP $3
	all[key, ++count[key]] = $4
}

# Sorts the values of the key in place.
function median(gib, who, metric,	key, n, i, j, v) {
	key = gib SUBSEP who SUBSEP metric
	n = count[key]
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && all[key, j - 1] + 0 > all[key, j] + 0; j--) {
			v = all[key, j]
			all[key, j] = all[key, j - 1]
			all[key, j - 1] = v
		}
	return n ? all[key, int((n + 1) / 2)] : ""
}

# The least time that any system spent in the kernel's own calls.
function floor_of(gib, action,	names, n, i, v, least) {
	n = split("daxkmem sysfs daxctl auto state", names, " ")
	for (i = 1; i <= n; i++) {
		v = median(gib, names[i], action ".kernel")
		if (v != "" && (least == "" || v + 0 < least + 0))
			least = v
	}
	return least
}

function add_row(what, how) {
	cell[++rows, 1] = what
	cell[rows, 2] = how
}

# seconds(TEXT, NAME, SYSTEM, METRIC): add a row of times with the ratio to the tool's
function seconds(what, how, who, metric,	i, v, ours) {
	add_row(what, how)
	for (i = 1; i <= nr_sizes; i++) {
		ours = median(sizes[i], "daxkmem", metric)
		if (who == "")
			v = floor_of(sizes[i], substr(metric, 1, 6))
		else
			v = median(sizes[i], who, metric)
		cell[rows, i + 2] = v == "" ? "-" : sprintf("%.2f (%.2f)", v, v / ours)
	}
}

function is_measured(who, metric,	i) {
	for (i = 1; i <= nr_sizes; i++)
		if (median(sizes[i], who, metric) != "")
			return 1
	return 0
}

function first(what, how, who,	i, v, whole) {
	add_row(what, how)
	for (i = 1; i <= nr_sizes; i++) {
		v = median(sizes[i], who, "attach.first")
		whole = median(sizes[i], who, "attach.seconds")
		cell[rows, i + 2] = v == "" ? "-" : sprintf("%.2f (%.1f %%)", v, 100 * v / whole)
	}
}

function plain(what, how, who, metric, format,	i, v) {
	add_row(what, how)
	for (i = 1; i <= nr_sizes; i++) {
		v = median(sizes[i], who, metric)
		cell[rows, i + 2] = v == "" ? "-" : sprintf(format, v)
	}
}

function print_table(	i, j, wide, line) {
	for (j = 1; j <= nr_sizes + 2; j++)
		for (i = 1; i <= rows; i++)
			if (length(cell[i, j]) > wide[j])
				wide[j] = length(cell[i, j])
	for (i = 1; i <= rows; i++) {
		line = "|"
		for (j = 1; j <= nr_sizes + 2; j++)
			line = line sprintf(j > 2 ? " %*s |" : " %-*s |", wide[j], cell[i, j])
		print line
		if (i > 1)
			continue
		line = "|"
		for (j = 1; j <= nr_sizes + 2; j++)
			line = line " " dashes(wide[j] - (j > 2)) (j > 2 ? ": |" : " |")
		print line
	}
}

function dashes(n,	s) {
	while (n-- > 0)
		s = s "-"
	return s
}

function make_table(	i) {
	add_row("", "")
	for (i = 1; i <= nr_sizes; i++)
		cell[rows, i + 2] = sizes[i] " GiB"
	plain("memory blocks", "", "daxkmem", "blocks", "%d")
	seconds("attach, s", "daxkmem", "daxkmem", "attach.seconds")
	seconds("", "sysfs alone", "sysfs", "attach.seconds")
	seconds("", "daxkmem, memmap on the device", "memmap", "attach.seconds")
	seconds("", "daxctl", "daxctl", "attach.seconds")
	seconds("", "in-tree with auto-online", "auto", "attach.seconds")
	seconds("", "the kernel's own calls", "", "attach.seconds")
	seconds("detach, s", "daxkmem", "daxkmem", "detach.seconds")
	seconds("", "sysfs alone", "sysfs", "detach.seconds")
	seconds("", "daxkmem, memmap on the device", "memmap", "detach.seconds")
	seconds("", "daxctl", "daxctl", "detach.seconds")
	seconds("", "daxctl after auto-online", "auto", "detach.seconds")
	if (is_measured("state", "detach.seconds"))
		seconds("", "in-tree by its state attribute", "state", "detach.seconds")
	seconds("", "the kernel's own calls", "", "detach.seconds")
	first("first usable memory, s", "daxkmem", "daxkmem")
	first("", "daxkmem, memmap on the device", "memmap")
	first("", "daxctl", "daxctl")
	first("", "in-tree with auto-online", "auto")
	plain("DRAM, MiB", "daxkmem", "daxkmem", "attach.dram_mib", "%d")
	plain("", "daxkmem, memmap on the device", "memmap", "attach.dram_mib", "%d")
	plain("", "daxctl", "daxctl", "attach.dram_mib", "%d")
	plain("", "in-tree with auto-online", "auto", "attach.dram_mib", "%d")
	plain("list, ms of CPU time", "daxkmem list", "daxkmem", "list.cpu_ms", "%.1f")
	plain("", "daxctl list", "daxctl", "list.cpu_ms", "%.1f")
}

# goal(TEXT, LIMIT, FORMAT, FLOOR): judge got[1..nr], the values at the sizes at[1..nr]
function goal(text, limit, format, floor_text,	i, bad, line) {
	for (i = 1; i <= nr; i++) {
		line = line (i > 1 ? ", " : "") sprintf(format, got[i]) " at " at[i]
		if (got[i] > limit)
			bad = bad (bad == "" ? "" : ", ") sprintf(format, least[i]) " at " at[i]
	}
	if (!nr)
		line = "not measured"
	else
		line = (bad == "" ? "met: " : "not met: ") line
	print "- " text ": " line (bad == "" ? "" : "; measured floor " bad " (" floor_text ")")
	judged += nr > 0
	reached += nr > 0 && bad == ""
	nr = 0
}

# note(WHERE, VALUE, UNIT, FLOOR): add a value and its floor, both divided by UNIT, for the
# next goal(). Does nothing without a value.
function note(where, value, unit, low) {
	if (value == "" || unit + 0 == 0)
		return
	at[++nr] = where
	got[nr] = value / unit
	least[nr] = low / unit
}

function attach_goals(	i, g) {
	for (i = 1; i <= nr_sizes; i++) {
		g = sizes[i]
		note(g " GiB", median(g, "daxkmem", "attach.seconds"), floor_of(g, "attach"), floor_of(g, "attach"))
	}
	goal("attach takes at most 1.05 times the kernel's own calls", 1.05, "%.3f", "those calls")
	note("256 GiB", median(256, "daxkmem", "attach.seconds"), median(256, "auto", "attach.seconds"), floor_of(256, "attach"))
	goal("attach takes at most 0.35 of in-tree auto-online at 256 GiB", 0.35, "%.3f", "the kernel's own calls")
}

# The first memory can only be usable after device_dax has released the device and one block
# has been added and onlined.
function first_goal(	i, g, blocks, low) {
	for (i = 1; i <= nr_sizes; i++) {
		g = sizes[i]
		blocks = median(g, "daxkmem", "blocks")
		low = median(g, "daxkmem", "attach.add_memory_driver_managed")
		low = (low + median(g, "daxkmem", "attach.device_online")) / (blocks ? blocks : 1)
		low += median(g, "daxkmem", "attach.memunmap_pages")
		note(g " GiB", median(g, "daxkmem", "attach.first"), median(g, "daxkmem", "attach.seconds") / 100, low)
	}
	goal("the first memory is usable before 1 % of the attach", 1, "%.1f %%",
		"device_dax unmaps the device, and one block is added and onlined")
}

function detach_goal(	i, g) {
	for (i = 1; i <= nr_sizes; i++) {
		g = sizes[i]
		note(g " GiB", median(g, "daxkmem", "detach.seconds"), median(g, "daxctl", "detach.seconds"), floor_of(g, "detach"))
	}
	goal("detach takes no longer than daxctl's", 1.001, "%.3f", "the kernel's own calls")
}

# Judged at the size with most blocks. The floor is the time that the program takes to start.
function list_goal(	i, g) {
	g = sizes[1]
	for (i = 2; i <= nr_sizes; i++)
		if (median(sizes[i], "daxkmem", "blocks") > median(g, "daxkmem", "blocks") + 0)
			g = sizes[i]
	note(median(g, "daxkmem", "blocks") " blocks", median(g, "daxkmem", "list.cpu_ms"),
		median(g, "daxctl", "list.cpu_ms"), median(g, "daxkmem", "version.cpu_ms"))
	goal("daxkmem list takes less than half of daxctl's CPU time", 0.5, "%.3f", "daxkmem --version")
}

END {
	if (!nr_sizes) {
		print "no measurements" > "/dev/stderr"
		exit 1
	}
	make_table()
	print "Linux " kernel ", one CPU, -icount shift=0,sleep=off. In parentheses: the ratio to daxkmem, or"
	print "the part of the attach."
	print ""
	print_table()
	print ""
	print "Goals:"
	print ""
	attach_goals()
	first_goal()
	detach_goal()
	list_goal()
	print ""
	print reached " of " judged " goals are met."
}
