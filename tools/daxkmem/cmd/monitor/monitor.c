// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem monitor: print a line for each event. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "cmd/commands.h"
#include "cmd/monitor/monitor.h"
#include "ops/device.h"
#include "ops/goal.h"

static const char *until;
static unsigned int timeout;

static const struct option_def options[] = {
	{ "until", "GOAL", "exit at this goal: attached, detached, state=WORD, online_size>=2G",
	  WORD, &until },
	{ "timeout", "SECONDS", "exit after SECONDS", SECONDS, &timeout },
	{ 0 },
};

static struct goal goal;

static bool reached_by(const char *name)
{
	struct daxkmem_device *d;
	bool met;

	if (daxkmem_device_get(ctx, name, &d))
		return false;
	met = goal_met(&goal, d);
	daxkmem_device_unref(d);
	return met;
}

/* True if --until was given and all devices have reached the goal. */
static bool reached(void)
{
	int i;

	for (i = 0; until && i < watched_nr(); i++)
		if (!reached_by(watched_name(i)))
			return false;
	return until;
}

static int not_reached(int err, const char *cause)
{
	return complain(FAILED, err, watched_text(),
			say("wait until %s", goal.text), cause,
			say("daxkmem list %s", watched_name(0)));
}

static double seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* Wait for an event, but at most a second in case one is lost. */
static void wait_for_events(const struct daxkmem_events *events, double left)
{
	struct pollfd fds[] = {
		{ .fd = events ? daxkmem_events_fd(events) : -1,
		  .events = POLLIN },
		{ .fd = trace_fd(), .events = POLLIN },
	};
	int ms = 1000;

	if (timeout && left < 1)
		ms = left > 0 ? left * 1000 + 1 : 0;
	poll(fds, ARRAY_SIZE(fds), ms);
}

static void tell_all(struct daxkmem_events *events)
{
	while (events && !stop_asked() &&
	       daxkmem_events_dispatch(events, tell_event, NULL) == -ENOBUFS)
		warn("uevents", "some were lost because they came faster than they could be read");
	trace_enable();
	trace_tell();
}

/* Returns an exit code. */
static int watch(struct daxkmem_events *events)
{
	double end = seconds_now() + timeout;

	while (!reached()) {
		if (stop_asked())
			return until ? not_reached(EINTR, "interrupted by a signal") :
				       DONE;
		if (timeout && seconds_now() >= end)
			return until ? not_reached(ETIMEDOUT,
						   say("not reached within %u s",
						       timeout)) : DONE;
		if (ferror(stdout))
			return FAILED;
		wait_for_events(events, end - seconds_now());
		tell_all(events);
	}
	/* Also print the events that led to the goal. */
	tell_all(events);
	return DONE;
}

static int watch_system(void)
{
	struct daxkmem_events *events;
	int rc = daxkmem_events_new(ctx, DAXKMEM_EVENTS_ALL, &events);

	if (rc)
		return complain(FAILED, -rc, "uevents", "receive events", NULL,
				next_step(-rc, NULL));
	if (!trace_open())
		warn("steps", "not shown: this requires root and tracefs (mount -t tracefs none /sys/kernel/tracing)");
	rc = watch(events);
	trace_close();
	daxkmem_events_free(events);
	return rc;
}

/* There are no events below a sysroot: check the goal once a second. */
static int watch_tree(void)
{
	if (!until)
		return complain(UNSUPPORTED, 0, opt.sysroot, "watch devices",
				"a directory tree has no events",
				"use --until to wait for a goal");
	return watch(NULL);
}

static int check(void)
{
	if (!until)
		return 0;
	if (!watched_nr())
		return usage("--until", "monitor: --until requires a DEVICE",
			     "daxkmem monitor DEVICE --until GOAL");
	return goal_parse(&goal, until);
}

static int run(int argc, char **argv)
{
	int rc = watched_read(argc, argv);

	if (!rc)
		rc = check();
	if (!rc) {
		stop_catch();
		/* Survive SIGPIPE, to remove the trace instance. */
		signal(SIGPIPE, SIG_IGN);
		rc = *opt.sysroot ? watch_tree() : watch_system();
	}
	watched_free();
	return rc;
}

const struct command cmd_monitor = {
	"monitor", run, "[DEVICE...]", "print events, or wait for a goal",
	options, 0, -1,
};
