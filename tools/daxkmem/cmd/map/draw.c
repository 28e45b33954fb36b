// SPDX-License-Identifier: GPL-2.0-or-later
/* Draw a line for each node and device, and cells for memory blocks. */
#include <stdlib.h>
#include <string.h>
#include "cmd/map/cells.h"
#include "base/nodes.h"
#include "ops/device.h"

#define INDENT 2
#define MOST_ROWS 8		/* of cells per device */
#define FEWEST_CELLS 4		/* per row, even on a narrow screen */

struct picture {
	struct screen screen;
	struct cells_seen seen;
};

/* How a device's cells are laid out. */
struct layout {
	int label;		/* width of "memory1234" */
	int share;		/* blocks in one cell */
	int cells, per_row;
};

static void lay_out(struct layout *l, const struct screen *s,
		    const struct map_device *d)
{
	int taken, nr = d->nr;

	l->label = screen_columns(say("memory%lu", d->blocks[nr - 1].id));
	taken = INDENT + l->label + 1 + (s->fancy ? 0 : 5);
	l->per_row = s->width - taken;
	if (l->per_row < FEWEST_CELLS)
		l->per_row = FEWEST_CELLS;
	l->share = cells_share(nr, l->per_row * MOST_ROWS);
	l->cells = (nr + l->share - 1) / l->share;
}

static void make_cells(struct cell *v, const struct map_device *d,
		       const struct layout *l)
{
	int i, first, nr;

	for (i = 0; i < l->cells; i++) {
		first = i * l->share;
		nr = d->nr - first < l->share ? d->nr - first :
						    l->share;
		cell_make(&v[i], d, first, nr);
	}
}

static char bad_sign(const struct cell *c)
{
	return c->bad ? '!' : ' ';
}

/* Print a line of letters without trailing blanks; nothing if it is empty. */
static void plain_line(const char *label, int wide, const char *title,
		       const struct cell *v, int nr,
		       char (*letter)(const struct cell *))
{
	int i;

	while (nr && letter(&v[nr - 1]) == ' ')
		nr--;
	if (!nr)
		return;
	printf("%*s%-*s %-5s", INDENT, "", wide, label, title);
	for (i = 0; i < nr; i++)
		putchar(letter(&v[i]));
	putchar('\n');
}

static void draw_row(const struct picture *p, const struct layout *l,
		     const char *label, const struct cell *v, int nr)
{
	int i;

	if (!p->screen.fancy) {
		plain_line(label, l->label, "zone", v, nr, cell_zone_letter);
		plain_line("", l->label, "used", v, nr, cell_use_digit);
		plain_line("", l->label, "bad", v, nr, bad_sign);
		return;
	}
	printf("%*s%-*s ", INDENT, "", l->label, label);
	for (i = 0; i < nr; i++)
		fputs(cell_fancy(&v[i]), stdout);
	putchar('\n');
}

static void draw_cells(struct picture *p, const struct map_device *d,
		       const struct layout *l)
{
	struct cell *v = calloc(l->cells, sizeof(*v));
	int i, nr;

	if (!v)
		return;
	make_cells(v, d, l);
	for (i = 0; i < l->cells; i++)
		cells_look(&p->seen, &v[i]);
	for (i = 0; i < l->cells; i += nr) {
		nr = l->cells - i < l->per_row ? l->cells - i : l->per_row;
		draw_row(p, l, say("memory%lu",
				   d->blocks[i * l->share].id), &v[i], nr);
	}
	free(v);
}

static const char *scale(const struct layout *l, const struct map_device *d)
{
	return say("1 cell = %d %s of %s", l->share,
		   l->share == 1 ? "block" : "blocks",
		   size_text(d->block_size));
}

/* Returns "online in Normal,Movable,"; "online," if no zone is known. */
static const char *zones_text(const struct map_device *d)
{
	const struct daxkmem_block *b;
	const char *text = "";
	int i;

	for (i = 0; i < d->nr; i++) {
		b = &d->blocks[i];
		if (b->online && *b->zone && !strstr(text, b->zone))
			text = say("%s%s%s", text, *text ? "," : "", b->zone);
	}
	return *text ? say("online in %s,", text) : "online,";
}

/* Use the driver's attributes, or its list of kept memory. */
static void draw_state(struct screen *s, const struct map_device *d)
{
	const char *state = d->kept ? "kept" :
			    daxkmem_device_text(d->d, DAXKMEM_STATE);
	long long most = d->kept ? d->kept->k->plugged :
			 daxkmem_device_number(d->d, DAXKMEM_USABLE);

	screen_item(s, 2 * INDENT, say("%s,", state ?: "attached"));
	screen_item(s, 2 * INDENT, say("%s of %s",
				       size_text(map_device_online(d)),
				       size_text(most)));
	screen_item(s, 2 * INDENT, zones_text(d));
}

