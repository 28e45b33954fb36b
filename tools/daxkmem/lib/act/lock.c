// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The lock of a device: one daxkmem at a time changes it. The kernel releases
 * the lock when the process exits. Only root can open the locked file, so no
 * other user can block root.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <syslog.h>
#include <unistd.h>
#include "lib/private.h"
#include "lib/act/device.h"

/*
 * "1: FLOCK ADVISORY WRITE 812 00:16:4711 0 EOF": PID if it is our file, or 0.
 */
static pid_t holds(const char *line, const struct stat *st)
{
	unsigned int major, minor;
	unsigned long inode;
	int pid;

	if (sscanf(line, "%*d: FLOCK %*s %*s %d %x:%x:%lu", &pid, &major,
		   &minor, &inode) != 4)
		return 0;
	return makedev(major, minor) == st->st_dev && inode == st->st_ino ?
	       pid : 0;
}

/* PID of the process that holds the lock; 0 if unknown. */
static pid_t owner_of(struct daxkmem_ctx *ctx, int fd)
{
	char *text, *line, *next;
	struct stat st;
	pid_t pid = 0;

	if (fstat(fd, &st) || root_read_all(ctx, &text, "/proc/locks") < 0)
		return 0;
	next = text;
	while (!pid && (line = strsep(&next, "\n")))
		pid = holds(line, &st);
	free(text);
	return pid;
}

/* "process 812 (daxkmem)" */
static const char *owner_text(struct daxkmem_ctx *ctx, int fd)
{
	pid_t pid = owner_of(ctx, fd);
	char command[WORD_LEN];

	if (!pid)
		return "another daxkmem process";
	if (root_read(ctx, command, sizeof(command), "/proc/%d/comm", pid) < 0)
		return say("process %d", pid);
	return say("process %d (%s)", pid, command);
}

static const char *end_of_wait(struct daxkmem_ctx *ctx)
{
	return stop_of(ctx) == DAXKMEM_STOP_TIME ? "the time limit" : "a signal";
}

static int wait_for(int fd, const struct daxkmem_device *d, const char *action)
{
	const char *owner = owner_text(d->ctx, fd);
	int err;

	log_text(d->ctx, LOG_INFO, d->name,
		 say("waiting for %s, which is changing the device", owner));
	if (!flock(fd, LOCK_EX))
		return 0;
	err = errno;
	if (err != EINTR)
		return device_fails(d, DAXKMEM_FAILED, err, action, NULL, NULL);
	return device_fails(d, DAXKMEM_FAILED, EINTR, action,
			    say("%s is still changing the device, and the wait was ended by %s",
				owner, end_of_wait(d->ctx)),
			    "wait for that process to finish, then try again");
}

/* Returns a locked file descriptor, or a negative errno with the error set. */
static int lock_file(const struct daxkmem_device *d, const char *action)
{
	char path[PATH_MAX];
	int fd, rc = root_path(d->ctx, path, "%s/uevent", d->dir);

	fd = rc ? rc : open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0) {
		rc = rc ? -rc : errno;
		return device_fails(d, DAXKMEM_FAILED, rc, action, NULL,
				    next_step(rc, see_log(d->name)));
	}
	if (!flock(fd, LOCK_EX | LOCK_NB))
		return fd;
	rc = errno == EWOULDBLOCK ? wait_for(fd, d, action) :
	     device_fails(d, DAXKMEM_FAILED, errno, action, NULL, NULL);
	if (!rc)
		return fd;
	close(fd);
	return rc;
}

/**
 * device_lock - lock a device by its uevent attribute, and read it again
 * @action: for the error
 *
 * Waits while another process holds the lock, after a message about it. A
 * signal that the caller catches ends the wait.
 */
int device_lock(struct daxkmem_device *d, const char *action)
{
	int rc, lock = d->locks ? d->lock : lock_file(d, action);

	if (lock < 0)
		return lock;
	d->lock = lock;
	d->locks++;
	/* it may have changed during the wait */
	rc = daxkmem_device_refresh(d);
	if (!rc)
		return 0;
	daxkmem_unlock(d);
	return device_fails(d, DAXKMEM_FAILED, -rc, action, NULL, "daxkmem list");
}

int daxkmem_lock(struct daxkmem_device *d)
{
	error_clear(d->ctx);
	return device_lock(d, "lock the device");
}

void daxkmem_unlock(struct daxkmem_device *d)
{
	if (d->locks > 0 && !--d->locks)
		close(d->lock);
}

/**
 * device_change - change a device under its lock
 * @change: is passed @arg
 *
 * Clears the error, and reads the device before and after the change.
 */
int device_change(struct daxkmem_device *d, const char *action,
		  int (*change)(struct daxkmem_device *d, const void *arg),
		  const void *arg)
{
	int rc;

	error_clear(d->ctx);
	rc = device_lock(d, action);
	if (rc)
		return rc;
	rc = change(d, arg);
	daxkmem_unlock(d);
	daxkmem_device_refresh(d);
	return rc;
}
