// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where the configuration stands: files of the folders below, in the order of
 * their names. A file hides those of the same name in the folders behind its
 * own, also if it is empty.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "config.h"

#define SUFFIX ".conf"

static const char *const folders[] = {
	"/etc/daxkmem.d",
	"/run/daxkmem.d",
	"/usr/lib/daxkmem.d",
};

struct found {
	char *name;
	const char *folder;
};

static int read_from(struct daxkmem_ctx *where, struct config *c,
		     const char *path)
{
	char *text;
	int len = root_read_all(where, &text, "%s", path);

	if (len < 0)
		return complain(FAILED, -len, path, "read the configuration",
				NULL, next_step(-len, NULL));
	if (strlen(text) != (size_t)len) {
		free(text);
		return complain(FAILED, 0, path, "read the configuration",
				"it is not a text", NULL);
	}
	config_parse(c, path, text);
	free(text);
	return 0;
}

static bool has_suffix(const char *name)
{
	size_t len = strlen(name), end = strlen(SUFFIX);

	return len > end && !strcmp(name + len - end, SUFFIX);
}

static bool is_hidden(const struct found *v, int nr, const char *name)
{
	while (nr-- > 0)
		if (!strcmp(v[nr].name, name))
			return true;
	return false;
}

static void free_found(struct found *v, int nr)
{
	while (nr > 0)
		free(v[--nr].name);
	free(v);
}

/* Returns how many there are now, or -ENOMEM. */
static int add_names(struct found **v, int nr, const char *folder,
		     char **names, int nr_names)
{
	struct found *more = reallocarray(*v, nr + nr_names + 1,
					  sizeof(*more));
	int i;

	if (!more)
		return -ENOMEM;
	*v = more;
	for (i = 0; i < nr_names; i++) {
		if (!has_suffix(names[i]) || is_hidden(more, nr, names[i]))
			continue;
		more[nr] = (struct found){ strdup(names[i]), folder };
		if (!more[nr].name)
			return -ENOMEM;
		nr++;
	}
	return nr;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct found *)a)->name,
		      ((const struct found *)b)->name);
}

/* Returns how many, or an exit code, negative, after a complaint. */
static int find_files(struct found **v)
{
	int nr_names, more, nr = 0;
	char **names;
	size_t i;

	*v = NULL;
	for (i = 0; i < ARRAY_SIZE(folders); i++) {
		nr_names = root_list(ctx, &names, "%s", folders[i]);
		if (nr_names == -ENOENT)
			continue;
		more = nr_names < 0 ? nr_names :
		       add_names(v, nr, folders[i], names, nr_names);
		if (nr_names >= 0)
			root_list_free(names, nr_names);
		if (more < 0) {
			free_found(*v, nr);
			return -complain(FAILED, -more, folders[i],
					 "read the configuration", NULL,
					 next_step(-more, NULL));
		}
		nr = more;
	}
	if (nr)
		qsort(*v, nr, sizeof(**v), by_name);
	return nr;
}

static int load_folders(struct config *c)
{
	char path[PATH_MAX];
	struct found *v;
	int i, rc = 0, nr = find_files(&v);

	if (nr < 0)
		return -nr;
	for (i = 0; i < nr && !rc; i++) {
		snprintf(path, sizeof(path), "%s/%s", v[i].folder, v[i].name);
		rc = read_from(ctx, c, path);
	}
	free_found(v, nr);
	return rc;
}

/* Files that the user names are where the user says, whatever --sysroot is. */
static int load_named(struct config *c, int nr, char **files)
{
	struct daxkmem_ctx *plain;
	int i, rc = daxkmem_new(&plain, "");

	if (rc)
		return complain(FAILED, -rc, files[0],
				"read the configuration", NULL, NULL);
	for (i = 0; i < nr && !rc; i++)
		rc = read_from(plain, c, files[i]);
	daxkmem_free(plain);
	return rc;
}

/**
 * config_load - read all of the configuration
 * @c: gets it; config_free() ends it, also after an error
 * @nr: how many @files are read instead of those in the folders
 *
 * Returns 0, or an exit code after complaints about all that is wrong.
 */
int config_load(struct config *c, int nr, char **files)
{
	int rc;

	*c = (struct config){ 0 };
	rc = nr ? load_named(c, nr, files) : load_folders(c);
	return rc ?: (c->errors ? FAILED : 0);
}
