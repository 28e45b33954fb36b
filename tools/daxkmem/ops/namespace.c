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

/**
 * namespace_without_dax - does a word name a namespace in another mode?
 * @word: namespace0.0 or uuid=UUID
 * @name: gets its name; WORD_LEN bytes
 * @mode: gets what ndctl calls its mode; "devdax" if it is disabled
 */
bool namespace_without_dax(const char *word, char *name, const char **mode)
{
	char text[WORD_LEN], **names;
	bool found = false;
	int i, nr = root_list(ctx, &names, ND_DEVICES);

	for (i = 0; i < nr && !found; i++) {
		found = strlen(names[i]) < WORD_LEN && is_it(names[i], word);
		if (found)
			strcpy(name, names[i]);
	}
	if (nr >= 0)
		root_list_free(names, nr);
	if (!found || has_device(word) ||
	    root_read(ctx, text, sizeof(text), ND_DEVICES "/%s/mode", name) <= 0)
		return false;
	*mode = say("%s", !strcmp(text, "memory") ? "fsdax" :
			  !strcmp(text, "safe") ? "sector" :
			  !strcmp(text, "dax") ? "devdax" : text);
	return true;
}
