// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * daxkmem xen: run a separate program, so that daxkmem does not need the
 * libraries of Xen.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "base/base.h"
#include "cli/daxkmem.h"
#include "cmd/commands.h"

#define PROGRAM "daxkmem-xen"

/* The help that is available without daxkmem-xen. */
static int help(void)
{
	puts("usage: daxkmem xen COMMAND [ARGUMENT...] [OPTION...]\n\n"
	     "The commands are part of " PROGRAM ", which is not installed. Options of all commands:\n");
	options_help_common(stdout);
	return DONE;
}

/* Replaces this process by daxkmem-xen; returns an exit code if that fails. */
static int run(int argc, char **argv)
{
	char path[PATH_MAX];

	errno = -beside(path, PROGRAM);
	if (!errno)
		execv(path, argv);
	if (errno == ENOENT && argc == 2 && !strcmp(argv[1], "--help"))
		return help();
	return complain(UNSUPPORTED, errno, "xen", "run",
			errno == ENOENT ?
			PROGRAM " is not installed" :
			PROGRAM " cannot be started",
			errno == ENOENT ?
			"apt install daxkmem-xen, or make tools with libxen-dev installed" :
			NULL);
}

const struct command cmd_xen = {
	"xen", run, "COMMAND", "manage memory for the guests of a Xen host", NULL, 0,
	ALL_ITS_OWN,
};
