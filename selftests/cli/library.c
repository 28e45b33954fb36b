// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A provisioning program that uses only the public header of libdaxkmem.
 * usage: library SYSROOT ACTION DEVICE [WORD...]
 *	lock		prints "locked", and holds the lock until standard input ends
 *	bind		binds the device, writes a bad page and adds the memory;
 *			unbinds the device if a write fails
 *	attach, set	take KEY=VALUE...; attach also takes "force"
 *	detach, scrub, resize BYTES, state WORD
 *	bad, forget	take START and END
 *	list		prints the names of the devices up to DEVICE, and keeps
 *			a reference to DEVICE
 *	settings	prints the settings of DEVICE
 *	plan		prints what attach would do, with KEY=VALUE...
 *	events		takes a set of events instead of DEVICE
 *	why		takes a device or the number of a block
 * Prints warnings as "warning: ...", long writes as "begins ..." and "ends ...",
 * and errors as lines of KEY: TEXT. With the word "stop", the stop hook asks
 * each change to stop.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>
#include <libdaxkmem.h>

static int fails(const char *what, int rc)
{
	printf("%s: %s\n", what, strerrorname_np(-rc));
	return 1;
}

static int hold(struct daxkmem_device *d)
{
	char c;
	int rc = daxkmem_lock(d);

	if (rc)
		return fails("lock", rc);
	puts("locked");
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) > 0)
		;
	daxkmem_unlock(d);
	return 0;
}

/* Refuse a device that a program has open: its contents may be in use. */
static int bind_locked(struct daxkmem_device *d, const char *bad)
{
	struct daxkmem_failure why;
	pid_t *pids;
	int rc, nr = daxkmem_device_holders(d, &pids);

	if (nr < 0)
		return fails("holders", nr);
	free(pids);
	if (nr) {
		printf("%d programs have it open\n", nr);
		return 1;
	}
	rc = daxkmem_device_bind(d, &why);
	if (rc) {
		printf("step %d, back %d\n", why.step, why.back);
		return fails("bind", rc);
	}
	rc = daxkmem_device_write(d, "dax_kmem/bad_pages", bad);
	if (!rc)
		rc = daxkmem_device_write(d, "state", "online_movable");
	if (!rc) {
		puts("attached");
		return 0;
	}
	fails("write", rc);
	rc = daxkmem_device_unbind(d, &why);
	return rc ? fails("unbind", rc) : 1;
}

static int bind_device(struct daxkmem_device *d)
{
	int rc = daxkmem_lock(d);

	if (rc)
		return fails("lock", rc);
	rc = bind_locked(d, "0x100005000");
	daxkmem_unlock(d);
	return rc;
}

/* The words of a command line, and the data of the hooks. */
struct words {
	int argc;
	char **argv;
	struct daxkmem_settings *settings;
	unsigned int flags;
	bool stop;
};

static bool is(const char *word, const char *other)
{
	return !strcmp(word, other);
}

static int take_words(struct words *w)
{
	char *equals;
	int i, rc;

	for (i = 0; i < w->argc; i++) {
		equals = strchr(w->argv[i], '=');
		w->stop |= is(w->argv[i], "stop");
		if (is(w->argv[i], "force"))
			w->flags = DAXKMEM_ATTACH_FORCE;
		if (!equals)
			continue;
		*equals = 0;
		rc = daxkmem_settings_set(w->settings, w->argv[i], equals + 1);
		if (rc)
			return fails(w->argv[i], rc);
	}
	return 0;
}

static void on_log(struct daxkmem_ctx *ctx, int priority, const char *object,
		   const char *text)
{
	(void)ctx;
	if (priority <= LOG_WARNING)
		printf("warning: %s: %s\n", object, text);
}

static void on_progress(const struct daxkmem_device *d, const char *what,
			long long goal, bool begins)
{
	printf("%s %s %s to %lld\n", begins ? "begins" : "ends", what,
	       daxkmem_device_text(d, DAXKMEM_NAME), goal);
}

static enum daxkmem_stop on_stop(struct daxkmem_ctx *ctx)
{
	struct words *w = daxkmem_userdata(ctx);

	return w->stop ? DAXKMEM_STOP_SIGNAL : DAXKMEM_GO_ON;
}

