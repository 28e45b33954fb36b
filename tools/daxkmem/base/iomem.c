// SPDX-License-Identifier: LGPL-2.1-or-later
/* Read /proc/iomem. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/iomem.h"

/* Parse "  100000000-17fffffff : Soft Reserved", indented by two for each level. */
static bool parse(const char *line, struct iomem *i)
{
	size_t indent = strspn(line, " ");
	char name[WORD_LEN];

	if (sscanf(line, "%llx-%llx : %63[^\n]", &i->start, &i->end, name) != 3)
		return false;
	i->end++;
	i->depth = indent / 2;
	strcpy(i->name, name);
	return true;
}

static size_t count_lines(const char *text)
{
	size_t nr = 1;

	for (; *text; text++)
		nr += *text == '\n';
	return nr;
}

/**
 * iomem_read - read /proc/iomem
 * @list: receives an array in the order of the file; free it with free()
 *
 * Return: the number of entries; -EACCES if only root is shown the addresses;
 * another negative errno.
 */
int iomem_read(const struct daxkmem_ctx *ctx, struct iomem **list)
{
	char *text, *rest, *line;
	struct iomem *v;
	bool hidden = true;
	int nr = 0, rc = root_read_all(ctx, &text, "/proc/iomem");

	if (rc < 0)
		return rc;
	v = calloc(count_lines(text), sizeof(*v));
	for (rest = text; v && (line = strsep(&rest, "\n")); ) {
		if (!parse(line, &v[nr]))
			continue;
		hidden = hidden && v[nr].end <= 1;
		nr++;
	}
	free(text);
	if (!v)
		return -ENOMEM;
	if (nr && hidden) {
		free(v);
		return -EACCES;
	}
	*list = v;
	return nr;
}

/* True for addresses that firmware or the kernel's parameters set apart. */
bool iomem_is_unused(const struct iomem *i)
{
	static const char * const names[] = {
		"Persistent Memory", "Persistent Memory (legacy)",
		IOMEM_SOFT_RESERVED, "Reserved", "reserved",
	};
	size_t n;

	for (n = 0; n < ARRAY_SIZE(names); n++)
		if (!strcmp(i->name, names[n]))
			return true;
	return false;
}
