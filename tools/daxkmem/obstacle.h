/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory block that a device could not give back, and what is in it. */
#ifndef DAXKMEM_OBSTACLE_H
#define DAXKMEM_OBSTACLE_H

#include "daxkmem.h"

struct obstacle {
	const char *text;	/* of say(), for people; "" if no block is known */
	const char *next;	/* what to do about it; "" if that is not known */
	struct json_object *json;
};

/* Before the write; and when it has failed. */
void obstacle_listen(void);
void obstacle_find(struct obstacle *o, const struct daxkmem_device *d);

/* complain.c: as complain(). Ends @o. */
int complain_of(struct obstacle *o, int code, int err, const char *object,
		const char *action, const char *cause, const char *next);

#endif /* DAXKMEM_OBSTACLE_H */
