/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check the settings of a device, and write them in one step. */
#ifndef DAXKMEM_SET_H
#define DAXKMEM_SET_H

#include "lib/settings.h"

/* Why a setting is refused before anything changes. */
struct set_problem {
	const char *text;	/* from say(); NULL: no problem */
	const char *next;
};

bool set_kernel_has_memmap_on_memory(struct daxkmem_ctx *ctx);
const char *set_text(enum setting s, const char *value);
const char *set_now(const struct daxkmem_device *d, enum setting s,
		    const char *wanted);
bool set_differs(const struct daxkmem_device *d, enum setting s,
		 const char *wanted);
struct set_problem set_size_problem(const struct daxkmem_device *d,
				    const char *name, long long size);
struct set_problem set_problem(const struct daxkmem_device *d,
			       const struct daxkmem_settings *want,
			       enum setting s);
int set_check(const struct daxkmem_device *d,
	      const struct daxkmem_settings *want, const char *action);
int set_write(const struct daxkmem_device *d,
	      const struct daxkmem_settings *want, struct daxkmem_settings *was,
	      const char *action);
void set_restore(const struct daxkmem_device *d,
		 const struct daxkmem_settings *was);

#endif /* DAXKMEM_SET_H */
