// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem attach: add a device as memory, or leave the device unchanged. */
#include <string.h>
#include "cli/daxkmem.h"
#include "cmd/commands.h"
#include "ops/background.h"
#include "ops/device.h"
#include "ops/namespace.h"

static struct daxkmem_settings *settings;
static bool force, no_wait;

static const struct option_def options[] = {
	ALL_SETTINGS(&settings),
	{ "force", NULL, "attach even if a process has the device open or it holds data", FLAG,
	  &force },
	{ "no-wait", NULL, "return once the first memory is online; the rest follows",
	  FLAG, &no_wait },
	{ 0 },
};

/* Refuse a namespace without a dax device. Returns 0, or an exit code. */
static int check_namespace(const char *word)
{
	char name[WORD_LEN];
	const char *mode;

	if (!namespace_without_dax(word, name, &mode))
		return 0;
	if (!strcmp(mode, "disabled"))
		return complain(FAILED, 0, name, "attach",
				"the namespace is disabled and has no dax device",
				say("ndctl enable-namespace %s", name));
	return complain(FAILED, 0, name, "attach",
			say("the namespace mode is %s, and only devdax namespaces have a dax device",
			    mode),
			say("ndctl create-namespace -f -e %s -m devdax -M mem, which destroys its contents",
			    name));
}

static int attach(struct daxkmem_device *d)
{
	int rc;

	stop_catch();
	rc = daxkmem_attach(d, settings, force ? DAXKMEM_ATTACH_FORCE : 0);
	if (rc < 0)
		return report_result(rc);
	device_done(d, attached_text(d, rc ? "already attached" : "attached"));
	return DONE;
}

static int start(struct daxkmem_device *d)
{
	return no_wait ? until_first_memory(d, attach) : attach(d);
}

static int run(int argc, char **argv)
{
	struct devices found;
	int i, rc = 0;

	for (i = 0; !rc && i < argc; i++)
		rc = check_namespace(argv[i]);
	if (rc)
		return rc;
	rc = devices_find(&found, argc, argv, "attach", NULL) ?:
	     devices_each(&found, "attach", start);
	devices_free(&found);
	return rc;
}

const struct command cmd_attach = {
	"attach", run, "DEVICE...", "add devices to their NUMA nodes as memory", options,
	1, -1,
};
