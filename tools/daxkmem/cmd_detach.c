// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem detach: a device's memory is taken back; device_dax gets it. */
#include <errno.h>
#include <string.h>
#include "daxkmem.h"
#include "policy.h"

#define HOME "device_dax"	/* the driver that has a device by default */

static int detach_fails(const struct dax_device *d, int err, const char *cause,
			const char *next)
{
	return complain(FAILED, err, d->name, "detach", cause, next);
}

/* Is there a way to the end? Returns 0, or an exit code. */
static int check(const struct dax_device *d)
{
	if (*d->driver && !d->attached)
		return detach_fails(d, EBUSY,
				    device_in_tree_kmem(d) ?
				    "the kernel's own kmem driver has it" :
				    say("the driver %s has it", d->driver),
				    device_in_tree_kmem(d) ?
				    say("daxctl reconfigure-device -f -m devdax %s",
					d->name) :
				    NULL);
	if (!driver_exists(HOME))
		return complain(UNSUPPORTED, ENOENT, d->name, "detach",
				"the driver " HOME ", which is to get it, is not loaded",
				"modprobe " HOME);
	return 0;
}

static int unplug_fails(const struct dax_device *d, int err)
{
	const char *holds = say("dmesg | grep %s names the block; grep -l N%d= /proc/[0-9]*/numa_maps shows who uses the node",
				d->name, d->node);

	if (err == EINTR && stop_timed_out() && !stop_asked())
		return detach_fails(d, err,
				    say("its memory was not free within %u s; all is as it was",
					opt.timeout),
				    holds);
	if (err == EINTR)
		return detach_fails(d, err,
				    "a signal ended it; all is as it was", holds);
	if (err == EBUSY)
		return detach_fails(d, err,
				    "its memory has pages that cannot be moved; all is as it was",
				    holds);
	return detach_fails(d, err,
			    say("its memory cannot be unplugged: %s",
				strerror(err)),
			    next_step(err, say("dmesg | grep %s says why",
					       d->name)));
}

/* All memory of the device offline and gone, or all as it was. */
static int unplug(const struct dax_device *d)
{
	int rc;

	stop_catch();
	stop_after(opt.timeout);
	rc = sys_write(path_of("/sys/bus/dax/devices/%s/state", d->name),
		       dk_state_word(DK_UNPLUGGED));
	stop_cancel();
	return rc ? unplug_fails(d, -rc) : 0;
}

/* Memory is gone by now; what fails here leaves a device without a driver. */
static int give_to_home(const struct dax_device *d)
{
	const char *ours = driver_ours();
	int rc = ours ? driver_write(ours, "remove_id", d->name) : 0;

	if (rc)
		return detach_fails(d, -rc,
				    say("%s does not forget its name: %s", ours,
					strerror(-rc)),
				    next_step(-rc, NULL));
	rc = driver_write(HOME, "bind", d->name);
	if (rc == -EBUSY)
		return detach_fails(d, EBUSY,
				    "something still has its memory",
				    say("daxkmem attach %s takes over what an earlier unbind left online; then detach it",
					d->name));
	if (rc)
		return detach_fails(d, -rc,
				    say(HOME " does not bind it: %s",
					strerror(-rc)),
				    next_step(-rc, say("dmesg | grep %s says why",
						       d->name)));
	return 0;
}

static int take_back(const struct dax_device *d)
{
	int rc = unplug(d);

	if (rc)
		return rc;
	rc = driver_write(d->driver, "unbind", d->name);
	if (rc)
		return detach_fails(d, -rc,
				    say("its memory is unplugged, but %s does not let it go: %s",
					d->driver, strerror(-rc)),
				    next_step(-rc, say("dmesg | grep %s says why",
						       d->name)));
	return 0;
}

int cmd_detach(int argc, char **argv)
{
	struct dax_device d;
	int rc = device_find(&d, argv[0], "detach");

	(void)argc;
	if (rc)
		return rc;
	if (!strcmp(d.driver, HOME)) {
		print_done(d.name, "detached already, " HOME " has it");
		return DONE;
	}
	rc = check(&d);
	if (rc)
		return rc;

	rc = d.attached ? take_back(&d) : 0;
	if (!rc)
		rc = give_to_home(&d);
	if (!rc)
		print_done(d.name, "detached, " HOME " has it");
	return rc;
}
