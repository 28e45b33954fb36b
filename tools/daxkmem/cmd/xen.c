// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * daxkmem xen: run a separate program, so that daxkmem does not need the
 * libraries of Xen.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "cli/daxkmem.h"
#include "cmd/commands.h"

#define PROGRAM "daxkmem-xen"

/* @rest: path from this program's directory. Returns if exec fails. */
static void exec_beside(const char *rest, char **argv)
{
	char path[PATH_MAX], *slash;
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path));
	size_t room;

	if (n < 0 || n == sizeof(path))
		return;
	path[n] = 0;
	slash = strrchr(path, '/');
	room = sizeof(path) - (slash - path);
	if (snprintf(slash, room, "/%s", rest) < (int)room)
		execv(path, argv);
}

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
	exec_beside("xen/" PROGRAM, argv);	/* built, not installed */
	exec_beside(PROGRAM, argv);
	exec_beside("../lib/daxkmem/" PROGRAM, argv);
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
