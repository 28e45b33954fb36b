// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A guest that ends by itself stays half there until somebody takes it apart, or
 * starts it again. For guests that xl makes, a process that it leaves behind does;
 * this is ours. Where its words go is named as that of xl's.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "keeper.h"

#define LOG_FOLDER "/var/log/xen"
#define DUMP_FOLDER "/var/lib/xen/dump"

enum end {
	GOES_ON,
	LEFT,		/* as it is, or somebody else's */
	AGAIN,		/* it is gone, and shall be made once more */
};

static const char *name_of(const struct creation *c)
{
	return clean(c->config.c_info.name);
}

static const char *file_name(const struct creation *c)
{
	const char *name = name_of(c);

	return strchr(name, '/') ? say("%u", c->domid) : name;
}

static libxl_action_on_shutdown action_for(const libxl_domain_config *config,
					   int reason)
{
	switch (reason) {
	case LIBXL_SHUTDOWN_REASON_POWEROFF:
		return config->on_poweroff;
	case LIBXL_SHUTDOWN_REASON_REBOOT:
		return config->on_reboot;
	case LIBXL_SHUTDOWN_REASON_CRASH:
		return config->on_crash;
	case LIBXL_SHUTDOWN_REASON_WATCHDOG:
		return config->on_watchdog;
	case LIBXL_SHUTDOWN_REASON_SOFT_RESET:
		return config->on_soft_reset;
	default:
		return LIBXL_ACTION_ON_SHUTDOWN_DESTROY;
	}
}

static void dump(const struct creation *c)
{
	const char *file = say(DUMP_FOLDER "/%s-%u", file_name(c), c->domid);

	if (libxl_domain_core_dump(c->light, c->domid, file, NULL))
		warn(name_of(c), say("its memory cannot be written to %s: %s",
				     file, light_said("libxenlight does not say why")));
}

static enum end destroy(const struct creation *c, enum end then)
{
	if (!libxl_domain_destroy(c->light, c->domid, NULL))
		return then;
	warn(name_of(c), say("it cannot be destroyed: %s; xl destroy %u",
			     light_said("libxenlight does not say why"),
			     c->domid));
	return LEFT;
}

/* Words as a configuration has them; libxenlight's own differ. */
static enum end leave(const struct creation *c, const char *action)
{
	warn(name_of(c), say("\"%s\" is not done here; it stays as it is; xl destroy %u",
			     action, c->domid));
	return LEFT;
}

static enum end act(const struct creation *c, libxl_action_on_shutdown action)
{
	switch (action) {
	case LIBXL_ACTION_ON_SHUTDOWN_COREDUMP_RESTART:
		dump(c);
		return destroy(c, AGAIN);
	case LIBXL_ACTION_ON_SHUTDOWN_RESTART:
		return destroy(c, AGAIN);
	case LIBXL_ACTION_ON_SHUTDOWN_COREDUMP_DESTROY:
		dump(c);
		return destroy(c, LEFT);
	case LIBXL_ACTION_ON_SHUTDOWN_PRESERVE:
		return LEFT;
	case LIBXL_ACTION_ON_SHUTDOWN_RESTART_RENAME:
		return leave(c, "rename-restart");
	case LIBXL_ACTION_ON_SHUTDOWN_SOFT_RESET:
		return leave(c, "soft-reset");
	default:
		return destroy(c, LEFT);
	}
}

static enum end meet(const struct creation *c, const libxl_event *event)
{
	int reason;

	if (event->type == LIBXL_EVENT_TYPE_DOMAIN_DEATH)
		return LEFT;
	if (event->type != LIBXL_EVENT_TYPE_DOMAIN_SHUTDOWN)
		return GOES_ON;
	reason = event->u.domain_shutdown.shutdown_reason;
	/* It is being saved; whoever does that ends it, or lets it go on. */
	if (reason == LIBXL_SHUTDOWN_REASON_SUSPEND)
		return GOES_ON;
	printf("%s: domain %u has ended: %s\n", name_of(c), c->domid,
	       libxl_shutdown_reason_to_string(reason) ?: "for no known reason");
	return act(c, action_for(&c->config, reason));
}

/* Until it has ended. */
static enum end wait_for_end(const struct creation *c)
{
	libxl_evgen_domain_death *listening = NULL;
	enum end end = GOES_ON;
	libxl_event *event;

	if (libxl_evenable_domain_death(c->light, c->domid, 0, &listening))
		end = LEFT;
	while (end == GOES_ON) {
		if (libxl_event_wait(c->light, &event, LIBXL_EVENTMASK_ALL,
				     NULL, NULL))
			break;
		if (event->domid == c->domid)
			end = meet(c, event);
		libxl_event_free(c->light, event);
	}
	if (listening)
		libxl_evdisable_domain_death(c->light, listening);
	return end;
}

/* As the first time: with room, of the pool, looked at. */
static int make_again(struct creation *c, const char *json)
{
	int rc;

	libxl_domain_config_dispose(&c->config);
	libxl_domain_config_init(&c->config);
	c->paused = false;
	rc = libxl_domain_config_from_json(c->light, &c->config, json) ?
	     FAILED : create_check(c) ?: create_guest(c);
	stop_release();
	if (!rc)
		printf("%s: it is domain %u now\n", name_of(c), c->domid);
	return rc;
}

/* A signal to this process changes nothing for the guest. Does not return. */
static void keep(struct creation *c, const char *json)
{
	stop_release();
	libxl_postfork_child_noexec(c->light);
	/* What whoever called us has open is not to stay so for our sake. */
	close_range(STDERR_FILENO + 1, ~0U, 0);
	if (light_open(&c->light, c->file, "wait for its guest's end") ||
	    xen_open(&c->xc, c->file, "wait for its guest's end"))
		_exit(FAILED);
	while (wait_for_end(c) == AGAIN) {
		/* One that always ends at once shall not keep the host busy. */
		sleep(1);
		if (make_again(c, json))
			_exit(FAILED);
	}
	_exit(DONE);
}

static bool use_log(const struct creation *c)
{
	int in = open("/dev/null", O_RDONLY);
	int out = open(say(LOG_FOLDER "/daxkmem-%s.log", file_name(c)),
		       O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0640);

	if (out < 0)
		out = open("/dev/null", O_WRONLY);
	return in >= 0 && out >= 0 && dup2(in, STDIN_FILENO) >= 0 &&
	       dup2(out, STDOUT_FILENO) >= 0 && dup2(out, STDERR_FILENO) >= 0;
}

/**
 * keeper_leave - leave a process behind that acts when the guest ends
 * @c: as create_guest() left it
 * @json: what it was made of
 *
 * What is to be done then its configuration says: on_poweroff, on_reboot and so
 * on. Where no process can be had, that is said, and the guest is there all the
 * same.
 */
void keeper_leave(struct creation *c, const char *json)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		warn(name_of(c), "nobody waits for its end; xl destroy takes it apart then");
	if (pid)
		return;
	if (setsid() < 0 || !use_log(c) || chdir("/"))
		_exit(FAILED);
	setvbuf(stdout, NULL, _IOLBF, 0);
	keep(c, json);
}
