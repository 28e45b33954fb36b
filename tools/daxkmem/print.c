// SPDX-License-Identifier: GPL-2.0-or-later
/* Devices as a table and as JSON. */
#include <string.h>
#include "daxkmem.h"

enum { NAME, SIZE, DRIVER, NODE, STATE, POLICY, PLUGGED, ONLINE, LOST, NR_COLS };

static const struct {
	const char *title;
	bool right;	/* numbers stand to the right */
} cols[NR_COLS] = {
	[NAME] = { "DEVICE", false },
	[SIZE] = { "SIZE", true },
	[DRIVER] = { "DRIVER", false },
	[NODE] = { "NODE", true },
	[STATE] = { "STATE", false },
	[POLICY] = { "POLICY", false },
	[PLUGGED] = { "PLUGGED", true },
	[ONLINE] = { "ONLINE", true },
	[LOST] = { "LOST", true },
};

typedef char cells[NR_COLS][WORD_LEN + 16];

static void put_size(char *cell, long long bytes)
{
	if (bytes < 0)
		strcpy(cell, "-");
	else if (opt.bytes)
		sprintf(cell, "%lld", bytes);
	else
		strcpy(cell, human(bytes));
}

static void put_word(char *cell, const char *word)
{
	strcpy(cell, *word ? word : "-");
}

/* Two drivers can be called kmem; the table says which one it is. */
static void put_driver(char *cell, const struct dax_device *d)
{
	put_word(cell, d->driver);
	if (device_in_tree_kmem(d))
		strcat(cell, " (in-tree)");
	else if (!strcmp(d->driver, "kmem"))
		strcat(cell, " (dax_kmem)");
}

static void fill(cells c, const struct dax_device *d)
{
	put_word(c[NAME], d->name);
	put_size(c[SIZE], d->size);
	put_driver(c[DRIVER], d);
	strcpy(c[NODE], "-");
	if (d->node >= 0)
		sprintf(c[NODE], "%d", d->node);
	put_word(c[STATE], d->state);
	put_word(c[POLICY], d->policy);
	put_size(c[PLUGGED], d->plugged);
	put_size(c[ONLINE], d->online);
	put_size(c[LOST], d->lost);
}

static void measure(int *width, const struct dax_device *v, int nr)
{
	cells c;
	int i, col;

	for (col = 0; col < NR_COLS; col++)
		width[col] = strlen(cols[col].title);
	for (i = 0; i < nr; i++) {
		fill(c, &v[i]);
		for (col = 0; col < NR_COLS; col++)
			if ((int)strlen(c[col]) > width[col])
				width[col] = strlen(c[col]);
	}
}

static void put_cell(int col, const int *width, const char *text)
{
	if (col)
		putchar(' ');
	if (cols[col].right)
		printf("%*s", width[col], text);
	else
		printf("%-*s", width[col], text);
	if (col == NR_COLS - 1)
		putchar('\n');
}

void print_table(const struct dax_device *v, int nr)
{
	int width[NR_COLS], i, col;
	cells c;

	if (!nr)
		return;
	measure(width, v, nr);
	for (col = 0; col < NR_COLS; col++)
		put_cell(col, width, cols[col].title);
	for (i = 0; i < nr; i++) {
		fill(c, &v[i]);
		for (col = 0; col < NR_COLS; col++)
			put_cell(col, width, c[col]);
	}
}

static void json_word(const char *key, const char *word)
{
	printf(",\"%s\":", key);
	if (*word)
		json_string(stdout, word);
	else
		fputs("null", stdout);
}

static void json_number(const char *key, long long n)
{
	if (n < 0)
		printf(",\"%s\":null", key);
	else
		printf(",\"%s\":%lld", key, n);
}

/* daxctl's word for what a device is used as; "" if by nothing known. */
static const char *mode(const struct dax_device *d)
{
	if (d->attached || device_in_tree_kmem(d))
		return "system-ram";
	return strcmp(d->driver, "device_dax") ? "" : "devdax";
}

static void json_device(const struct dax_device *d)
{
	fputs("{\"chardev\":", stdout);
	json_string(stdout, d->name);
	json_number("size", d->size);
	json_number("target_node", d->node);
	json_word("mode", mode(d));
	json_word("driver", d->driver);
	printf(",\"attached\":%s", d->attached ? "true" : "false");
	json_word("state", d->state);
	json_word("policy", d->policy);
	json_number("usable_size", d->usable);
	json_number("plugged_size", d->plugged);
	json_number("online_size", d->online);
	json_number("lost_size", d->lost);
	putchar('}');
}

void print_json(const struct dax_device *v, int nr)
{
	int i;

	putchar('[');
	for (i = 0; i < nr; i++) {
		fputs(i ? ",\n " : "\n ", stdout);
		json_device(&v[i]);
	}
	puts(nr ? "\n]" : "]");
}

/* The end of a command that went well: @text, or the device as it is now. */
void print_done(const char *name, const char *text)
{
	struct dax_device d;

	if (!opt.json) {
		printf("%s: %s\n", name, text);
		return;
	}
	device_read(&d, name);
	print_json(&d, 1);
}
