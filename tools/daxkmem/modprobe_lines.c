// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines of modprobe.d that keep the module kmem from being asked for. */
#include <stdlib.h>
#include <string.h>
#include "daxkmem.h"
#include "modprobe_lines.h"

static const char *const folders[] = {
	"/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d",
	"/lib/modprobe.d",
};

/* "install kmem ..." or "blacklist kmem" */
static bool is_about_kmem(char *line)
{
	char *rest, *word = strtok_r(line, " \t", &rest);

	if (!word || (strcmp(word, "install") && strcmp(word, "blacklist")))
		return false;
	word = strtok_r(NULL, " \t", &rest);
	return word && !strcmp(word, "kmem");
}

static bool file_has_one(const char *folder, const char *name)
{
	char *text, *line, *rest;
	bool has = false;

	if (root_read_all(ctx, &text, "%s/%s", folder, name) < 0)
		return false;
	for (line = strtok_r(text, "\n", &rest); line && !has;
	     line = strtok_r(NULL, "\n", &rest))
		has = is_about_kmem(line);
	free(text);
	return has;
}

static bool is_conf(const char *name)
{
	const char *end = strrchr(name, '.');

	return end && !strcmp(end, ".conf");
}

/* Calls @found with the path of each such file but @ours. */
void modprobe_lines(const char *ours,
		    void (*found)(const char *path, void *arg), void *arg)
{
	char **names;
	size_t i;
	int n, nr;

	for (i = 0; i < ARRAY_SIZE(folders); i++) {
		nr = root_list(ctx, &names, "%s", folders[i]);
		for (n = 0; n < nr; n++) {
			const char *path = say("%s/%s", folders[i], names[n]);

			if (is_conf(names[n]) && strcmp(path, ours) &&
			    file_has_one(folders[i], names[n]))
				found(path, arg);
		}
		if (nr >= 0)
			root_list_free(names, nr);
	}
}
