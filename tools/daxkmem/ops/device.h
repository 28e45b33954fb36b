/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Find the devices named on the command line, and print them. */
#ifndef DAXKMEM_DEVICE_H
#define DAXKMEM_DEVICE_H

#include "ops/report.h"

/* find.c */
int device_find(struct daxkmem_device **d, const char *word,
		const char *action);

/* Devices named on the command line. */
struct devices {
	struct daxkmem_device **v;
	int nr;
	bool several;	/* results are a list, even if it has one item */
	bool all;	/* "all" was one of the words */
};

bool device_word(const char *word);
bool device_any(const struct daxkmem_device *d);
int devices_add(struct devices *s, const char *word, const char *action,
		bool (*wanted)(const struct daxkmem_device *d));
int devices_find(struct devices *s, int argc, char **argv, const char *action,
		 bool (*wanted)(const struct daxkmem_device *d));
int devices_ambiguous(const char *word, const char *action);
int devices_each(const struct devices *s, const char *action,
		 int (*act)(struct daxkmem_device *d));
void devices_free(struct devices *s);

/* device.c */
struct json_object *device_json(const struct daxkmem_device *d);
void device_done(struct daxkmem_device *d, const char *text);
const char *attached_text(struct daxkmem_device *d, const char *text);

#endif /* DAXKMEM_DEVICE_H */
