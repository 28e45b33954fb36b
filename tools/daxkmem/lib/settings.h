/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The settings of a device. Options, configuration files, "set", "show", the
 * comparison with a device, bash completion and man pages all use one table.
 */
#ifndef LIBDAXKMEM_SETTINGS_H
#define LIBDAXKMEM_SETTINGS_H

#include "private.h"

/*
 * In the order in which settings are written to a device. A new one goes before
 * SET_SIZE.
 */
enum setting {
	SET_NODE,
	SET_ADISTANCE,
	SET_MEMMAP,
	SET_BAD_POLICY,
	SET_KERNEL_SIZE,
	SET_POLICY,
	SET_TIMEOUT,
	SET_SCRUB,
	SET_CHECK_ROOM,
	SET_SIZE,
	SET_HUGEPAGES,
	NR_SETTINGS,
};

/* Values in the driver's format; "" if not set. */
struct daxkmem_settings {
	char value[NR_SETTINGS][WORD_LEN];
};

#define SIZE_ALL "all"	/* value of SET_SIZE: the whole usable size */

const struct daxkmem_setting *setting_info(enum setting s);
int setting_find(const char *name);
int setting_parse(enum setting s, const char *text, char *value);
int setting_read(const struct daxkmem_device *d, enum setting s, char *value);
bool setting_is(const struct daxkmem_device *d, enum setting s,
		const char *value);

bool setting_given(const struct daxkmem_settings *v, enum setting s);
const char *setting_or_null(const struct daxkmem_settings *v, enum setting s);
long long setting_bytes(const struct daxkmem_settings *v, enum setting s);

#endif /* LIBDAXKMEM_SETTINGS_H */
