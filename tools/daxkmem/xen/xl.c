// SPDX-License-Identifier: GPL-2.0-or-later
/* Run xl, and print its messages as warnings. */
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
 * Called in the child; does not return. A process group of its own keeps
 * signals of the terminal from xl: this program gets them and undoes what xl
 * did. If this program is killed, the kernel kills xl, too, so that the guest
 * in the note does not change any more. Close all other files, which would stay
 * open in the process that xl leaves behind.
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

/* Text of a whole file, which the caller frees; NULL if it cannot be read. */
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

/* Skip notices, which are about CPUs far from the guest's memory. */
static void pass_on(int fd)
{
	char *text = read_text(fd), *rest = text, *line;

	while ((line = strsep(&rest, "\n")))
		if (*line && !strstr(line, ": notice: "))
			warn("xl", line);
	free(text);
}

/* Return: the exit status, or -1 if xl did not exit. */
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
 * @p: for the library that places memory; NULL: run without the library
 * @argv: arguments, terminated by NULL
 * @out: receives the standard output, which the caller frees, or NULL if it
 *	cannot be read. If @out is NULL, the standard output is printed as
 *	warnings
 *
 * The standard error is printed as warnings. The output goes to files: a pipe
 * would stay open until the process that xl leaves behind exits.
 *
 * Return: xl's exit status; XL_MISSING if it cannot be started; -1 if it did
 * not exit or on another error.
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

/* Destroy or unpause a domain. Return: as xl_run(). */
int xl_domain(const char *command, uint32_t domid)
{
	const char *const argv[] = { "xl", command, say("%u", domid), NULL };

	return xl_run(NULL, argv, NULL);
}