static int print_error(struct daxkmem_ctx *ctx, int rc)
{
	static const char *const keys[] = {
		"object", "action", "cause", "next", "obstacle", "failure",
	};
	const struct daxkmem_error *e = daxkmem_error(ctx);
	unsigned int i;

	if (!e)
		return fails("without an error object", rc);
	printf("errno: %d, returned %d\nkind: %d\n", daxkmem_error_errno(e),
	       -rc, daxkmem_error_kind(e));
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (daxkmem_error_text(e, i))
			printf("%s: %s\n", keys[i], daxkmem_error_text(e, i));
	return 1;
}

static int list(struct daxkmem_ctx *ctx, const char *name)
{
	struct daxkmem_device *d, *kept = NULL;

	daxkmem_device_foreach(ctx, d) {
		printf("%s\n", daxkmem_device_text(d, DAXKMEM_NAME));
		if (is(daxkmem_device_text(d, DAXKMEM_NAME), name)) {
			kept = daxkmem_device_ref(d);
			break;	/* leave the loop early */
		}
	}
	daxkmem_unref(ctx);
	if (!kept)
		return 1;
	/* the device has the last reference to its context */
	printf("kept %s\n", daxkmem_device_text(kept, DAXKMEM_NAME));
	daxkmem_device_unref(kept);
	return 0;
}

static int settings(struct daxkmem_device *d)
{
	const struct daxkmem_setting *s;
	char value[64];
	int i, rc;

	daxkmem_setting_foreach(i, s) {
		rc = daxkmem_device_setting(d, s->name, value, sizeof(value));
		printf("%s=%s\n", s->name, rc ? strerrorname_np(-rc) : value);
	}
	return 0;
}

static int bad(struct daxkmem_device *d, const struct words *w, bool add)
{
	struct daxkmem_range r = { 0 };

	if (w->argc < 2)
		return daxkmem_bad_forget(d, NULL, 0);
	r.start = strtoull(w->argv[0], NULL, 0);
	r.end = strtoull(w->argv[1], NULL, 0);
	return add ? daxkmem_bad_add(d, &r, 1) : daxkmem_bad_forget(d, &r, 1);
}

/* Returns what daxkmem_plan_new() does. */
static int plan(struct daxkmem_device *d, const struct words *w)
{
	struct daxkmem_plan *p;
	const char *text;
	bool fatal;
	int i, rc = daxkmem_plan_new(d, w->settings, &p);

	if (rc < 0)
		return rc;
	printf("node %lld, %lld blocks, %lld bytes, policy %s\n",
	       daxkmem_plan_number(p, DAXKMEM_PLAN_NODE),
	       daxkmem_plan_number(p, DAXKMEM_PLAN_BLOCKS),
	       daxkmem_plan_number(p, DAXKMEM_PLAN_MEMORY),
	       daxkmem_plan_text(p, DAXKMEM_PLAN_POLICY));
	for (i = 0; (text = daxkmem_plan_conflict(p, i, &fatal)); i++)
		printf("%s: %s\n", fatal ? "fatal" : "note", text);
	daxkmem_plan_free(p);
	return rc;
}

/* Returns -ENOTSUP for an unknown action. */
static int change(struct daxkmem_device *d, const char *action,
		  const struct words *w)
{
	if (is(action, "attach"))
		return daxkmem_attach(d, w->settings, w->flags);
	if (is(action, "plan"))
		return plan(d, w);
	if (is(action, "detach"))
		return daxkmem_detach(d, 0);
	if (is(action, "set"))
		return daxkmem_set(d, w->settings);
	if (is(action, "scrub"))
		return daxkmem_scrub(d);
	if (is(action, "bad") || is(action, "forget"))
		return bad(d, w, is(action, "bad"));
	if (is(action, "resize") && w->argc)
		return daxkmem_resize(d, atoll(w->argv[0]));
	if (is(action, "state") && w->argc)
		return daxkmem_set_state(d, w->argv[0]);
	return -ENOTSUP;
}

