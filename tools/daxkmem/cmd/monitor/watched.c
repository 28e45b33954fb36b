// SPDX-License-Identifier: GPL-2.0-or-later
/* The devices that "daxkmem monitor" watches. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cmd/monitor/monitor.h"
#include "ops/device.h"

static char (*names)[NAME_MAX_LEN + 1];
static int nr_names;

/* True if a device is watched. Without names, all devices are. */
bool watched(const char *device)
{
	int i;

	if (!nr_names)
		return true;
	for (i = 0; device && i < nr_names; i++)
		if (!strcmp(names[i], device))
			return true;
	return false;
}

/* dax0.0 need not exist yet. Returns 0, or an exit code. */
static int read_one(const char *word)
{
	struct daxkmem_device *d;
	int rc;

	if (daxkmem_name_ok(word)) {
		strcpy(names[nr_names++], word);
		return 0;
	}
	rc = device_find(&d, word, "watch");
	if (rc)
		return rc;
	strcpy(names[nr_names++], device_name(d));
	daxkmem_device_unref(d);
	return 0;
}

/* Returns 0, or an exit code after an error message. */
int watched_read(int argc, char **argv)
{
	int i, rc = 0;

	names = calloc(argc + 1, sizeof(*names));
	if (!names)
		return complain(FAILED, ENOMEM, "monitor", "start", NULL, NULL);
	for (i = 0; i < argc && !rc; i++)
		rc = read_one(argv[i]);
	return rc;
}

int watched_nr(void)
{
	return nr_names;
}

const char *watched_name(int i)
{
	return names[i];
}

/* Returns "dax0.0, dax1.0". */
const char *watched_text(void)
{
	const char *text = names[0];
	int i;

	for (i = 1; i < nr_names; i++)
		text = say("%s, %s", text, names[i]);
	return text;
}

void watched_free(void)
{
	free(names);
}
