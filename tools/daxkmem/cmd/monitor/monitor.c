// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem monitor: one line for each thing that happens. */
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
	{ "until", "GOAL", "end when it is so: attached, detached, state=WORD, online_size>=2G",
	  WORD, &until },
	{ "timeout", "SECONDS", "end after that time", SECONDS, &timeout },
	{ 0 },
};

#define ACTION "watch it"

static char (*names)[NAME_MAX_LEN + 1];
static int nr_names;
static struct goal goal;

/* Without names, all are. */
bool monitor_wants(const char *device)
{
	int i;

	if (!nr_names)
		return true;
	for (i = 0; device && i < nr_names; i++)
		if (!strcmp(names[i], device))
			return true;
	return false;
}

/* A device named as dax0.0 may come later. Returns 0, or an exit code. */
static int name_one(const char *word)
{
	struct daxkmem_device *d;
	int rc;

	if (daxkmem_name_ok(word)) {
		strcpy(names[nr_names++], word);
		return 0;
	}
	rc = device_find(&d, word, ACTION);
	if (rc)
		return rc;
	strcpy(names[nr_names++], device_name(d));
	daxkmem_device_free(d);
	return 0;
}

static int name_all(int argc, char **argv)
{
	int i, rc = 0;

	names = calloc(argc + 1, sizeof(*names));
	if (!names)
		return complain(FAILED, ENOMEM, "monitor", "begin", NULL, NULL);
	for (i = 0; i < argc && !rc; i++)
		rc = name_one(argv[i]);
	return rc;
}

static bool reached_by(const char *name)
{
	struct daxkmem_device *d;
	bool met;

	if (daxkmem_device_get(ctx, name, &d))
		return false;
	met = goal_met(&goal, d);
	daxkmem_device_free(d);
	return met;
}

/* Have all devices come there? */
static bool reached(void)
{
	int i;

	for (i = 0; until && i < nr_names; i++)
		if (!reached_by(names[i]))
			return false;
	return until;
}

static const char *names_text(void)
{
	const char *text = names[0];
	int i;

	for (i = 1; i < nr_names; i++)
		text = say("%s, %s", text, names[i]);
	return text;
}

static int not_reached(int err, const char *cause)
{
	return complain(FAILED, err, names_text(),
			say("wait until %s", goal.text), cause,
			say("daxkmem list %s", names[0]));
}

static double seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* Until something happens, and at most a second, in case that goes unheard. */
static void wait_for_events(int uevents, double left)
{
	struct pollfd fds[] = {
		{ .fd = uevents, .events = POLLIN },
		{ .fd = trace_fd(), .events = POLLIN },
	};
	int ms = 1000;

	if (timeout && left < 1)
		ms = left > 0 ? left * 1000 + 1 : 0;
	poll(fds, ARRAY_SIZE(fds), ms);
}

static void tell_all(int uevents)
{
	while (uevents >= 0 && !stop_asked() && uevent_receive())
		;
	trace_enable();
	trace_tell();
}

/* Returns an exit code. */
static int watch(int uevents)
{
	double end = seconds_now() + timeout;

	while (!reached()) {
		if (stop_asked())
			return until ? not_reached(EINTR, "a signal ended it") :
				       DONE;
		if (timeout && seconds_now() >= end)
			return until ? not_reached(ETIMEDOUT,
						   say("it was not so within %u s",
						       timeout)) : DONE;
		if (ferror(stdout))
			return FAILED;
		wait_for_events(uevents, end - seconds_now());
		tell_all(uevents);
	}
	/* What led there is told, too. */
	tell_all(uevents);
	return DONE;
}

static int watch_system(void)
{
	int rc, uevents = uevent_open();

	if (uevents < 0)
		return complain(FAILED, -uevents, "uevents", "hear them", NULL,
				next_step(-uevents, NULL));
	if (!trace_open())
		warn("steps", "they are not shown: that needs root and tracefs (mount -t tracefs none /sys/kernel/tracing)");
	rc = watch(uevents);
	trace_close();
	uevent_close();
	owner_free();
	return rc;
}

/* A tree has no events; a goal is looked at once a second. */
static int watch_tree(void)
{
	if (!until)
		return complain(UNSUPPORTED, 0, opt.sysroot, "watch it",
				"nothing happens in a tree of files",
				"--until waits for a goal there");
	return watch(-1);
}

static int check(void)
{
	if (!until)
		return 0;
	if (!nr_names)
		return usage("--until", "monitor: --until needs a DEVICE",
			     "daxkmem monitor DEVICE --until GOAL");
	return goal_parse(&goal, until);
}

static int run(int argc, char **argv)
{
	int rc = name_all(argc, argv);

	if (!rc)
		rc = check();
	if (!rc) {
		stop_catch();
		/* The trace instance is to be removed in any case. */
		signal(SIGPIPE, SIG_IGN);
		rc = *opt.sysroot ? watch_tree() : watch_system();
	}
	free(names);
	return rc;
}

const struct command cmd_monitor = {
	"monitor", run, "[DEVICE...]", "tell what happens, or wait for a goal",
	options, 0, -1,
};
