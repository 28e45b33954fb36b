// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * daxkmem-xen-hotadd: let the hypervisor add memory while standard input is open.
 *
 * libdaxkmem starts this program, waits for the line "ready WORD", passes WORD to
 * the driver, which adds memory, and closes the pipe. If the process that adds
 * memory dies, the kernel closes the pipe after the hypercall has returned.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include "hotadd.h"

#define LOCK "/run/daxkmem-xen-hotadd.lock"

/*
 * One process at a time: another one would revert the live patch of this one as
 * a leftover. The process that adds memory has the same file open, and so keeps
 * the lock if this process dies.
 */
static int lock(int fd)
{
	if (fd < 0)
		fd = open(LOCK, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB))
		return 0;
	return problem(errno, LOCK " cannot be locked",
		       "wait for the other process that adds memory");
}

static void ignore_signals(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int take_out(const struct host *h)
{
	bool uploaded, applied;
	int rc = patch_state(h, &uploaded, &applied);

	if (!rc && applied)
		rc = patch_revert(h);
	if (!rc && uploaded)
		rc = patch_unload(h);
	return rc;
}

static int put_in(const struct host *h)
{
	int rc = take_out(h) ?: patch_upload(h);

	if (rc)
		return rc;
	rc = patch_apply(h);
	if (rc)
		take_out(h);
	return rc;
}

/* See dax_kmem_xen/state in Documentation/ABI. */
static const char *word(const struct host *h)
{
	return h->needs_patch ? "live_patch" : "trust_xen";
}

static void wait_for_end_of_input(const struct host *h)
{
	char c;
	ssize_t n;

	printf("ready %s\n", word(h));
	fflush(stdout);
	do
		n = read(STDIN_FILENO, &c, 1);
	while (n > 0 || (n < 0 && errno == EINTR));
}

static int hold(const struct host *h)
{
	int rc = h->needs_patch ? put_in(h) : 0;

	if (rc)
		return rc;
	wait_for_end_of_input(h);
	return h->needs_patch ? take_out(h) : 0;
}

static int check(const struct host *h)
{
	(void)h;
	puts("ready");
	return 0;
}

static int run(int (*what)(const struct host *h))
{
	struct host h;
	int rc = host_open(&h) ?: what(&h);

	host_close(&h);
	return rc;
}

static int usage(void)
{
	fputs("usage: daxkmem-xen-hotadd check\n"
	      "       daxkmem-xen-hotadd hold|clean [FD]\n"
	      "This program is part of daxkmem xen attach, which runs it.\n", stderr);
	return 2;
}

/* FD: descriptor of the lock's file, open in the caller, too. */
int main(int argc, char **argv)
{
	bool holds = argc > 1 && !strcmp(argv[1], "hold");
	int fd = -1;

	if (argc == 2 && !strcmp(argv[1], "check"))
		return run(check);
	if (argc < 2 || argc > 3 || (!holds && strcmp(argv[1], "clean")) ||
	    (argc == 3 && sscanf(argv[2], "%d", &fd) != 1))
		return usage();
	ignore_signals();
	return lock(fd) ?: run(holds ? hold : take_out);
}
