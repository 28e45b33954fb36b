# SPDX-License-Identifier: GPL-2.0-only
# Draws an SVG chart of attach and detach from lines "GIB SYSTEM METRIC VALUE". The bars are
# milliseconds for each GiB, so that sizes can be compared; the labels are seconds.
# Variable: kernel (its name).
$3 ~ /^(attach|detach)\.(seconds|first)$/ {
	if (!($1 in has))
		order[++nr] = $1
	has[$1] = has[$1] " " $2
	sum[$1, $2, $3] += $4
	count[$1, $2, $3]++
}

function mean(gib, who, metric) {
	if (!count[gib, who, metric])
		return 0
	return sum[gib, who, metric] / count[gib, who, metric]
}

# Height of a bar for a metric, in ms for each GiB
function height(gib, who, metric) {
	return mean(gib, who, metric) * 1000 / gib / most * tall
}

function scale(	i, j, a, v) {
	for (i = 1; i <= nr_sizes; i++)
		for (j = 1; j <= 3; j++)
			for (a = 1; a <= 2; a++) {
				v = mean(sizes[i], systems[j], actions[a] ".seconds") * 1000 / sizes[i]
				if (v > most)
					most = v
			}
}

function text(x, y, class, s) {
	printf "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>\n", x, y, class, s
}

function line(x1, x2, y, class) {
	printf "<path class=\"%s\" d=\"M%.1f %.1fH%.1f\"/>\n", class, x1, y, x2
}

function grid(	v, step, y) {
	for (step = 5; most / step > 8; step *= 2)
		;
	for (v = 0; v <= most; v += step) {
		y = base - v / most * tall
		line(left, right, y, "grid")
		text(left - 6, y + 4, "end", v)
	}
	text(left, 34, "", "ms for each GiB; labels: seconds")
}

function label(v) {
	return sprintf(v < 10 ? "%.2f" : "%.1f", v)
}

# bar(X, GIB, N, ACTION): draw a bar; the white line marks the first usable memory
function bar(x, gib, n, action,	h, first) {
	h = height(gib, systems[n], action ".seconds")
	if (!h)
		return
	printf "<rect class=\"s%d\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>\n", n, x, base - h, wide, h
	text(x + wide / 2, base - h - 4, "mid", label(mean(gib, systems[n], action ".seconds")))
	first = height(gib, systems[n], action ".first")
	if (first)
		line(x, x + wide, base - first, "first")
}

function panel(x, action,	i, j) {
	text(x + nr_sizes * group / 2, base + 36, "mid bold", action)
	for (i = 1; i <= nr_sizes; i++) {
		text(x + (i - 0.5) * group, base + 18, "mid", sizes[i] " GiB")
		for (j = 1; j <= 3; j++)
			bar(x + (i - 1) * group + 6 + (j - 1) * (wide + 2), sizes[i], j, action)
	}
}

function legend(	j, x) {
	x = left
	for (j = 1; j <= 3; j++) {
		printf "<rect class=\"s%d\" x=\"%d\" y=\"%d\" width=\"12\" height=\"12\"/>\n", j, x, base + 50
		text(x + 18, base + 60, "", names[j])
		x += 46 + 6.4 * length(names[j])
	}
	line(x, x + 14, base + 56, "key")
	text(x + 20, base + 60, "", "first usable memory")
}

# choose(PATTERN): select the sizes at which a matching system was measured
function choose(pattern,	i) {
	for (i = 1; i <= nr; i++)
		if (has[order[i]] ~ pattern)
			sizes[++nr_sizes] = order[i]
}

END {
	# A size that was only measured for its list has no auto-online.
	choose("auto")
	if (!nr_sizes)
		choose("daxkmem")
	if (!nr_sizes) {
		print "no measurements" > "/dev/stderr"
		exit 1
	}
	split("daxkmem daxctl auto", systems, " ")
	split("dax_kmem|in-tree kmem with daxctl|in-tree kmem with auto-online", names, "|")
	split("attach detach", actions, " ")
	left = 40; base = 260; tall = 205; wide = 30
	group = 3 * (wide + 2) + 12
	right = left + 2 * nr_sizes * group + 30
	total = right + 10 > 740 ? right + 10 : 740
	scale()
	print "<!-- SPDX-License-Identifier: GPL-2.0-only -->"
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">\n", total, base + 72
	print "<title>Time to attach and to detach a device, Linux " kernel "</title>"
	print "<style>"
	print "text{fill:#333}.grid{stroke:#ccc}.first,.key{stroke-width:2}.first{stroke:#fff}.key{stroke:#888}"
	print ".end{text-anchor:end}.mid{text-anchor:middle}.bold{font-weight:bold}"
	print ".s1{fill:#2878c8}.s2{fill:#d08020}.s3{fill:#888890}"
	print "@media (prefers-color-scheme:dark){text{fill:#ddd}.grid{stroke:#444}}"
	print "</style>"
	text(left, 18, "bold", "Attach and detach, Linux " kernel)
	grid()
	panel(left, "attach")
	panel(left + nr_sizes * group + 30, "detach")
	legend()
	print "</svg>"
}
