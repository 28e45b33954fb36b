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

enum setting_kind {
	SETTING_WORD,		/* one value of a list */
	SETTING_NUMBER,
	SETTING_SIZE,		/* bytes, written as "2G" */
	SETTING_SWITCH,		/* "yes" or "no"; 1 or 0 in the driver */
	SETTING_POOLS,		/* pools of huge pages; no driver attribute */
};

struct setting_info {
	const char *name;	/* of the option and the configuration key */
	const char *arg;	/* placeholder of the value in help texts */
	const char *help;	/* one line; see setting_help() */
	const char *manual;	/* for the man pages, in scdoc's format */
	const char *attribute;	/* below dax_kmem/; NULL if there is none */
	enum setting_kind kind;
	const char *const *words;	/* valid words, up to NULL; or NULL */
	long long least, most;		/* SETTING_NUMBER; inclusive */
	bool unplugged_only;	/* driver refuses it while memory is plugged */
};

/* Values in the driver's format; "" if not set. */
struct daxkmem_settings {
	char value[NR_SETTINGS][WORD_LEN];
};

#define SIZE_ALL "all"	/* value of SET_SIZE: the whole usable size */

const struct setting_info *setting_info(enum setting s);
int setting_find(const char *name);
int setting_parse(enum setting s, const char *text, char *value);
const char *setting_help(enum setting s);
const char *setting_values(enum setting s);
void setting_expected(enum setting s, char *text, size_t len);
int setting_read(const struct daxkmem_device *d, enum setting s, char *value);
bool setting_is(const struct daxkmem_device *d, enum setting s,
		const char *value);

bool setting_given(const struct daxkmem_settings *v, enum setting s);
const char *setting_or_null(const struct daxkmem_settings *v, enum setting s);
long long setting_bytes(const struct daxkmem_settings *v, enum setting s);

#endif /* LIBDAXKMEM_SETTINGS_H */
