// SPDX-License-Identifier: GPL-2.0-only
/*
 * For LD_PRELOAD: kills the program before its KILL_BEFOREth write to a file that is
 * not its standard output or error, or has its FAIL_ATth fail with EIO. Programs that
 * it starts begin to count anew.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static unsigned long writes;

static int is_now(const char *name)
{
	const char *n = getenv(name);

	return n && writes == strtoul(n, NULL, 10);
}

ssize_t write(int fd, const void *buf, size_t len)
{
	static ssize_t (*next)(int fd, const void *buf, size_t len);

	if (!next)
		next = dlsym(RTLD_NEXT, "write");
	if (fd > STDERR_FILENO) {
		writes++;
		if (is_now("KILL_BEFORE"))
			kill(getpid(), SIGKILL);
		if (is_now("FAIL_AT")) {
			errno = EIO;
			return -1;
		}
	}
	return next(fd, buf, len);
}
