// SPDX-License-Identifier: GPL-2.0-or-later
/* What sysfs says of a dax device. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "daxkmem.h"

#define DEVICES "/sys/bus/dax/devices"

static const char *digits(const char *s)
{
	if (!isdigit((unsigned char)*s))
		return NULL;
	while (isdigit((unsigned char)*s))
		s++;
	return s;
}

/* "dax", digits, a dot, digits, and no more. */
bool device_name_ok(const char *name)
{
	const char *s;

	if (strlen(name) > NAME_MAX_LEN || strncmp(name, "dax", 3))
		return false;
	s = digits(name + 3);
	if (!s || *s != '.')
		return false;
	s = digits(s + 1);
	return s && !*s;
}

/* The kernel's own kmem, not ours under that name. */
bool device_in_tree_kmem(const struct dax_device *d)
{
	return !d->attached && !strcmp(d->driver, "kmem");
}

static void read_word(char *buf, size_t len, const char *name, const char *file)
{
	if (sys_read(buf, len, path_of(DEVICES "/%s/%s", name, file)) < 0)
		buf[0] = 0;
}

static long long read_number(const char *name, const char *file)
{
	char text[WORD_LEN], *end;
	long long value;

	read_word(text, sizeof(text), name, file);
	value = strtoll(text, &end, 10);
	return end == text || *end || value < 0 ? -1 : value;
}

void device_read(struct dax_device *d, const char *name)
{
	memset(d, 0, sizeof(*d));
	snprintf(d->name, sizeof(d->name), "%s", name);
	if (sys_target(d->driver, sizeof(d->driver),
		       path_of(DEVICES "/%s/driver", name)))
		d->driver[0] = 0;
	d->attached = sys_exists(path_of(DEVICES "/%s/dax_kmem", name));
	/* where it was set by hand, the bus does not know */
	d->node = read_number(name, d->attached ? "dax_kmem/target_node" :
						  "target_node");
	read_word(d->state, sizeof(d->state), name, "state");
	read_word(d->policy, sizeof(d->policy), name, "dax_kmem/policy");
	d->size = read_number(name, "size");
	d->usable = read_number(name, "dax_kmem/usable_size");
	d->plugged = read_number(name, "dax_kmem/plugged_size");
	d->online = read_number(name, "dax_kmem/online_size");
	d->lost = read_number(name, "dax_kmem/lost_size");
}

/* Reads a device that was named. Returns 0, or an exit code. */
int device_find(struct dax_device *d, const char *name, const char *action)
{
	if (!device_name_ok(name))
		return complain(USAGE, 0, name, action,
				"this is not the name of a dax device",
				"name one as dax0.0; daxkmem list shows them");
	if (!sys_exists(DEVICES))
		return complain(UNSUPPORTED, ENOENT, name, action,
				"there is no dax bus in " DEVICES,
				"modprobe dax; a kernel without CONFIG_DAX has none");
	if (!sys_exists(path_of(DEVICES "/%s", name)))
		return complain(FAILED, ENODEV, name, action,
				"there is no such device", "daxkmem list");
	device_read(d, name);
	return 0;
}

/* dax2.0 before dax10.0 */
static int by_number(const void *a, const void *b)
{
	return strverscmp(((const struct dax_device *)a)->name,
			  ((const struct dax_device *)b)->name);
}

static int read_all(DIR *dir, struct dax_device **all)
{
	struct dax_device *v = NULL, *more;
	struct dirent *e;
	int nr = 0;

	while ((e = readdir(dir))) {
		if (!device_name_ok(e->d_name))
			continue;
		more = reallocarray(v, nr + 1, sizeof(*v));
		if (!more) {
			free(v);
			return -ENOMEM;
		}
		v = more;
		device_read(&v[nr++], e->d_name);
	}
	if (nr)
		qsort(v, nr, sizeof(*v), by_number);
	*all = v;
	return nr;
}

/* All devices of the bus, in order. Returns how many; the caller frees. */
int devices_read(struct dax_device **all)
{
	char path[PATH_MAX];
	DIR *dir;
	int nr = sys_path(path, sizeof(path), DEVICES);

	if (nr)
		return nr;
	dir = opendir(path);
	if (!dir)
		return -errno;
	nr = read_all(dir, all);
	closedir(dir);
	return nr;
}
