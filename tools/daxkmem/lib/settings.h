/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The settings of a device, one table for everything that reads or writes them:
 * options, configuration files, "set" and "show", comparison with a device.
 */
#ifndef LIBDAXKMEM_SETTINGS_H
#define LIBDAXKMEM_SETTINGS_H

#include "private.h"

/* In the order in which they are written to a device. */
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

enum setting_kind {
	SETTING_WORD,		/* one of a list */
	SETTING_NUMBER,
	SETTING_SIZE,		/* bytes, written as "2G" */
	SETTING_SWITCH,		/* "yes" or "no"; 1 or 0 in the driver */
	SETTING_POOLS,		/* pools of huge pages; not a value of the driver */
};

struct setting_info {
	const char *name;	/* of the option and of the key */
	const char *arg;	/* as a help text shows the value */
	const char *help;	/* ends with the values, if there is a list */
	const char *attribute;	/* below dax_kmem/; NULL if there is none */
	enum setting_kind kind;
	const char *const *words;	/* of a SETTING_WORD, up to NULL */
	long long least, most;		/* of a SETTING_NUMBER */
	bool unplugged_only;	/* the driver refuses it while memory is plugged */
};

/* A value as the driver reads and writes it; "" if it is not set. */
struct settings {
	char value[NR_SETTINGS][WORD_LEN];
};

#define SIZE_ALL "all"	/* the value of SET_SIZE for all that can be plugged */

const struct setting_info *setting_info(enum setting s);
int setting_find(const char *name);
int setting_parse(enum setting s, const char *text, char *value);
void setting_expected(enum setting s, char *text, size_t len);
int setting_read(const struct daxkmem_device *d, enum setting s, char *value);
bool setting_is(const struct daxkmem_device *d, enum setting s,
		const char *value);

bool setting_given(const struct settings *v, enum setting s);
const char *setting_or_null(const struct settings *v, enum setting s);
long long setting_bytes(const struct settings *v, enum setting s);

#endif /* LIBDAXKMEM_SETTINGS_H */
