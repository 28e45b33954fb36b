// SPDX-License-Identifier: GPL-2.0-or-later
/* Print an event of the library as text or JSON. */
#include <stdlib.h>
#include <string.h>
#include "cmd/monitor/monitor.h"

#define VALUE(key) daxkmem_event_value(e, key)

static struct json_object *json_of(const struct daxkmem_event *e,
				   const char *const *keys)
{
	struct json_object *o = event_new(daxkmem_event_device(e),
					  daxkmem_event_name(e));

	for (; *keys; keys++)
		json_put_text(o, *keys, VALUE(*keys));
	return o;
}

static void tell_state(const struct daxkmem_event *e)
{
	static const char *const keys[] = { "state", NULL };

	event_tell(json_of(e, keys), say("state %s", VALUE("state") ?: ""));
}

static void tell_size(const struct daxkmem_event *e)
{
	struct json_object *o = event_new(daxkmem_event_device(e), "size");
	long long bytes = strtoll(VALUE("plugged_size") ?: "", NULL, 10);

	json_put_count(o, "plugged_size", bytes);
	event_tell(o, say("size %s", size_text(bytes)));
}

static void tell_bad(const struct daxkmem_event *e)
{
	static const char *const keys[] = { "range", NULL };

	event_tell(json_of(e, keys), say("bad_pages %s", VALUE("range") ?: ""));
}

/* A requested change failed: "failure offline memory34: timeout, pinned" */
static void tell_failure(const struct daxkmem_event *e)
{
	static const char *const keys[] = {
		"step", "end", "block", "kept", NULL
	};
	const char *block = VALUE("block"), *kept = VALUE("kept");

	event_tell(json_of(e, keys),
		   say("failure %s%s%s: %s%s%s", VALUE("step") ?: "",
		       block ? " " : "", block ?: "", VALUE("end") ?: "",
		       kept ? ", " : "", kept ?: ""));
}

static void tell_change(const struct daxkmem_event *e)
{
	static const char *const keys[] = { NULL };
	const char *what = VALUE("what");

	event_tell(json_of(e, keys), what ? say("change %s", what) : "change");
}

static void tell_block(const struct daxkmem_event *e)
{
	static const char *const keys[] = { "block", "zone", NULL };
	const char *zone = VALUE("zone");

	event_tell(json_of(e, keys),
		   say("%s %s%s%s", VALUE("block"), daxkmem_event_name(e),
		       zone ? " " : "", zone ?: ""));
}

static void tell_module(const struct daxkmem_event *e)
{
	static const char *const keys[] = { "module", NULL };

	event_tell(json_of(e, keys),
		   say("module %s %sed", VALUE("module"),
		       daxkmem_event_name(e)));
}

static void tell_device(const struct daxkmem_event *e)
{
	static const char *const keys[] = { "driver", NULL };
	const char *driver = VALUE("driver"), *name = daxkmem_event_name(e);

	event_tell(json_of(e, keys), driver ? say("%s %s", name, driver) : name);
}

/* Print an event of a device, from this driver or from the driver core. */
static void tell_dax(const struct daxkmem_event *e)
{
	static const struct {
		const char *name;
		void (*tell)(const struct daxkmem_event *e);
	} changes[] = {
		{ "state", tell_state },
		{ "size", tell_size },
		{ "bad_pages", tell_bad },
		{ "failure", tell_failure },
		{ "change", tell_change },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(changes); i++)
		if (!strcmp(changes[i].name, daxkmem_event_name(e))) {
			changes[i].tell(e);
			return;
		}
	tell_device(e);
}

/**
 * tell_event - print an event, if its device is watched
 *
 * Returns false if no more events should be read now. The steps of a
 * change are printed before its result. The trace event appears with the module.
 */
bool tell_event(const struct daxkmem_event *e, void *arg)
{
	bool block = VALUE("block") &&
		     strcmp(daxkmem_event_name(e), "failure");

	(void)arg;
	if (!block)
		trace_enable();
	if (VALUE("module")) {
		tell_module(e);
	} else if (watched(daxkmem_event_device(e))) {
		if (!block)
			trace_tell();
		(block ? tell_block : tell_dax)(e);
	}
	return !stop_asked();
}
