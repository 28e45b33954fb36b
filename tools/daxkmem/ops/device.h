/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices, for commands: find, lock, print and write them. */
#ifndef DAXKMEM_DEVICE_H
#define DAXKMEM_DEVICE_H

#include "cli/daxkmem.h"

/* find.c */
int device_find(struct daxkmem_device **d, const char *word,
		const char *action);
int devices_each(int argc, char **argv, const char *action,
		 bool (*wanted)(const struct daxkmem_device *d),
		 int (*act)(struct daxkmem_device *d));
int device_not_attached(const struct daxkmem_device *d, const char *action);

/* device.c */
bool device_has_bad_pages(const struct daxkmem_device *d);
const char *device_name(const struct daxkmem_device *d);
const char *device_text(const struct daxkmem_device *d, enum daxkmem_text t);
struct json_object *device_json(const struct daxkmem_device *d);
void device_done(struct daxkmem_device *d, const char *text);
long long device_whole_size(const struct daxkmem_device *d);
const char *holders_text(const struct daxkmem_device *d, int *nr);

/* lock.c */
int device_lock(const struct daxkmem_device *d, const char *action);
int device_lock_read(struct daxkmem_device *d, const char *action);
int device_change(struct daxkmem_device *d, const char *action,
		  int (*change)(struct daxkmem_device *d, const char *word,
				const char *action), const char *word);

/* progress.c */
bool scrub_progress(const char *name, long long *done, long long *all);
int progress_write(const struct daxkmem_device *d, const char *file,
		   const char *word, const char *what, long long goal);

#endif /* DAXKMEM_DEVICE_H */