static int print_why(struct daxkmem_why *w, int rc)
{
	struct daxkmem_why_process *processes;
	struct daxkmem_why_block *blocks;
	struct daxkmem_why_kind *kinds;
	int nr[3];

	if (rc)
		return fails("why", rc);
	nr[0] = daxkmem_why_blocks(w, &blocks);
	nr[1] = daxkmem_why_kinds(w, &kinds);
	nr[2] = daxkmem_why_processes(w, &processes);
	printf("%d blocks, %d kinds, %d processes, node %lld\n", nr[0], nr[1],
	       nr[2], daxkmem_why_number(w, DAXKMEM_WHY_NODE));
	if (nr[0] && nr[1])
		printf("memory%lu %s: %lld used; %s: %lld\n", blocks[0].id,
		       blocks[0].zone, blocks[0].used, kinds[0].name,
		       kinds[0].bytes);
	printf("no such kind: %lld\n", daxkmem_why_block_kind(w, 0, 99, NULL));
	free(blocks);
	free(kinds);
	free(processes);
	daxkmem_why_free(w);
	return 0;
}

/* @word: a device, or the number of a block */
static int why(struct daxkmem_ctx *ctx, const char *word)
{
	struct daxkmem_why *w = NULL;
	struct daxkmem_device *d;
	int rc;

	if (!daxkmem_name_ok(word)) {
		rc = daxkmem_why_block(ctx, atol(word), 0, &w);
		return print_why(w, rc);
	}
	rc = daxkmem_device_get(ctx, word, &d);
	if (rc)
		return fails("get", rc);
	rc = daxkmem_why_device(d, 0, &w);
	daxkmem_device_unref(d);
	return print_why(w, rc);
}

static bool on_event(const struct daxkmem_event *e, void *arg)
{
	(void)arg;
	printf("%s %s\n", daxkmem_event_device(e) ?: "-", daxkmem_event_name(e));
	return true;
}

/* Listen, and dispatch the pending events. */
static int events(struct daxkmem_ctx *ctx, unsigned int which)
{
	struct daxkmem_events *events;
	int rc = daxkmem_events_new(ctx, which, &events);

	if (rc)
		return fails("events_new", rc);
	printf("listening: %d\n", daxkmem_events_fd(events) >= 0);
	printf("events: %d\n", daxkmem_events_dispatch(events, on_event, NULL));
	daxkmem_events_free(events);
	return 0;
}

static int act(struct daxkmem_ctx *ctx, struct daxkmem_device *d,
	       const char *action, struct words *w)
{
	int rc;

	w->settings = daxkmem_settings_new();
	rc = take_words(w);
	if (!rc) {
		daxkmem_set_userdata(ctx, w);
		daxkmem_set_log_fn(ctx, on_log);
		daxkmem_set_progress_fn(ctx, on_progress);
		daxkmem_set_stop_fn(ctx, on_stop);
		rc = change(d, action, w);
		if (rc >= 0)
			puts(rc ? "already" : "done");
		rc = rc < 0 ? print_error(ctx, rc) : 0;
	}
	daxkmem_settings_free(w->settings);
	return rc;
}

int main(int argc, char **argv)
{
	struct daxkmem_device **v;
	struct daxkmem_ctx *ctx;
	struct words w = { 0 };
	const char *action;
	int rc, nr;

	if (argc < 4)
		return 2;
	action = argv[2];
	w.argc = argc - 4;
	w.argv = argv + 4;
	rc = daxkmem_new(&ctx, argv[1]);
	if (rc)
		return fails("new", rc);
	if (is(action, "list"))
		return list(ctx, argv[3]);
	if (is(action, "events") || is(action, "why")) {
		rc = is(action, "why") ? why(ctx, argv[3]) :
					 events(ctx, atoi(argv[3]));
		daxkmem_unref(ctx);
		return rc;
	}
	nr = daxkmem_devices_find(ctx, argv[3], &v);
	if (nr < 0) {
		rc = fails("find", nr);
	} else {
		rc = is(action, "lock") ? hold(v[0]) :
		     is(action, "bind") ? bind_device(v[0]) :
		     is(action, "settings") ? settings(v[0]) :
		     act(ctx, v[0], action, &w);
		daxkmem_devices_free(v, nr);
	}
	daxkmem_unref(ctx);
	return rc;
}
