// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Read the configuration of a guest. Only xl can parse its format, so let xl
 * print it as JSON.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "guest_config.h"
#include "xl.h"

static int fails(const char *file, int code, int err, const char *cause,
		 const char *next)
{
	return complain(code, err, file, "read the guest's configuration",
			cause, next);
}

static int check_status(const char *file, int status)
{
	if (!status)
		return 0;
	if (status == XL_MISSING)
		return fails(file, UNSUPPORTED, ENOENT,
			     "xl, which creates the guest, cannot be started",
			     "apt install xen-utils");
	return fails(file, FAILED, 0, "xl cannot read it (see its messages)",
		     say("xl create --dryrun %s", file));
}

/* Without the library in xl, the guest would get memory of any node. */
static int check_loaded(const char *file, const struct placing *p)
{
	if (p->shared->loaded)
		return 0;
	return fails(file, FAILED, 0,
		     say("xl runs without %s, which places the guest's memory",
			 placing_library()),
		     "reinstall daxkmem-xen; run it as root, without setuid");
}

static struct json_object *member(const struct guest_config *g,
				  const char *group, const char *key)
{
	return json_object_object_get(json_object_object_get(g->json, group),
				      key);
}

static const char *text(const struct guest_config *g, const char *key)
{
	return json_object_get_string(member(g, "c_info", key));
}

static long long size(const struct guest_config *g, const char *key)
{
	return json_object_get_int64(member(g, "b_info", key)) * 1024;
}

/* libxenlight prints booleans that may be unset as text. */
static bool is_true(const struct guest_config *g, const char *key)
{
	const char *s = json_object_get_string(member(g, "b_info", key));

	return s && !strcmp(s, "True");
}

/* Return: true if all required settings are present. */
static bool parse(struct guest_config *g, const char *json)
{
	g->json = json ? json_tokener_parse(json) : NULL;
	g->name = text(g, "name");
	g->uuid = text(g, "uuid");
	g->type = text(g, "type");
	g->memory = size(g, "target_memkb");
	g->most = size(g, "max_memkb");
	g->vnuma = member(g, "b_info", "vnuma_nodes");
	g->stubdomain = is_true(g, "device_model_stubdomain");
	return g->name && g->uuid && g->type && g->memory > 0;
}

/**
 * guest_config_read - let xl parse a guest's configuration
 * @g: receives it; the caller calls guest_config_free(), also after an error
 * @p: the library for xl, which must report that it is loaded
 * @file: path of the configuration
 *
 * Creates no guest.
 *
 * Return: 0, or an exit code after an error message.
 */
int guest_config_read(struct guest_config *g, const struct placing *p,
		      const char *file)
{
	const char *const argv[] = {
		"xl", "create", "--dryrun", "--quiet", file, NULL
	};
	char *json;
	int rc = check_status(file, xl_run(p, argv, &json)) ?:
		 check_loaded(file, p);

	if (!parse(g, json) && !rc)
		rc = fails(file, FAILED, 0, "xl does not print it as JSON",
			   say("xl create --dryrun --quiet %s; see output_format in xl.conf(5)",
			       file));
	free(json);
	return rc;
}

void guest_config_free(struct guest_config *g)
{
	json_object_put(g->json);
}
