// SPDX-License-Identifier: LGPL-2.1-or-later
/* Parse dax_kmem/failure: lines "key=value". Unknown keys are ignored. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "lib/act/device.h"
#include "lib/act/failure.h"

struct key {
	const char *name;
	size_t at;		/* offset in struct failure */
	size_t size;		/* of a string; 0 for a number */
};

#define TEXT(field) \
	{ #field, offsetof(struct failure, field), sizeof(((struct failure *)0)->field) }
#define NUMBER(field) { #field, offsetof(struct failure, field), 0 }

static const struct key keys[] = {
	TEXT(step), TEXT(end), TEXT(kept), TEXT(zone),
	NUMBER(msecs), NUMBER(used), NUMBER(unmovable), NUMBER(io),
	NUMBER(pinned), NUMBER(hugetlb), NUMBER(moved), NUMBER(need), NUMBER(room),
};

static void take_known(struct failure *f, const char *name, const char *value)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		void *field = (char *)f + keys[i].at;

		if (strcmp(name, keys[i].name))
			continue;
		if (keys[i].size)
			snprintf(field, keys[i].size, "%s", value);
		else
			*(long long *)field = strtoll(value, NULL, 10);
	}
}

static void take(struct failure *f, const char *name, const char *value)
{
	take_known(f, name, value);
	if (!strcmp(name, "block"))
		sscanf(value, "memory%ld", &f->block);
	if (!strcmp(name, "errno"))
		f->err = atoi(value);
}

static void parse(struct failure *f, char *text)
{
	char *rest = text, *line, *value;

	while ((line = strsep(&rest, "\n"))) {
		value = strchr(line, '=');
		if (!value)
			continue;
		*value++ = 0;
		take(f, line, value);
	}
}

/**
 * failure_read - read why a write failed
 * @f: receives the details; free it with failure_end() if this returns true
 * @err: the errno of the write
 *
 * Returns false if the driver has no details: it is too old, or the write
 * failed before the change started.
 */
bool failure_read(struct failure *f, const struct daxkmem_device *d, int err)
{
	char *text;

	*f = (struct failure){ .block = -1 };
	if (root_read_all(d->ctx, &f->said, "%s/dax_kmem/failure", d->dir) < 0)
		return false;
	text = strdup(f->said);
	if (text)
		parse(f, text);
	free(text);
	if (f->err == err)
		return true;
	failure_end(f);
	return false;
}

void failure_end(struct failure *f)
{
	free(f->said);
	f->said = NULL;
}
