/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A condition to wait for: "state=online_movable", "online_size>=2G". */
#ifndef DAXKMEM_GOAL_H
#define DAXKMEM_GOAL_H

#include "cli/daxkmem.h"

struct goal {
	const char *text;
	int which;		/* index of the key, see goal.c */
	char op[3];
	const char *word;	/* a string key is compared with this */
	long long bytes;	/* a number is compared with this ... */
	int other;		/* ... or with another key; -1 if none */
};

int goal_parse(struct goal *goal, const char *text);
bool goal_met(const struct goal *goal, const struct daxkmem_device *d);

#endif /* DAXKMEM_GOAL_H */
