// SPDX-License-Identifier: LGPL-2.1-or-later
/* Run daxkmem-xen-hotadd while memory is added to the hypervisor. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lib/act/device.h"
#include "lib/act/hotadd.h"
#include "lib/host/modules.h"

#define PROGRAM "daxkmem-xen-hotadd"
#define LOCK "/run/daxkmem-xen-hotadd.lock"
#define LOCK_FD 3	/* in the program */

/* What the program has printed, and whether a signal has ended it. */
struct answer {
	bool ready, killed;
	char *word;		/* after "ready" */
	int problems;
	char *cause, *next;	/* of the first problem */
};

static int fails(const struct daxkmem_device *d, int err, const char *action,
		 const char *cause, const char *next)
{
	return device_fails(d, DAXKMEM_FAILED, err, action, cause, next);
}

/* True if this hypervisor panics when memory is added. */
bool hotadd_needed(const struct daxkmem_ctx *ctx)
{
	return xen_version(ctx) >= XEN_VERSION(4, 18);
}

static void answer_free(struct answer *a)
{
	free(a->word);
	free(a->cause);
	free(a->next);
}

/* Keep the first problem: others are of the attempt to clean up. */
static void take_line(struct answer *a, const char *line)
{
	if (!strcmp(line, "ready")) {
		a->ready = true;
	} else if (!strncmp(line, "ready ", 6)) {
		a->word = strdup(line + 6);
		a->ready = a->word;
	} else if (!strncmp(line, "cause ", 6) && !a->problems++) {
		a->cause = strdup(line + 6);
	} else if (!strncmp(line, "next ", 5) && a->problems == 1) {
		a->next = strdup(line + 5);
	}
}

/*
 * Read up to the line "ready", with or without a word, or to the end. The caller
 * calls answer_free().
 */
static void read_answer(FILE *from, struct answer *a)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	*a = (struct answer){ false };
	while (from && !a->ready && (n = getline(&line, &room, from)) > 0) {
		line[strcspn(line, "\n")] = 0;
		take_line(a, line);
	}
	free(line);
}

/* The file actions: pipes become standard input and output. Returns an errno. */
static int spawn_with(const char *path, char **argv, int in, int out, int lock,
		      pid_t *pid)
{
	posix_spawn_file_actions_t a;
	int err = posix_spawn_file_actions_init(&a);

	if (err)
		return err;
	err = posix_spawn_file_actions_adddup2(&a, in, STDIN_FILENO) ?:
	      posix_spawn_file_actions_adddup2(&a, out, STDOUT_FILENO);
	if (!err && lock >= 0)
		err = posix_spawn_file_actions_adddup2(&a, lock, LOCK_FD);
	if (!err)
		err = posix_spawn(pid, path, &a, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&a);
	return err;
}

/* A descriptor that does not get in the way of those of the program. */
static int high(int fd)
{
	int to = fcntl(fd, F_DUPFD_CLOEXEC, LOCK_FD + 1);

	close(fd);
	return to;
}

static int pipe_high(int fd[2])
{
	if (pipe2(fd, O_CLOEXEC))
		return errno;
	fd[0] = high(fd[0]);
	fd[1] = high(fd[1]);
	return fd[0] < 0 || fd[1] < 0 ? EMFILE : 0;
}

static void pipe_close(int fd[2])
{
	if (fd[0] >= 0)
		close(fd[0]);
	if (fd[1] >= 0)
		close(fd[1]);
}

/* Start the program with the word @what. Returns an errno. */
static int start(struct hotadd *h, const char *path, const char *what)
{
	char fd_word[] = { '0' + LOCK_FD, 0 };
	char *argv[] = { (char *)PROGRAM, (char *)what,
			 h->lock < 0 ? NULL : fd_word, NULL };
	int in[2] = { -1, -1 }, out[2] = { -1, -1 };
	int err = pipe_high(in) ?: pipe_high(out);

	if (!err)
		err = spawn_with(path, argv, in[0], out[1], h->lock, &h->pid);
	if (!err) {
		h->to = in[1];
		h->from = fdopen(out[0], "r");
		in[1] = -1;
		if (h->from)
			out[0] = -1;
	}
	pipe_close(in);
	pipe_close(out);
	return err;
}

