/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stood in the way of a change of a device. */
#ifndef DAXKMEM_OBSTACLE_H
#define DAXKMEM_OBSTACLE_H

#include "cli/daxkmem.h"

struct obstacle {
	const char *text;	/* of say(), for people; "" if nothing is known */
	const char *next;	/* what to do about it; "" if that is not known */
	struct json_object *json;	/* of a block that did not go, what is in it */
	struct json_object *failure;	/* what the driver saw */
};

void obstacle_find(struct obstacle *o, const struct daxkmem_device *d, int err);

/* complain.c: as complain(). Ends @o. */
int complain_of(struct obstacle *o, int code, int err, const char *object,
		const char *action, const char *cause, const char *next);

#endif /* DAXKMEM_OBSTACLE_H */
