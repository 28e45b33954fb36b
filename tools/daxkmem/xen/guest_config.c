// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The configuration of a guest. Only xl can read its format; it prints what it
 * has read as JSON, which libxenlight can read.
 */
#include <errno.h>
#include <stdlib.h>
#include "guest_config.h"

#define ACTION "read the guest's configuration"

static int fails(const struct creation *c, int code, int err,
		 const char *cause, const char *next)
{
	return complain(code, err, c->file, ACTION, cause, next);
}

static int check_status(const struct creation *c, int status)
{
	if (!status)
		return 0;
	if (status == XL_MISSING)
		return fails(c, UNSUPPORTED, ENOENT,
			     "xl, which creates the guest, cannot be started",
			     "apt install xen-utils");
	return fails(c, FAILED, 0, "xl does not accept it",
		     say("xl create --dryrun %s", c->file));
}

/* In an xl without the library a guest would get memory from anywhere. */
static int check_loaded(const struct creation *c)
{
	if (c->placing.shared->loaded)
		return 0;
	return fails(c, FAILED, 0,
		     say("xl runs without %s, which places the guest's memory",
			 placing_library()),
		     "install daxkmem-xen again; run it as root, without setuid");
}

static int parse(struct creation *c, const char *json)
{
	if (json && !libxl_domain_config_from_json(c->light, &c->config, json))
		return 0;
	return fails(c, FAILED, 0,
		     light_said("libxenlight does not understand what xl makes of it"),
		     say("xl create --dryrun --quiet %s; this has to print JSON, see output_format in xl.conf(5)",
			 c->file));
}

/**
 * guest_config_read - what xl makes of the guest's configuration
 * @c: with its file, light, placing and an initialized config, which gets it
 *
 * Creates nothing. Returns 0, or an exit code after a complaint.
 */
int guest_config_read(struct creation *c)
{
	const char *const argv[] = {
		"xl", "create", "--dryrun", "--quiet", c->file, NULL
	};
	char *json;
	int rc = check_status(c, xl_run(&c->placing, argv, &json)) ?:
		 check_loaded(c) ?: parse(c, json);

	free(json);
	return rc;
}
