// SPDX-License-Identifier: GPL-2.0-or-later
/* Print the errors of the library. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "ops/report.h"
#include "ops/why_json.h"

static void add_key(struct json_object *o, const char *key, const char *value)
{
	char *end;
	long long number = strtoll(value, &end, 10);

	if (*value && !*end)
		json_object_object_add(o, key, json_object_new_int64(number));
	else
		json_put_text(o, key, value);
}

/* @said: the driver's attribute, lines of KEY=VALUE */
static struct json_object *failure_json(const char *said)
{
	struct json_object *o = json_object_new_object();
	char *rest = (char *)say("%s", said), *line, *value;

	while ((line = strsep(&rest, "\n"))) {
		value = strchr(line, '=');
		if (!value)
			continue;
		*value++ = 0;
		add_key(o, line, value);
	}
	return o;
}

static struct json_object *seen_json(const struct daxkmem_why *w)
{
	struct json_object *blocks = why_blocks_json(w);
	struct json_object *o = json_object_get(
		json_object_array_get_idx(blocks, 0));

	json_object_put(blocks);
	json_object_object_add(o, "processes", why_processes_json(w));
	json_object_object_add(o, "cgroups", why_cgroups_json(w));
	return o;
}

/* The block that was looked at; or only its name, from the driver's report. */
static struct json_object *block_json(const struct daxkmem_error *e,
				      struct json_object *failure)
{
	struct json_object *o, *name, *kept;

	if (daxkmem_error_why(e))
		return seen_json(daxkmem_error_why(e));
	if (!json_object_object_get_ex(failure, "block", &name) ||
	    !json_object_object_get_ex(failure, "kept", &kept) ||
	    !json_object_get_string_len(kept))
		return NULL;
	o = json_object_new_object();
	json_object_object_add(o, "block", json_object_get(name));
	return o;
}

static int exit_code(const struct daxkmem_error *e)
{
	switch (daxkmem_error_kind(e)) {
	case DAXKMEM_INVALID:
		return USAGE;
	case DAXKMEM_UNSUPPORTED:
		return UNSUPPORTED;
	case DAXKMEM_PARTLY:
		return PARTLY;
	default:
		return FAILED;
	}
}

/**
 * told_as - print the error of the library, if there is one
 * @rc: the return value of a function that sets the error
 * @action: the action that failed because of it; NULL: that of the error
 *
 * Returns the exit code; DONE if @rc is not negative.
 */
int report_result_as(int rc, const char *action)
{
	const struct daxkmem_error *e = daxkmem_error(ctx);
	struct obstacle o = { .text = NULL };
	const char *failure;

	if (rc >= 0)
		return DONE;
	if (!e)
		return complain(FAILED, -rc, "daxkmem", "continue", NULL, NULL);
	failure = daxkmem_error_text(e, DAXKMEM_ERROR_FAILURE);
	o.text = daxkmem_error_text(e, DAXKMEM_ERROR_OBSTACLE);
	if (failure) {
		o.failure = failure_json(failure);
		o.json = block_json(e, o.failure);
	}
	return complain_of(&o, exit_code(e), daxkmem_error_errno(e),
			   daxkmem_error_text(e, DAXKMEM_ERROR_OBJECT),
			   action ?: daxkmem_error_text(e, DAXKMEM_ERROR_ACTION),
			   daxkmem_error_text(e, DAXKMEM_ERROR_CAUSE),
			   daxkmem_error_text(e, DAXKMEM_ERROR_NEXT));
}

int report_result(int rc)
{
	return report_result_as(rc, NULL);
}

/* Returns an exit code after an error message. */
int not_attached(const struct daxkmem_device *d, const char *action)
{
	const char *name = device_name(d);

	if (daxkmem_device_in_tree(d))
		return complain(UNSUPPORTED, ENOENT, name, action,
				"in use by the in-tree kmem driver",
				say("daxctl list -d %s", name));
	return complain(FAILED, ENOENT, name, action, "not attached",
			say("daxkmem attach %s", name));
}
