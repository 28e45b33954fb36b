// SPDX-License-Identifier: GPL-2.0-or-later
/* Parse dax_kmem/failure: lines "key=value". Unknown keys go to JSON only. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "ops/device.h"
#include "ops/failure.h"

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
	char *end;
	long long number = strtoll(value, &end, 10);

	take_known(f, name, value);
	if (!strcmp(name, "block"))
		sscanf(value, "memory%ld", &f->block);
	if (!strcmp(name, "errno"))
		f->err = number;
	if (*value && !*end)
		json_object_object_add(f->json, name,
				       json_object_new_int64(number));
	else
		json_put_text(f->json, name, value);
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
 * @f: receives the details; free it with failure_end()
 * @err: the errno of the write
 *
 * Returns false if the driver has no details: it is too old, or the write
 * failed before the change started.
 */
bool failure_read(struct failure *f, const struct daxkmem_device *d, int err)
{
	char *text;

	*f = (struct failure){ .block = -1, .json = json_object_new_object() };
	if (root_read_all(ctx, &text, DAX_DEVICES "/%s/dax_kmem/failure",
			  device_name(d)) < 0)
		return false;
	parse(f, text);
	free(text);
	return f->err == err;
}

void failure_end(struct failure *f)
{
	json_object_put(f->json);
	f->json = NULL;
}
