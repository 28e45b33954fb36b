// SPDX-License-Identifier: GPL-2.0-or-later
/* Namespaces of persistent memory: only one in devdax mode has a dax device. */
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

/* The mode of one that is disabled is not known: its info block has not been read. */
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
 * namespace_without_dax - does a word name a namespace in another mode?
 * @word: namespace0.0 or uuid=UUID
 * @name: gets its name; WORD_LEN bytes
 * @mode: gets what ndctl calls its mode; "disabled" if it is not enabled
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
