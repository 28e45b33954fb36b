// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem policy: read or change what a bind does and which zone is kept. */
#include <errno.h>
#include <string.h>
#include "cli/daxkmem.h"
#include "cmd/commands.h"
#include "ops/device.h"
#include "policy.h"

#define FILE_POLICY "dax_kmem/policy"

static int show(const struct daxkmem_device *d)
{
	struct json_object *o;

	if (!opt.json) {
		puts(device_text(d, DAXKMEM_POLICY));
		return DONE;
	}
	o = device_json(d);
	json_print(o);
	json_object_put(o);
	return DONE;
}

static int change(struct daxkmem_device *d, const char *word,
		  const char *action)
{
	int rc = daxkmem_device_write(d, FILE_POLICY, word);

	if (rc)
		return complain(FAILED, -rc, device_name(d), action, NULL,
				next_step(-rc, see_log(device_name(d))));
	device_done(d, say("policy %s", word));
	return DONE;
}

static int run(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : NULL;
	const char *action = word ? "change its policy" : "read its policy";
	struct daxkmem_device *d;
	int rc = device_find(&d, argv[0], action);

	if (rc)
		return rc;
	if (word && dk_policy_parse(word, strlen(word)) < 0)
		rc = complain(USAGE, 0, device_name(d), action,
			      say("\"%s\" is no policy", word),
			      say("use %s", policy_words()));
	else if (!daxkmem_device_attached(d))
		rc = device_not_attached(d, action);
	else
		rc = word ? device_change(d, action, change, word) : show(d);
	daxkmem_device_free(d);
	return rc;
}

const struct command cmd_policy = {
	"policy", run, "DEVICE [WORD]",
	"read or change which zone a device's memory is for", NULL, 1, 2,
};
