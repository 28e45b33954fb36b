// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem attach: a device becomes memory, or stays what it was. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "daxkmem.h"

#define POLICY_FILE "/sys/module/dax_kmem/parameters/policy"

static int attach_fails(const struct dax_device *d, int err, const char *cause,
			const char *next)
{
	return complain(FAILED, err, d->name, "attach", cause, next);
}

static const char *see_log(const struct dax_device *d)
{
	return say("dmesg | grep %s says why", d->name);
}

static int refuse_driver(const struct dax_device *d)
{
	if (device_in_tree_kmem(d))
		return attach_fails(d, EBUSY,
				    "the kernel's own kmem driver has it",
				    say("daxctl reconfigure-device -f -m devdax %s, then attach it",
					d->name));
	return attach_fails(d, EBUSY, say("the driver %s has it", d->driver),
			    say("unbind it from %s first", d->driver));
}

static int refuse_held(const struct dax_device *d)
{
	char pids[256];
	int nr = holders_of(d->name, pids, sizeof(pids));

	if (nr < 0)
		return attach_fails(d, -nr,
				    "who has it open cannot be read in /proc",
				    "mount /proc, or use --force");
	if (!nr)
		return 0;
	return attach_fails(d, EBUSY,
			    say("%s %s %s it open or mapped",
				nr == 1 ? "process" : "processes", pids,
				nr == 1 ? "has" : "have"),
			    "end what uses it; --force takes it away from them");
}

static int not_loaded(const struct dax_device *d)
{
	return complain(UNSUPPORTED, 0, d->name, "attach",
			"the driver dax_kmem is not loaded", "modprobe dax_kmem");
}

/* May it be taken from where it is? Returns 0, or an exit code. */
static int check(const struct dax_device *d)
{
	if (*d->driver && strcmp(d->driver, "device_dax"))
		return refuse_driver(d);
	return opt.force ? 0 : refuse_held(d);
}

static bool has_driver(const struct dax_device *d, const char *driver)
{
	struct dax_device now;

	device_read(&now, d->name);
	return !strcmp(now.driver, driver);
}

static int give_back(const struct dax_device *d)
{
	if (!*d->driver || has_driver(d, d->driver))
		return 0;
	return driver_write(d->driver, "bind", d->name);
}

/* What was before. Where that cannot be, the text for the complaint says so. */
static const char *undo(const struct dax_device *d, const char *ours)
{
	int forgotten = driver_write(ours, "remove_id", d->name);
	int back = give_back(d);
	const char *text = "";

	if (forgotten)
		text = say("; %s keeps its name (%s)", ours,
			   strerrorname_np(-forgotten));
	if (back)
		text = say("%s; nor does %s take it back (%s)", text,
			   d->driver, strerrorname_np(-back));
	return text;
}

static int step_fails(const struct dax_device *d, const char *ours, int err,
		      const char *step)
{
	const char *left = undo(d, ours);

	if (stop_asked() && err == EINTR)
		return attach_fails(d, err, say("a signal ended it%s", left),
				    NULL);
	return attach_fails(d, err,
			    say("%s: %s%s", step, strerror(err), left),
			    next_step(err, see_log(d)));
}

/* A free device is bound as soon as it is named; binding says why if not. */
static int bind(const struct dax_device *d, const char *ours)
{
	return has_driver(d, ours) ? 0 : driver_write(ours, "bind", d->name);
}

static int sequence(const struct dax_device *d, const char *ours)
{
	int rc = driver_write(ours, "new_id", d->name);

	if (rc)
		return attach_fails(d, -rc,
				    say("%s does not take its name: %s", ours,
					strerror(-rc)),
				    next_step(-rc, see_log(d)));

	rc = stop_asked() ? -EINTR : 0;
	if (!rc && *d->driver)
		rc = driver_write(d->driver, "unbind", d->name);
	if (rc)
		return step_fails(d, ours, -rc,
				  say("%s does not let it go", d->driver));

	rc = bind(d, ours);
	if (rc)
		return step_fails(d, ours, -rc,
				  say("%s does not bind it", ours));
	return 0;
}

/*
 * The policy of a bind is a setting of the module. It is changed for this
 * moment and put back, whatever came of the bind.
 */
static int sequence_with_policy(const struct dax_device *d, const char *ours)
{
	char was[WORD_LEN];
	int rc, back;

	rc = sys_read(was, sizeof(was), POLICY_FILE);
	if (rc >= 0)
		rc = sys_write(POLICY_FILE, opt.policy);
	if (rc < 0)
		return attach_fails(d, -rc,
				    say("%s: %s", POLICY_FILE, strerror(-rc)),
				    next_step(-rc, see_log(d)));

	rc = sequence(d, ours);
	back = sys_write(POLICY_FILE, was);
	if (back < 0)
		return complain(FAILED, -back, POLICY_FILE, "put it back", NULL,
				say("echo %s > %s", was, POLICY_FILE));
	return rc;
}

/* A device may have its policy from an earlier bind. */
static int check_policy(const struct dax_device *d)
{
	if (!opt.policy || !*d->policy || !strcmp(opt.policy, d->policy))
		return 0;
	return complain(FAILED, 0, d->name,
			say("attach with policy %s", opt.policy),
			say("it is attached with policy %s", d->policy),
			say("daxkmem detach %s, then attach it", d->name));
}

static int report(const char *name, const char *text)
{
	struct dax_device d;
	int rc;

	device_read(&d, name);
	rc = check_policy(&d);
	if (rc)
		return rc;
	if (d.node >= 0)
		text = say("%s, memory of node %d", text, d.node);
	if (*d.state)
		text = say("%s, state %s", text, d.state);
	if (d.online >= 0 && d.usable >= 0)
		text = say("%s, %s of %s online", text, human(d.online),
			   human(d.usable));
	print_done(name, text);
	return DONE;
}

/* Caller has the lock. Others may have been faster until then. */
static int attach(const char *name, const char *ours)
{
	struct dax_device d;
	int rc = device_find(&d, name, "attach");

	if (rc)
		return rc;
	if (d.attached)
		return report(name, "attached already");
	rc = check(&d);
	if (rc)
		return rc;
	rc = opt.policy ? sequence_with_policy(&d, ours) : sequence(&d, ours);
	return rc ?: report(name, "attached");
}

int cmd_attach(int argc, char **argv)
{
	const char *ours = driver_ours();
	struct dax_device d;
	int lock, rc = device_find(&d, argv[0], "attach");

	(void)argc;
	if (rc)
		return rc;
	if (d.attached)
		return report(argv[0], "attached already");
	if (!ours)
		return not_loaded(&d);

	stop_catch();
	lock = driver_lock(ours);
	if (lock < 0)
		return attach_fails(&d, -lock, NULL,
				    next_step(-lock, see_log(&d)));
	rc = attach(argv[0], ours);
	close(lock);
	return rc;
}