static void draw_memory(struct picture *p, const struct map_device *d)
{
	long long used = map_device_used(d);
	long long bad = d->kept ? 0 : daxkmem_device_number(d->d, DAXKMEM_BAD);
	struct screen *s = &p->screen;
	struct layout l;

	draw_state(s, d);
	if (used >= 0)
		screen_item(s, 2 * INDENT, say("%s used,", size_text(used)));
	if (bad > 0)
		screen_item(s, 2 * INDENT, say("%s bad,", size_text(bad)));
	if (!d->nr) {
		screen_item(s, 2 * INDENT, "no blocks");
		screen_end(s);
		return;
	}
	lay_out(&l, s, d);
	screen_item(s, 2 * INDENT, scale(&l, d));
	screen_end(s);
	draw_cells(p, d, &l);
}

/* Memory donated to the hypervisor, or withheld, is in no node of Dom0. */
static const char *what_pool_it_is(const struct daxkmem_device *d)
{
	long long node = daxkmem_device_number(d, DAXKMEM_XEN_NODE);
	long long donated = daxkmem_device_number(d, DAXKMEM_DONATED);
	const char *state = daxkmem_device_text(d, DAXKMEM_STATE) ?: "held";

	if (donated <= 0)
		return say("not memory, %s for a Xen hypervisor", state);
	return say("%s donated to %s of the Xen hypervisor, %s withheld",
		   size_text(donated),
		   node < 0 ? "a node" : say("node %lld", node),
		   size_text(daxkmem_device_number(d, DAXKMEM_WITHHELD)));
}

/* Describe a device that is not attached. */
static const char *what_it_is(const struct map_device *d)
{
	const char *driver = daxkmem_device_text(d->d, DAXKMEM_DRIVER);

	if (daxkmem_device_in_tree(d->d))
		return "in use by the in-tree kmem driver";
	if (daxkmem_device_pool(d->d))
		return what_pool_it_is(d->d);
	return driver ? say("not memory, bound to %s", driver) :
			"not memory, not bound to a driver";
}

/* Wrap a text at the width of the screen. */
static void draw_words(struct screen *s, int indent, const char *text)
{
	char words[512], *word, *rest = words;

	snprintf(words, sizeof(words), "%s", text);
	while ((word = strsep(&rest, " ")))
		screen_item(s, indent, word);
	screen_end(s);
}

static void draw_device(struct picture *p, const struct map_device *d)
{
	struct screen *s = &p->screen;

	if (d->d)
		screen_item(s, INDENT,
			    say("%s: %s,", device_name(d->d),
				size_text(daxkmem_device_number(d->d,
								DAXKMEM_SIZE))));
	else
		screen_item(s, INDENT, say("%s (gone):", d->kept->k->name));
	if (d->drawn) {
		draw_memory(p, d);
		if (d->kept)
			draw_words(s, INDENT, say("to recover it: %s",
						  clean(kept_next(d->kept))));
		return;
	}
	screen_item(&p->screen, 2 * INDENT, what_it_is(d));
	screen_end(&p->screen);
}

static bool has_device(const struct map *m, int node)
{
	int i;

	for (i = 0; i < m->nr; i++)
		if (m->devices[i].node == node)
			return true;
	return false;
}

static void draw_node(struct picture *p, const struct map *m, int node)
{
	long long total = node_meminfo(ctx, node, "MemTotal:");
	long long other = map_other_memory(m, node);
	struct screen *s = &p->screen;

	screen_item(s, 0, say("node %d:", node));
	if (total <= 0) {
		screen_item(s, INDENT, "no memory");
		screen_end(s);
		return;
	}
	screen_item(s, INDENT, say("%s%s,", size_text(total),
				   has_device(m, node) ? "" : " DRAM"));
	if (has_device(m, node) && other > 0)
		screen_item(s, INDENT, say("%s not from these devices,",
					   size_text(other)));
	screen_item(s, INDENT, say("%s used", size_text(node_used(ctx, node))));
	screen_end(s);
}

static void draw_devices(struct picture *p, const struct map *m, int node)
{
	int i;

	for (i = 0; i < m->nr; i++)
		if (m->devices[i].node == node)
			draw_device(p, &m->devices[i]);
}

static void draw_notes(struct picture *p, const struct map *m)
{
	static const char unknown[] =
		"use is not shown: /proc/kpageflags cannot be read (requires root)";

	if (p->seen.unknown)
		draw_words(&p->screen, 0, unknown);
	else if (m->one_of > 1 && p->seen.use)
		draw_words(&p->screen, 0,
			   say("use is estimated from one page in %d",
			       m->one_of));
}

void map_draw(const struct map *m)
{
	struct picture p = { 0 };
	int i;

	screen_init(&p.screen);
	for (i = 0; i < m->nr_nodes; i++) {
		draw_node(&p, m, m->nodes[i]);
		draw_devices(&p, m, m->nodes[i]);
	}
	if (has_device(m, -1)) {
		screen_item(&p.screen, 0, "no node:");
		screen_end(&p.screen);
		draw_devices(&p, m, -1);
	}
	cells_legend(&p.screen, &p.seen);
	draw_notes(&p, m);
}
