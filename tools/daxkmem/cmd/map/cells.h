/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory blocks as cells of a picture; several may share one. */
#ifndef DAXKMEM_CELLS_H
#define DAXKMEM_CELLS_H

#include "cli/screen.h"
#include "cmd/map/map.h"

enum cell_state { CELL_UNPLUGGED, CELL_OFFLINE, CELL_ONLINE };
enum cell_zone { ZONE_MOVABLE, ZONE_NORMAL, ZONE_OTHER, ZONE_MIXED, NR_ZONES };

struct cell {
	enum cell_state state;
	enum cell_zone zone;	/* of an online cell */
	int use;		/* percent of online memory; -1: not known */
	bool bad;
};

void cell_make(struct cell *c, const struct map_device *d, int first, int nr);
int cells_share(int blocks, int room);

/* The kinds of cells in the picture; the legend only lists these. */
struct cells_seen {
	bool states[CELL_ONLINE + 1], zones[NR_ZONES];
	bool use, bad, unknown;
};

void cells_look(struct cells_seen *seen, const struct cell *c);

const char *cell_fancy(const struct cell *c);
char cell_zone_letter(const struct cell *c);
char cell_use_digit(const struct cell *c);
void cells_legend(struct screen *s, const struct cells_seen *seen);

#endif /* DAXKMEM_CELLS_H */
