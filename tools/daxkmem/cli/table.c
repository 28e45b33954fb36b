// SPDX-License-Identifier: GPL-2.0-or-later
/* An array of objects as a table: the same values as in the JSON. */
#include <string.h>
#include "cli/daxkmem.h"

/* Items of an array stand with commas between them. */
static const char *list_text(struct json_object *v)
{
	const char *text = "";
	size_t i;

	for (i = 0; i < json_object_array_length(v); i++)
		text = say("%s%s%s", text, i ? "," : "",
			   json_object_get_string(json_object_array_get_idx(v, i)));
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

/* Columns on the screen, which are fewer than bytes in UTF-8. */
static int width_of(const char *s)
{
	int n = 0;

	for (; *s; s++)
		n += (*s & 0xc0) != 0x80;
	return n;
}

static int column_width(struct json_object *rows, const struct column *col)
{
	size_t i;
	int w, widest = strlen(col->title);

	for (i = 0; i < json_object_array_length(rows); i++) {
		w = width_of(cell(json_object_array_get_idx(rows, i), col));
		if (w > widest)
			widest = w;
	}
	return widest;
}

static void put(const char *text, const struct column *col, int width,
		bool last)
{
	int pad = width - width_of(text);

	if (col->kind != TEXT)
		printf("%*s%s", pad, "", text);
	else
		printf("%s%*s", text, last ? 0 : pad, "");
	putchar(last ? '\n' : ' ');
}

/* Nothing for no rows. */
void table_print(struct json_object *rows, const struct column *cols, int nr)
{
	size_t i, nr_rows = json_object_array_length(rows);
	int width[nr], c;

	if (!nr_rows)
		return;
	for (c = 0; c < nr; c++) {
		width[c] = column_width(rows, &cols[c]);
		put(cols[c].title, &cols[c], width[c], c == nr - 1);
	}
	for (i = 0; i < nr_rows; i++)
		for (c = 0; c < nr; c++)
			put(cell(json_object_array_get_idx(rows, i), &cols[c]),
			    &cols[c], width[c], c == nr - 1);
}