static int missing(const struct daxkmem_device *d, int err, const char *action)
{
	if (err == ENOENT)
		return device_fails(d, DAXKMEM_UNSUPPORTED, 0, action,
				    "this Xen panics when memory is added unless it is patched, and " PROGRAM ", which does that, is not installed",
				    "apt install daxkmem-xen, or make tools with libxen-dev installed");
	return fails(d, err, action, PROGRAM " cannot be started",
		     next_step(err, NULL));
}

static int start_program(const struct daxkmem_device *d, const char *action,
			 struct hotadd *h, const char *what)
{
	char path[PATH_MAX];
	int err = -beside(path, PROGRAM);

	/* At boot, nothing may have loaded it yet. The program reports a failure. */
	if (!root_exists(d->ctx, "/dev/xen/privcmd"))
		module_load(d->ctx, "xen_privcmd");
	if (!err)
		err = start(h, path, what);
	return err ? missing(d, err, action) : 0;
}

/* Let the program end. Returns its answer, which the caller frees. */
static struct answer finish(struct hotadd *h)
{
	struct answer a;
	int status;

	close(h->to);
	read_answer(h->from, &a);
	if (h->from)
		fclose(h->from);
	a.killed = waitpid(h->pid, &status, 0) == h->pid && WIFSIGNALED(status);
	return a;
}

static int refused(const struct daxkmem_device *d, const char *action,
		   const struct answer *a)
{
	return fails(d, 0, action,
		     a->cause ?: PROGRAM " ended without a message",
		     a->next ?: "xl dmesg shows the hypervisor's messages");
}

/* Check that memory can be added to the hypervisor. Changes nothing. */
int hotadd_check(const struct daxkmem_device *d, const char *action)
{
	struct hotadd h = { .lock = -1 };
	struct answer a;
	int rc;

	if (!hotadd_needed(d->ctx))
		return 0;
	rc = start_program(d, action, &h, "check");
	if (rc)
		return rc;
	a = finish(&h);
	rc = a.ready ? 0 : refused(d, action, &a);
	answer_free(&a);
	return rc;
}

static int take_lock(const struct daxkmem_device *d, const char *action)
{
	int fd = open(LOCK, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	fd = fd < 0 ? fd : high(fd);
	if (fd >= 0 && !flock(fd, LOCK_EX))
		return fd;
	if (fd >= 0)
		close(fd);
	return fails(d, errno, action, LOCK " cannot be locked",
		     next_step(errno, NULL));
}

/* Report that the live patch may still be applied. */
static void warn(const struct daxkmem_device *d, const struct answer *a)
{
	if (a->cause)
		device_warn(d, say("%s%s%s", a->cause, a->next ? "; next: " : "",
				   a->next ?: ""));
}

/* Remove the live patch that a killed program has left. Keeps the error. */
static void clean_up(const struct daxkmem_device *d, const char *action,
		     struct hotadd *h)
{
	struct daxkmem_error e = error_take(d->ctx);
	struct answer a;

	if (!start_program(d, action, h, "clean")) {
		a = finish(h);
		warn(d, &a);
		answer_free(&a);
	}
	error_put(d->ctx, e);
}

/**
 * hotadd_begin - apply the live patch
 * @h: receives the program that reverts it, and the word that the driver needs;
 *	after success, the caller calls hotadd_end()
 *
 * Waits for another process that adds memory. If this process dies, the program
 * reverts the live patch.
 */
int hotadd_begin(const struct daxkmem_device *d, const char *action,
		 struct hotadd *h)
{
	struct answer a, rest;
	int rc;

	h->lock = take_lock(d, action);
	if (h->lock < 0)
		return h->lock;
	rc = start_program(d, action, h, "hold");
	if (rc)
		goto err_lock;
	read_answer(h->from, &a);
	if (!a.ready || !a.word) {
		rest = finish(h);
		rc = refused(d, action, &a);
		if (rest.killed)
			clean_up(d, action, h);
		answer_free(&rest);
	} else {
		snprintf(h->word, sizeof(h->word), "%s", a.word);
	}
	answer_free(&a);
	if (!rc)
		return 0;
err_lock:
	close(h->lock);
	return rc;
}

/* Revert the live patch. A failure is only logged: the memory is added. */
void hotadd_end(const struct daxkmem_device *d, struct hotadd *h)
{
	struct answer a = finish(h);

	warn(d, &a);
	if (a.killed)
		clean_up(d, "revert the live patch of the hypervisor", h);
	answer_free(&a);
	close(h->lock);
}
