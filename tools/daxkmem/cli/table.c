// SPDX-License-Identifier: GPL-2.0-or-later
/* Print a JSON array of objects as a table. */
#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include "cli/daxkmem.h"

/* Returns the items of an array, separated by commas; "-" if it or an item is empty. */
static const char *list_text(struct json_object *v)
{
	const char *text = "", *item;
	size_t i;

	for (i = 0; i < json_object_array_length(v); i++) {
		item = json_object_get_string(json_object_array_get_idx(v, i));
		text = say("%s%s%s", text, i ? "," : "", item ?: "-");
	}
	return *text ? text : "-";
}

static const char *cell(struct json_object *row, const struct column *col)
{
	struct json_object *v = json_object_object_get(row, col->key);

	if (!v)
		return "-";
	if (json_object_is_type(v, json_type_array))
		return list_text(v);
	if (col->kind == SIZE)
		return size_text(json_object_get_int64(v));
	return json_object_get_string(v);
}

/* The last column may hold a sentence: let it wrap on a terminal. */
static int flags_of(const struct column *col, bool last)
{
	if (col->kind != TEXT)
		return SCOLS_FL_RIGHT;
	return last ? SCOLS_FL_WRAP : 0;
}

static bool add_row(struct libscols_table *t, struct json_object *row,
		    const struct column *cols, int nr)
{
	struct libscols_line *line = scols_table_new_line(t, NULL);
	int c;

	for (c = 0; line && c < nr; c++)
		if (scols_line_set_data(line, c, cell(row, &cols[c])))
			return false;
	return line;
}

static bool fill(struct libscols_table *t, struct json_object *rows,
		 const struct column *cols, int nr)
{
	size_t i;
	int c;

	for (c = 0; c < nr; c++)
		if (!scols_table_new_column(t, cols[c].title, 0,
					    flags_of(&cols[c], c == nr - 1)))
			return false;
	for (i = 0; i < json_object_array_length(rows); i++)
		if (!add_row(t, json_object_array_get_idx(rows, i), cols, nr))
			return false;
	scols_table_enable_noheadings(t, opt.no_headings);
	scols_table_enable_raw(t, opt.raw);
	return !scols_print_table(t);
}

/* Prints nothing if there are no rows. Text is UTF-8 in any locale. */
void table_print(struct json_object *rows, const struct column *cols, int nr)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	locale_t was = uselocale(utf8);
	struct libscols_table *t;
	bool done = true;

	if (json_object_array_length(rows)) {
		t = scols_new_table();
		done = t && fill(t, rows, cols, nr);
		scols_unref_table(t);
	}
	if (utf8) {
		uselocale(was);
		freelocale(utf8);
	}
	if (!done) {
		fputs("daxkmem: out of memory\n", stderr);
		exit(FAILED);
	}
}
