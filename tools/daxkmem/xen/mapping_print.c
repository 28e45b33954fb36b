// SPDX-License-Identifier: GPL-2.0-or-later
/* Print the parts of a device, as text or as JSON. */
#include <stdlib.h>
#include "ops/device.h"
#include "mapping.h"

const char *pages_text(struct dk_span s)
{
	return say("0x%llx-0x%llx", s.start * XEN_PAGE, s.end * XEN_PAGE - 1);
}

const char *handle_text(const xen_domain_handle_t h)
{
	return say("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		   h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8], h[9],
		   h[10], h[11], h[12], h[13], h[14], h[15]);
}

static const char *use_of(const struct dk_range *r)
{
	if (r->domain != DK_NOBODY)
		return "mapped";
	return r->health == DK_SOUND ? "free" : "refused";
}

static void put_holder(const struct mapping *m, const struct dk_range *r,
		       struct json_object *o)
{
	bool used = r->domain != DK_NOBODY;
	char *name = used ? holder_name(m, r->domain) : NULL;

	json_put_count(o, "domain", used ? (long long)r->domain : -1);
	json_put_text(o, "name", name);
	json_put_text(o, "domain_uuid", used ?
		      handle_text(holder_of(m, r->domain)->handle) : NULL);
	json_put_text(o, "gfn", used ? say("0x%llx", r->gfn) : NULL);
	free(name);
}

/* JSON array with an object for each range, sorted by offset. */
struct json_object *mapping_rows(const struct mapping *m)
{
	struct json_object *rows = json_object_new_array();
	u32 i;

	for (i = 0; i < m->set.nr; i++) {
		const struct dk_range *r = &m->set.v[i];
		struct json_object *o = json_object_new_object();

		json_put_text(o, "chardev", device_name(m->d));
		json_put_text(o, "offset", say("0x%llx", r->start * XEN_PAGE));
		json_put_count(o, "size", r->len * XEN_PAGE);
		json_put_text(o, "use", use_of(r));
		put_holder(m, r, o);
		json_put_text(o, "health", dk_health_word(r->health));
		json_object_array_add(rows, o);
	}
	return rows;
}

/* Print the result of a successful command. Return: DONE. */
int mapping_done(struct mapping *m, const char *text)
{
	struct json_object *rows;

	if (!opt.json) {
		printf("%s: %s\n", device_name(m->d), text);
		return DONE;
	}
	rows = mapping_rows(m);
	json_print(rows);
	json_object_put(rows);
	return DONE;
}
