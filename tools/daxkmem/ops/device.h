/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Find the devices named on the command line, and print them. */
#ifndef DAXKMEM_DEVICE_H
#define DAXKMEM_DEVICE_H

#include "ops/told.h"

/* find.c */
int device_find(struct daxkmem_device **d, const char *word,
		const char *action);
int devices_each(int argc, char **argv, const char *action,
		 bool (*wanted)(const struct daxkmem_device *d),
		 int (*act)(struct daxkmem_device *d));

/* device.c */
struct json_object *device_json(const struct daxkmem_device *d);
void device_done(struct daxkmem_device *d, const char *text);

#endif /* DAXKMEM_DEVICE_H */
