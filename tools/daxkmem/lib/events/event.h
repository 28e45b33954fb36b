/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One event, and the owners of memory blocks. */
#ifndef LIBDAXKMEM_EVENT_H
#define LIBDAXKMEM_EVENT_H

#include <libudev.h>
#include "lib/private.h"

#define MAX_VALUES 4

struct event_value {
	const char *key, *value;	/* value: NULL if unknown */
};

/* Strings belong to the uevent, or are constants, or are in @zone. */
struct daxkmem_event {
	const char *device;		/* NULL if it belongs to none */
	const char *name;
	struct event_value values[MAX_VALUES];
	char zone[WORD_LEN];
};

/* The device of each memory block, until the dax bus changes. */
struct owners {
	struct daxkmem_ctx *ctx;
	struct owner *v;
	int nr;				/* -1: not read */
};

/* event.c */
bool event_read(struct owners *owners, struct udev_device *u,
		struct daxkmem_event *e);

/* owner.c */
const char *owners_find(struct owners *o, unsigned long block);
void owners_forget(struct owners *o);
void owners_free(struct owners *o);

#endif /* LIBDAXKMEM_EVENT_H */
