// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Attach a device in the background: a child does the work, and this process ends
 * when the first memory is online, or with the child.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "ops/background.h"
#include "ops/device.h"

#define TICK_MS 20

/*
 * The child has a session of its own, so that it does not end with a terminal. It
 * prints errors only: this process may have ended by then, and reports the result.
 */
static void be_child(struct daxkmem_device *d,
		     int (*attach)(struct daxkmem_device *d))
{
	setsid();
	signal(SIGPIPE, SIG_IGN);
	opt.quiet = true;
	if (!freopen("/dev/null", "w", stdout))
		_exit(FAILED);
	_exit(attach(d));
}

static bool has_memory(const struct daxkmem_device *d)
{
	return root_number(ctx, "%s/%s/dax_kmem/online_size",
			   bus_of(device_name(d)), device_name(d)) > 0;
}

/* Returns the child's exit code; -1 when the first memory is online before that. */
static int wait_for(pid_t child, const struct daxkmem_device *d)
{
	int status;
	pid_t rc;

	for (;;) {
		rc = waitpid(child, &status, WNOHANG);
		if (rc == child)
			return WIFEXITED(status) ? WEXITSTATUS(status) : FAILED;
		if (rc < 0 && errno != EINTR)
			return FAILED;
		if (has_memory(d))
			return -1;
		if (stop_asked())
			kill(child, SIGTERM);
		poll(NULL, 0, TICK_MS);
	}
}

/**
 * until_first_memory - attach a device, and return when it has memory
 * @attach: attaches it, and returns an exit code after an error message
 *
 * Returns the exit code of @attach if that ends before the first memory is online;
 * DONE if the rest follows in the background, after a line about it.
 */
int until_first_memory(struct daxkmem_device *d,
		       int (*attach)(struct daxkmem_device *d))
{
	const char *name = device_name(d);
	pid_t child;
	int rc;

	if (has_memory(d))
		return attach(d);
	fflush(stdout);
	stop_catch();
	child = fork();
	if (child < 0)
		return complain(FAILED, errno, name, "attach in the background",
				NULL, NULL);
	if (!child)
		be_child(d, attach);
	rc = wait_for(child, d);
	daxkmem_device_refresh(d);
	if (!rc)
		device_done(d, attached_text(d, "attached"));
	if (rc >= 0)
		return rc;
	device_done(d, say("its first memory is online, the rest follows; to wait for it, run: daxkmem monitor %s --until online_size=usable_size",
			   name));
	return DONE;
}
