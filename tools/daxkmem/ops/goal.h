/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is waited for: "state=online_movable", "online_size>=2G". */
#ifndef DAXKMEM_GOAL_H
#define DAXKMEM_GOAL_H

#include "cli/daxkmem.h"

struct goal {
	const char *text;
	int which;		/* what is looked at: an index, see goal.c */
	char op[3];
	const char *word;	/* what a text is compared with */
	long long bytes;	/* what a number is compared with ... */
	int other;		/* ... or another number; -1 if none */
};

int goal_parse(struct goal *goal, const char *text);
bool goal_met(const struct goal *goal, const struct daxkmem_device *d);

#endif /* DAXKMEM_GOAL_H */
