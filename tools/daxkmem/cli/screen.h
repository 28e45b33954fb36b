/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Output to a terminal of limited width. */
#ifndef DAXKMEM_SCREEN_H
#define DAXKMEM_SCREEN_H

#include "cli/daxkmem.h"

struct screen {
	int width;
	bool fancy;	/* Unicode and colours */
	int column;
};

void screen_init(struct screen *s);
int screen_columns(const char *text);
void screen_item(struct screen *s, int indent, const char *text);
void screen_end(struct screen *s);

#endif /* DAXKMEM_SCREEN_H */
