// SPDX-License-Identifier: GPL-2.0-or-later
/* The appearance of a cell, and the legend. */
#include <string.h>
#include "cmd/map/cells.h"

#define RESET "\033[0m"
#define DIM "\033[2m"
#define BAD_COLOR "\033[1;37;41m"
#define BAD_SIGN "!"
#define OFFLINE_SIGN "╌"
#define UNPLUGGED_SIGN "·"
#define UNKNOWN_SIGN "■"

static const struct {
	const char *color, *name;
	char letter;
} zones[] = {
	[ZONE_MOVABLE] = { "\033[32m", "Movable", 'M' },
	[ZONE_NORMAL] = { "\033[33m", "Normal", 'N' },
	[ZONE_OTHER] = { "\033[36m", "another zone", 'o' },
	[ZONE_MIXED] = { "\033[35m", "several zones", 'x' },
};

static const struct {
	int below;		/* percent */
	const char *sign, *text;
} shades[] = {
	{ 25, "░", "under 25%" },
	{ 50, "▒", "under 50%" },
	{ 75, "▓", "under 75%" },
	{ 101, "█", "used" },
};

static enum cell_zone zone_of(const struct daxkmem_block *b)
{
	if (!*b->zone)
		return ZONE_MIXED;
	if (!strcmp(b->zone, "Movable"))
		return ZONE_MOVABLE;
	return strcmp(b->zone, "Normal") ? ZONE_OTHER : ZONE_NORMAL;
}

/* Make a cell of @nr blocks from @first. One online block makes it online. */
void cell_make(struct cell *c, const struct map_device *d, int first, int nr)
{
	const struct daxkmem_block *b = &d->blocks[first];
	long long used = 0, online = 0;
	enum cell_state state;
	int i;

	memset(c, 0, sizeof(*c));
	for (i = 0; i < nr; i++) {
		c->bad |= b[i].bad > 0;
		state = b[i].online ? CELL_ONLINE :
			b[i].plugged ? CELL_OFFLINE : CELL_UNPLUGGED;
		if (state > c->state)
			c->state = state;
		if (!b[i].online)
			continue;
		c->zone = !online || c->zone == zone_of(&b[i]) ?
			  zone_of(&b[i]) : ZONE_MIXED;
		online += d->block_size;
		used += d->used ? d->used[first + i] : 0;
	}
	c->use = online && d->used ? used * 100 / online : -1;
}

/* Returns the blocks per cell, a power of 2, such that @room cells suffice. */
int cells_share(int blocks, int room)
{
	int share = 1;

	while (blocks > (long long)share * room)
		share *= 2;
	return share;
}

void cells_look(struct cells_seen *seen, const struct cell *c)
{
	seen->states[c->state] = true;
	seen->bad |= c->bad;
	if (c->state != CELL_ONLINE)
		return;
	seen->zones[c->zone] = true;
	seen->use |= c->use >= 0;
	seen->unknown |= c->use < 0;
}

static const char *shade(int use)
{
	size_t i;

	if (use < 0)
		return UNKNOWN_SIGN;
	for (i = 0; i + 1 < ARRAY_SIZE(shades) && use >= shades[i].below; i++)
		;
	return shades[i].sign;
}

/* Returns a cell of one column, with escape sequences for colours. */
const char *cell_fancy(const struct cell *c)
{
	if (c->bad)
		return BAD_COLOR BAD_SIGN RESET;
	if (c->state == CELL_ONLINE)
		return say("%s%s" RESET, zones[c->zone].color, shade(c->use));
	return c->state == CELL_OFFLINE ? DIM OFFLINE_SIGN RESET :
					  DIM UNPLUGGED_SIGN RESET;
}

char cell_zone_letter(const struct cell *c)
{
	if (c->state == CELL_ONLINE)
		return zones[c->zone].letter;
	return c->state == CELL_OFFLINE ? '-' : '.';
}

/* Returns the use in tenths; 9 includes 100 %. */
char cell_use_digit(const struct cell *c)
{
	if (c->use < 0)
		return ' ';
	return '0' + (c->use > 99 ? 9 : c->use / 10);
}

/* Escape sequences do not count for the width. */
static void item(struct screen *s, const char *color, const char *sign,
		 const char *text)
{
	int wide = screen_columns(sign) + 1 + screen_columns(text);

	if (s->column && s->column + 2 + wide > s->width)
		screen_end(s);
	if (s->column)
		s->column += printf("  ");
	printf("%s%s%s %s", color, sign, *color ? RESET : "", text);
	s->column += wide;
}

static void legend_fancy(struct screen *s, const struct cells_seen *seen)
{
	size_t i;

	for (i = 0; i < NR_ZONES; i++)
		if (seen->zones[i])
			item(s, zones[i].color, UNKNOWN_SIGN, zones[i].name);
	for (i = 0; seen->use && i < ARRAY_SIZE(shades); i++)
		item(s, "", shades[i].sign, shades[i].text);
	if (seen->bad)
		item(s, BAD_COLOR, BAD_SIGN, "bad pages");
	if (seen->states[CELL_OFFLINE])
		item(s, DIM, OFFLINE_SIGN, "offline");
	if (seen->states[CELL_UNPLUGGED])
		item(s, DIM, UNPLUGGED_SIGN, "unplugged");
}

static void legend_plain(struct screen *s, const struct cells_seen *seen)
{
	size_t i;

	for (i = 0; i < NR_ZONES; i++)
		if (seen->zones[i])
			item(s, "", say("%c", zones[i].letter), zones[i].name);
	if (seen->states[CELL_OFFLINE])
		item(s, "", "-", "offline");
	if (seen->states[CELL_UNPLUGGED])
		item(s, "", ".", "unplugged");
	if (seen->use)
		item(s, "", "0-9", "tenths in use");
	if (seen->bad)
		item(s, "", BAD_SIGN, "bad pages");
}

void cells_legend(struct screen *s, const struct cells_seen *seen)
{
	if (s->fancy)
		legend_fancy(s, seen);
	else
		legend_plain(s, seen);
	if (s->column)
		screen_end(s);
}
