/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Errors and warnings about a device, and checks that several changes share.
 *
 * Functions in lib/act/ that return an int return 0, or a negative errno with
 * the error of the context set, unless their comment says otherwise.
 */
#ifndef LIBDAXKMEM_ACT_DEVICE_H
#define LIBDAXKMEM_ACT_DEVICE_H

#include "lib/private.h"

/* device.c */
int device_fails(const struct daxkmem_device *d, enum daxkmem_error_kind kind,
		 int err, const char *action, const char *cause,
		 const char *next);
void device_warn(const struct daxkmem_device *d, const char *text);
int device_load_driver(const struct daxkmem_device *d, const char *action,
		       const char *module);
bool device_is_famfs(const struct daxkmem_device *d);
const char *device_bound_text(const struct daxkmem_device *d);
int device_not_attached(const struct daxkmem_device *d, const char *action);
int device_unused(const struct daxkmem_device *d, const char *action,
		  const char *force);
int device_not_xen_pv(const struct daxkmem_device *d, const char *action);
long long device_whole_size(const struct daxkmem_device *d);
bool device_has_bad_pages(const struct daxkmem_device *d);
const char *holders_text(const struct daxkmem_device *d, int *nr);
int device_write(const struct daxkmem_device *d, const char *file,
		 const char *word, const char *what, long long goal);
bool scrub_progress(const struct daxkmem_device *d, long long *done,
		    long long *all);

/* lock.c */
int device_lock(struct daxkmem_device *d, const char *action);
int device_change(struct daxkmem_device *d, const char *action,
		  int (*change)(struct daxkmem_device *d, const void *arg),
		  const void *arg);

/* pool.c */
bool pool_donated(const struct daxkmem_device *d);

#endif /* LIBDAXKMEM_ACT_DEVICE_H */
