// SPDX-License-Identifier: GPL-2.0-or-later
/* Pools: devices whose memory is donated to the hypervisor. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "ops/device.h"
#include "ops/pool.h"
#include "daxkmem_xen.h"

/* First line of an attribute of the driver; "" if it cannot be read. */
const char *pool_text(const struct pool *p, const char *file)
{
	char text[WORD_LEN];

	if (root_read(ctx, text, sizeof(text),
		      DAX_DEVICES "/%s/" POOL_DRIVER "/%s", device_name(p->d),
		      file) < 0)
		return "";
	return say("%s", text);
}

static int parse_extents(char *text, struct ranges *r)
{
	struct daxkmem_range one;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		if (!*line)
			continue;
		if (range_parse(line, &one))
			return -EPROTO;
		if (ranges_add(r, one.start, one.end))
			return -ENOMEM;
	}
	ranges_merge(r);
	return 0;
}

/*
 * Read the node and the extents of a donated device. Takes over the reference
 * to @d; the caller calls pool_close(), also after an error. Return: 0, also if
 * the device is not donated, or a negative errno.
 */
static int read_pool(struct pool *p, struct daxkmem_device *d)
{
	char *text;
	int rc;

	*p = (struct pool){ .d = d, .node = -1 };
	if (!pool_donated(d))
		return 0;
	p->node = daxkmem_device_number(d, DAXKMEM_XEN_NODE);
	rc = root_read_all(ctx, &text, DAX_DEVICES "/%s/" POOL_DRIVER
			   "/extents", device_name(d));
	if (rc < 0)
		return rc;
	rc = parse_extents(text, &p->extents);
	free(text);
	return rc;
}

static int not_a_pool(const struct pool *p, const char *action)
{
	const char *name = device_name(p->d);

	if (!daxkmem_device_pool(p->d))
		return complain(FAILED, 0, name, action,
				"not a pool of the hypervisor",
				say("daxkmem xen attach %s", name));
	if (!pool_donated(p->d))
		return complain(FAILED, 0, name, action,
				say("its state is %s, so nothing is donated to the hypervisor",
				    device_text(p->d, DAXKMEM_STATE)),
				say("daxkmem xen attach %s", name));
	if (p->node < 0)
		return complain(UNSUPPORTED, 0, name, action,
				"the Xen node of its memory is unknown",
				see_log(name));
	return 0;
}

/*
 * Find a device, which must be donated. After success, the caller calls
 * pool_close(). Return: 0, or an exit code after an error message.
 */
int pool_find(struct pool *p, const char *word, const char *action)
{
	struct daxkmem_device *d;
	int rc = device_find(&d, word, action);

	if (rc)
		return rc;
	rc = read_pool(p, d);
	if (rc)
		rc = complain(FAILED, -rc, device_name(d), action,
			      "its donated ranges cannot be read",
			      next_step(-rc, NULL));
	else
		rc = not_a_pool(p, action);
	if (rc)
		pool_close(p);
	return rc;
}

void pool_close(struct pool *p)
{
	ranges_free(&p->extents);
	daxkmem_device_unref(p->d);
}
