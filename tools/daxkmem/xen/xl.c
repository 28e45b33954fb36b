// SPDX-License-Identifier: GPL-2.0-or-later
/* Run xl, and pass on what it says. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "placing.h"
#include "xl.h"

/*
 * Only for the child. A signal of the terminal is for this program, which undoes
 * what xl did. If this program is killed, so is xl: the guest stays noted, and
 * does not grow any more. Files of this program and its caller would stay open in
 * the process that xl leaves behind. Does not return.
 */
static void become_xl(const struct placing *p, const char *const *argv,
		      int out, int err, pid_t parent)
{
	int in = open("/dev/null", O_RDONLY);

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
	if (p)
		placing_export(p);
	if (getppid() == parent && dup2(in, STDIN_FILENO) >= 0 &&
	    dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0)
		execvp(argv[0], (char *const *)argv);
	_exit(XL_MISSING);
}

/* The text in a file; NULL if it cannot be read. */
static char *read_text(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *text = size < 0 ? NULL : calloc(1, size + 1);

	if (text && pread(fd, text, size, 0) != size) {
		free(text);
		return NULL;
	}
	return text;
}

/* Notices are about CPUs that are far from a guest's memory. */
static void pass_on(int fd)
{
	char *text = read_text(fd), *rest = text, *line;

	while ((line = strsep(&rest, "\n")))
		if (*line && !strstr(line, ": notice: "))
			warn("xl", line);
	free(text);
}

/* Returns the exit status, or -1 if xl did not exit. */
static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int run(const struct placing *p, const char *const *argv, int out,
	       int err)
{
	pid_t parent = getpid(), pid = out < 0 || err < 0 ? -1 : fork();

	if (!pid)
		become_xl(p, argv, out, err, parent);
	return pid < 0 ? -1 : wait_for(pid);
}

/**
 * xl_run - run xl
 * @p: for the library that places memory; NULL: without it
 * @argv: up to a NULL
 * @out: gets its standard output, for the caller to free; NULL: another message
 *
 * Files take the output, because pipes would only end with the process that xl
 * leaves behind. What xl says on its standard error becomes warnings.
 *
 * Returns xl's exit status, XL_MISSING if it cannot be started, or -1.
 */
int xl_run(const struct placing *p, const char *const *argv, char **out)
{
	int err = memfd_create("xl-messages", MFD_CLOEXEC);
	int fd = out ? memfd_create("xl-output", MFD_CLOEXEC) : err;
	int status;

	fflush(NULL);
	status = run(p, argv, fd, err);
	if (err >= 0)
		pass_on(err);
	if (out) {
		*out = read_text(fd);
		close(fd);
	}
	close(err);
	return status;
}

/* Destroy or unpause a domain. Returns 0, or something else after warnings. */
int xl_domain(const char *command, uint32_t domid)
{
	const char *const argv[] = { "xl", command, say("%u", domid), NULL };

	return xl_run(NULL, argv, NULL);
}
