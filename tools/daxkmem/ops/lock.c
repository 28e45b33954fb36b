// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The lock of a device: one daxkmem at a time changes it. The kernel releases
 * the lock when the process exits. Only root can open the locked file.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "cli/daxkmem.h"
#include "ops/device.h"

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
static pid_t owner_of(int fd)
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
static const char *owner_text(int fd)
{
	pid_t pid = owner_of(fd);
	char command[WORD_LEN];

	if (!pid)
		return "another daxkmem";
	if (root_read(ctx, command, sizeof(command), "/proc/%d/comm", pid) < 0)
		return say("process %d", pid);
	return say("process %d (%s)", pid, command);
}

/* Returns 0, or an exit code after an error message. */
static int wait_for(int fd, const char *name, const char *action)
{
	const char *owner = owner_text(fd);

	if (!opt.quiet)
		warn(name, say("waits for %s, which is changing it", owner));
	if (!flock(fd, LOCK_EX))
		return 0;
	if (errno != EINTR)
		return complain(FAILED, errno, name, action, NULL, NULL);
	return complain(FAILED, EINTR, name, action,
			say("%s is still changing it, and %s ended the wait",
			    owner, stop_timed_out() && !stop_asked() ?
			    "the time limit" : "a signal"),
			"wait until that has ended, then run this again");
}

/**
 * device_lock - lock a device by its uevent attribute
 * @action: for error messages
 *
 * Waits while another process holds the lock, after a line that says so. A
 * signal caught by stop_catch() ends the wait. Returns a file descriptor;
 * close(2) releases the lock. On errors, returns a negative exit code after an
 * error message.
 */
int device_lock(const struct daxkmem_device *d, const char *action)
{
	const char *name = device_name(d);
	char path[PATH_MAX];
	int fd, rc = root_path(ctx, path, DAX_DEVICES "/%s/uevent", name);

	fd = rc ? rc : open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0) {
		rc = rc ? -rc : errno;
		return -complain(FAILED, rc, name, action, NULL,
				 next_step(rc, see_log(name)));
	}
	if (!flock(fd, LOCK_EX | LOCK_NB))
		return fd;
	rc = errno == EWOULDBLOCK ? wait_for(fd, name, action) :
	     complain(FAILED, errno, name, action, NULL, NULL);
	if (!rc)
		return fd;
	close(fd);
	return -rc;
}

/* Lock and refresh a device, which may have changed during the wait. */
int device_lock_read(struct daxkmem_device *d, const char *action)
{
	int rc, lock = device_lock(d, action);

	if (lock < 0)
		return lock;
	rc = daxkmem_device_refresh(d);
	if (!rc)
		return lock;
	close(lock);
	return -complain(FAILED, -rc, device_name(d), action, NULL,
			 "daxkmem list");
}

/**
 * device_change - call a function with an attached device locked
 * @change: called with @word and @action; returns an exit code
 */
int device_change(struct daxkmem_device *d, const char *action,
		  int (*change)(struct daxkmem_device *d, const char *word,
				const char *action), const char *word)
{
	int lock, rc;

	stop_catch();
	lock = device_lock_read(d, action);
	if (lock < 0)
		return -lock;
	stop_cancel();
	if (daxkmem_device_attached(d) || daxkmem_device_text(d, DAXKMEM_STATE))
		rc = change(d, word, action);
	else
		rc = device_not_attached(d, action);
	close(lock);
	return rc;
}
