// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Load and save the state of a device whose parts guests can map. Each command
 * reads the state under the lock of the device, frees the parts of guests that
 * have died since (nothing reports that), changes the state, and saves it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "ops/addresses.h"
#include "ops/device.h"
#include "mapping.h"

/*
 * Mark a known bad range as broken where no guest has it; xenstore has no
 * record of such parts. Skip parts that a guest has: for them only errors
 * reported to broken_record() count.
 */
static int avoid(struct mapping *m, struct dk_span bad)
{
	u32 i = 0;
	int rc;

	while (i < m->set.nr) {
		struct dk_range *r = &m->set.v[i++];
		struct dk_span part = {
			r->start > bad.start ? r->start : bad.start,
			r->start + r->len < bad.end ? r->start + r->len : bad.end,
		};

		if (r->domain != DK_NOBODY || r->health != DK_SOUND ||
		    dk_span_empty(part))
			continue;
		rc = dk_rangeset_avoid(&m->set, part);
		if (rc)
			return rc;
		i = 0;
	}
	return 0;
}

static int avoid_all(struct mapping *m, const struct ranges *bad)
{
	int i, rc = 0;

	for (i = 0; i < bad->nr && !rc; i++) {
		u64 first = mapping_page(m, bad->v[i].start / XEN_PAGE);

		rc = avoid(m, (struct dk_span){
			first, first + (bad->v[i].end - bad->v[i].start) / XEN_PAGE });
	}
	return rc;
}

/*
 * Known bad pages inside the device. The caller frees @bad. Return: 0, or an
 * exit code after an error message.
 */
static int read_bad(const struct mapping *m, struct ranges *bad)
{
	struct ranges known;
	int rc = report_result_as(device_bad(m->d, &known), m->action);

	if (!rc && ranges_clip(&known, &m->own, bad))
		rc = mapping_fails(m, ENOMEM, "no memory for its bad pages", NULL);
	ranges_free(&known);
	return rc;
}

/* Make room for all later changes, each of which adds at most two ranges. */
static int grow(struct mapping *m, int more)
{
	return mapping_grow(m, 4 * (m->set.nr + more));
}

static int add_bad(struct mapping *m)
{
	struct ranges bad = { 0 };
	int rc = read_bad(m, &bad);

	if (!rc)
		rc = grow(m, bad.nr);
	if (!rc && avoid_all(m, &bad))
		rc = mapping_fails(m, ENOSPC, "no room for its bad pages", NULL);
	ranges_free(&bad);
	return rc;
}

/*
 * Name the device in xenstore by its UUID, or else by its address, because the
 * number in daxX.Y can change.
 */
static void set_id(struct mapping *m)
{
	const char *uuid = device_text(m->d, DAXKMEM_UUID);
	char *c;

	if (*uuid)
		snprintf(m->id, sizeof(m->id), "%s", uuid);
	else
		snprintf(m->id, sizeof(m->id), "at-0x%llx",
			 m->own.v[0].start);
	for (c = m->id; *c; c++)
		if (!strchr("0123456789abcdefghijklmnopqrstuvwxyz-", *c))
			*c = *c >= 'A' && *c <= 'Z' ? *c + 'a' - 'A' : '-';
}

static int open_xenstore(struct mapping *m)
{
	m->xs = xs_open(0);
	return m->xs ? 0 : complain(UNSUPPORTED, errno, device_name(m->d),
				    m->action, "xenstore does not answer",
				    next_step(errno, "start xenstored"));
}

static int begin(struct mapping *m)
{
	int rc = device_own(m->d, m->action, &m->own);

	if (rc)
		return rc;
	set_id(m);
	rc = grow(m, 1);
	if (rc)
		return rc;
	dk_rangeset_init(&m->set, mapping_pages(m));
	return 0;
}

static int take_lock(struct mapping *m)
{
	int rc = daxkmem_lock(m->d);

	m->locked = !rc;
	return report_result_as(rc, m->action);
}

/**
 * mapping_open - lock a device, and read which guests have parts of it
 * @m: receives the state; the caller calls mapping_close(), also after an error
 * @word: the device
 * @action: for error messages
 * @hold: bind the device to dax_kmem_xen; fail if another driver has it
 *
 * Frees the parts of dead guests and marks known bad pages, in memory only.
 *
 * Return: 0, or an exit code after an error message.
 */
int mapping_open(struct mapping *m, const char *word, const char *action,
		 bool hold)
{
	int rc;

	*m = (struct mapping){ .action = action };
	rc = device_find(&m->d, word, action);
	if (!rc)
		rc = take_lock(m);
	if (!rc)
		rc = xen_open(&m->xc, device_name(m->d), action);
	if (!rc)
		rc = open_xenstore(m);
	if (!rc)
		rc = hold ? driver_hold(m) : driver_allows(m);
	if (!rc)
		rc = begin(m);
	if (!rc)
		rc = store_load(m);
	if (!rc)
		rc = holders_reap(m);
	if (!rc)
		rc = add_bad(m);
	return rc;
}

/*
 * Save the state, destroy guests that had a second error, and update the
 * driver's state. Return: 0, or an exit code after an error message.
 */
int mapping_settle(struct mapping *m)
{
	int rc = m->known ? store_save(m) : 0;

	if (!rc)
		rc = holders_end_doomed(m);
	return rc ?: driver_settle(m);
}

void mapping_close(struct mapping *m)
{
	if (m->xs)
		xs_close(m->xs);
	if (m->xc)
		xc_interface_close(m->xc);
	if (m->locked)
		daxkmem_unlock(m->d);
	free(m->set.v);
	free(m->holders);
	ranges_free(&m->own);
	daxkmem_device_unref(m->d);
}
