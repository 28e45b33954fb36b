// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * udev rules that bring memory blocks online by themselves. The driver refuses
 * them a zone that its policy excludes, but not the state "offline".
 */
#include <string.h>
#include "cmd/doctor/doctor.h"
#include "host/rules.h"

static void judge(const char *folder, const char *name, int line, void *arg)
{
	(void)arg;
	found(WARN,
	      say("%s/%s, line %d: a rule that brings memory online by itself",
		  folder, name, line),
	      strcmp(folder, "/etc/udev/rules.d") ?
	      say("ln -s /dev/null /etc/udev/rules.d/%s; udevadm control --reload",
		  name) :
	      "take that line out of it; udevadm control --reload");
}

static bool all_read;

static void not_read(const char *path, int err)
{
	all_read = false;
	unread(path, err);
}

void check_rules(void)
{
	all_read = true;
	if (!rules_find(judge, NULL, not_read) && all_read)
		found(OK, "no udev rule brings memory online by itself", NULL);
}
