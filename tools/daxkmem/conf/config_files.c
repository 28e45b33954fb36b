// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Read the configuration from the directories below, in the order of the file
 * names. A file, even an empty one, hides files of the same name in the later
 * directories.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "conf/config.h"

#define SUFFIX ".conf"

static const char *const dirs[] = {
	"/etc/daxkmem.d",
	"/run/daxkmem.d",
	"/usr/lib/daxkmem.d",
};

struct found {
	char *name;
	const char *dir;
};

/* Parse and free @text. @len: its length, or the negative errno of the read. */
static void take(struct config *c, const char *path, char *text, int len)
{
	if (len < 0) {
		c->lost++;
		complain(FAILED, -len, path, "read the configuration",
			 len == -ENXIO ? "not a regular file" : NULL,
			 next_step(-len, NULL));
		return;
	}
	if (strlen(text) != (size_t)len) {
		c->lost++;
		complain(FAILED, 0, path, "read the configuration",
			 "not a text file", NULL);
	} else {
		config_parse(c, path, text);
	}
	free(text);
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

/* Returns the new number of files in @v, or -ENOMEM. */
static int add_names(struct found **v, int nr, const char *dir,
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
		more[nr] = (struct found){ strdup(names[i]), dir };
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

/* Returns the new number of files in @v. Counts an unreadable directory. */
static int find_in(struct config *c, struct found **v, int nr,
		   const char *dir)
{
	char **names;
	int more, nr_names = root_list(ctx, &names, "%s", dir);

	if (nr_names == -ENOENT)
		return nr;
	more = nr_names < 0 ? nr_names :
	       add_names(v, nr, dir, names, nr_names);
	if (nr_names >= 0)
		root_list_free(names, nr_names);
	if (more >= 0)
		return more;
	c->lost++;
	complain(FAILED, -more, dir, "read the configuration", NULL,
		 next_step(-more, NULL));
	return nr;
}

static void load_dirs(struct config *c)
{
	struct found *v = NULL;
	const char *path;
	int i, len, nr = 0;
	char *text;
	size_t f;

	for (f = 0; f < ARRAY_SIZE(dirs); f++)
		nr = find_in(c, &v, nr, dirs[f]);
	if (nr)
		qsort(v, nr, sizeof(*v), by_name);
	for (i = 0; i < nr; i++) {
		path = say("%s/%s", v[i].dir, v[i].name);
		len = root_read_all(ctx, &text, "%s", path);
		take(c, path, text, len);
	}
	free_found(v, nr);
}

/* Paths on the command line are not prefixed with --sysroot. */
static void load_named(struct config *c, int nr, char **files)
{
	char *text;
	int i, len;

	for (i = 0; i < nr; i++) {
		len = file_read_all(files[i], &text);
		take(c, files[i], text, len);
	}
}

/**
 * config_load - read the configuration
 * @c: receives the sections; call config_free() even after errors
 * @nr: number of @files to read instead of the directories; 0: the directories
 *
 * Prints a message for each error and loads the rest.
 */
void config_load(struct config *c, int nr, char **files)
{
	*c = (struct config){ 0 };
	if (nr)
		load_named(c, nr, files);
	else
		load_dirs(c);
}
