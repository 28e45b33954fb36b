// SPDX-License-Identifier: GPL-2.0-or-later
/* Namespaces without a dax device: all modes other than devdax. */
#include <string.h>
#include "ops/namespace.h"

static bool is_it(const char *name, const char *word)
{
	char uuid[WORD_LEN];

	if (strncmp(name, "namespace", 9))
		return false;
	if (strncmp(word, "uuid=", 5))
		return !strcmp(name, word);
	return root_read(ctx, uuid, sizeof(uuid), ND_DEVICES "/%s/uuid",
			 name) > 0 && !strcasecmp(uuid, word + 5);
}

static bool has_device(const char *word)
{
	struct daxkmem_device **v;
	int nr = daxkmem_devices_find(ctx, word, &v);

	if (nr >= 0)
		daxkmem_devices_free(v, nr);
	return nr > 0;
}

/* The mode of a disabled namespace is unknown: its info block was not read. */
static const char *mode_of(const char *name)
{
	char text[WORD_LEN];

	if (root_read(ctx, text, sizeof(text), ND_DEVICES "/%s/mode", name) <= 0)
		return NULL;
	if (!strcmp(text, "memory"))
		return "fsdax";
	if (!strcmp(text, "safe"))
		return "sector";
	return strcmp(text, "raw") || root_exists(ctx, ND_DEVICES "/%s/driver",
						  name) ?
	       say("%s", text) : "disabled";
}

/**
 * namespace_without_dax - find a namespace in another mode than devdax
 * @word: namespace0.0 or uuid=UUID
 * @name: receives the name; WORD_LEN bytes
 * @mode: receives ndctl's word for the mode, or "disabled"
 */
bool namespace_without_dax(const char *word, char *name, const char **mode)
{
	bool found = false;
	char **names;
	int i, nr = root_list(ctx, &names, ND_DEVICES);

	for (i = 0; i < nr && !found; i++) {
		found = strlen(names[i]) < WORD_LEN && is_it(names[i], word);
		if (found)
			strcpy(name, names[i]);
	}
	if (nr >= 0)
		root_list_free(names, nr);
	if (!found || has_device(word))
		return false;
	*mode = mode_of(name);
	return *mode;
}
