// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The record of the parts that guests have, in xenstore. Like the guests, it
 * lasts until the host reboots.
 *
 *	/tool/daxkmem/ID/pages		size of the device, in pages
 *	/tool/daxkmem/ID/ranges/START	"START LEN DOMAIN GFN HEALTH", in pages
 *	/tool/daxkmem/ID/domains/DOMID	the handle (UUID) of that domain
 *
 * Parts that no guest has are not in xenstore. Their bad pages are in the
 * ledger in /var/lib/daxkmem, which persists across reboots.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "ops/device.h"
#include "mapping.h"

#define STORE "/tool/daxkmem"

static int store_fails(const struct mapping *m, int err, const char *cause)
{
	return mapping_fails(m, err, cause,
			     "xenstore-ls " STORE " shows the record");
}

static int strange(const struct mapping *m, const char *node)
{
	return store_fails(m, EPROTO,
			   say("%s in xenstore is invalid, so it is unknown which guests have parts",
			       node));
}

static bool parse_handle(const char *text, xen_domain_handle_t handle)
{
	int i, at = 0, used;

	for (i = 0; i < 16; i++, at += used) {
		if (text[at] == '-')
			at++;
		used = 0;
		if (sscanf(text + at, "%2hhx%n", &handle[i], &used) != 1 ||
		    used != 2)
			return false;
	}
	return !text[at];
}

static int load_domain(struct mapping *m, const char *name)
{
	const char *node = say(STORE "/%s/domains/%s", m->id, name);
	struct holder h = { .domid = strtoul(name, NULL, 10) };
	unsigned int len;
	char *text = xs_read(m->xs, XBT_NULL, node, &len);
	bool good = text && parse_handle(text, h.handle) &&
		    !strcmp(name, say("%u", h.domid));

	free(text);
	if (!good)
		return strange(m, node);
	return holder_remember(m, &h);
}

static int load_range(struct mapping *m, const char *name)
{
	const char *node = say(STORE "/%s/ranges/%s", m->id, name);
	unsigned int len;
	char *text = xs_read(m->xs, XBT_NULL, node, &len);
	struct dk_range r;
	bool good = text && !dk_range_parse(text, len, &r) &&
		    r.domain != DK_NOBODY && holder_of(m, r.domain) &&
		    !dk_rangeset_load(&m->set, &r);

	free(text);
	return good ? 0 : strange(m, node);
}

/*
 * Call @before with the number of names in a directory, if it is not NULL, and
 * @load for each name. A missing directory is empty. Return: 0, or an exit code
 * after an error message.
 */
static int each(struct mapping *m, const char *dir,
		int (*load)(struct mapping *m, const char *name),
		int (*before)(struct mapping *m, unsigned int nr))
{
	unsigned int i, nr = 0;
	char **names = xs_directory(m->xs, XBT_NULL,
				    say(STORE "/%s/%s", m->id, dir), &nr);
	int rc = 0;

	if (!names)
		return errno == ENOENT ? 0 :
		       store_fails(m, errno, "xenstore cannot be read");
	if (before)
		rc = before(m, nr);
	for (i = 0; i < nr && !rc; i++)
		rc = load(m, names[i]);
	free(names);
	return rc;
}

static int make_room(struct mapping *m, unsigned int nr)
{
	return mapping_grow(m, 2 * nr);
}

static u64 all_pages(const struct mapping *m)
{
	const struct dk_range *last = &m->set.v[m->set.nr - 1];

	return last->start + last->len;
}

/* Check that a device in xenstore has the same size. Sets m->known. */
static int load_pages(struct mapping *m)
{
	const char *node = say(STORE "/%s/pages", m->id);
	unsigned int len;
	char *text = xs_read(m->xs, XBT_NULL, node, &len);
	bool same;

	if (!text && errno != ENOENT)
		return store_fails(m, errno, "xenstore cannot be read");
	m->known = text;
	same = !text || !strcmp(text, say("%llu", all_pages(m)));
	free(text);
	return same ? 0 : strange(m, node);
}

/* The driver's state is "mapped", but xenstore has no record. */
static int unknown(const struct mapping *m)
{
	return mapping_fails(m, EBUSY, "its driver reports that guests have parts of it, but xenstore has no record of them",
			     say("destroy the guests that may have parts, then write \"unplugged\" to " DAX_DEVICES "/%s/" POOL_DRIVER "/state",
				 device_name(m->d)));
}

/* Load the record. Return: 0, or an exit code after an error message. */
int store_load(struct mapping *m)
{
	int rc = load_pages(m);

	if (!rc && !m->known && daxkmem_device_pool(m->d) &&
	    !strcmp(device_text(m->d, DAXKMEM_STATE), "mapped"))
		return unknown(m);
	if (!rc)
		rc = each(m, "domains", load_domain, NULL);
	if (!rc)
		rc = each(m, "ranges", load_range, make_room);
	return rc;
}

static bool put(struct mapping *m, xs_transaction_t t, const char *node,
		const char *text)
{
	return xs_write(m->xs, t, say(STORE "/%s/%s", m->id, node), text,
			strlen(text));
}

static bool clear(struct mapping *m, xs_transaction_t t, const char *dir)
{
	return xs_rm(m->xs, t, say(STORE "/%s/%s", m->id, dir)) ||
	       errno == ENOENT;
}

static bool put_range(struct mapping *m, xs_transaction_t t,
		      const struct dk_range *r)
{
	if (r->domain == DK_NOBODY)
		return true;
	return put(m, t, say("ranges/0x%012llx", r->start),
		   say("0x%llx 0x%llx %u 0x%llx %s", r->start, r->len,
		       r->domain, r->gfn, dk_health_word(r->health)));
}

static bool write_all(struct mapping *m, xs_transaction_t t)
{
	bool good = put(m, t, "pages", say("%llu", all_pages(m))) &&
		    clear(m, t, "ranges") && clear(m, t, "domains");
	u32 i;
	int j;

	for (j = 0; j < m->nr_holders && good; j++)
		if (dk_rangeset_has(&m->set, m->holders[j].domid))
			good = put(m, t, say("domains/%u", m->holders[j].domid),
				   handle_text(m->holders[j].handle));
	for (i = 0; i < m->set.nr && good; i++)
		good = put_range(m, t, &m->set.v[i]);
	return good;
}

/* Frames of a guest, to find in the records of other devices. */
struct claim {
	uint32_t domid;
	char handle[HANDLE_LEN];
	struct dk_span gfns;
};

static bool range_meets(struct xs_handle *xs, xs_transaction_t t,
			const char *node, const struct claim *c)
{
	unsigned int len;
	char *text = xs_read(xs, t, node, &len);
	struct dk_range r;
	bool meets = text && !dk_range_parse(text, len, &r) &&
		     r.domain == c->domid &&
		     dk_span_overlaps((struct dk_span){ r.gfn, r.gfn + r.len },
				      c->gfns);

	free(text);
	return meets;
}

/* True if the guest has a part of device @id at any of the frames. */
static bool device_meets(struct xs_handle *xs, xs_transaction_t t,
			 const char *id, const struct claim *c)
{
	unsigned int i, nr = 0, len;
	char **names, *handle;
	bool meets;

	handle = xs_read(xs, t, say(STORE "/%s/domains/%u", id, c->domid),
			 &len);
	meets = handle && !strcmp(handle, c->handle);
	free(handle);
	if (!meets)
		return false;
	names = xs_directory(xs, t, say(STORE "/%s/ranges", id), &nr);
	for (i = 0, meets = false; i < nr && !meets; i++)
		meets = range_meets(xs, t, say(STORE "/%s/ranges/%s", id,
					       names[i]), c);
	free(names);
	return meets;
}

/* Like device_meets(), for all devices except @but. */
static bool others_meet(struct xs_handle *xs, xs_transaction_t t,
			const char *but, const struct claim *c)
{
	unsigned int i, nr = 0;
	char **ids = xs_directory(xs, t, STORE, &nr);
	bool meets = false;

	for (i = 0; i < nr && !meets; i++)
		meets = strcmp(ids[i], but) && device_meets(xs, t, ids[i], c);
	free(ids);
	return meets;
}

/**
 * store_sees - check whether a guest has a part of any device at some frames
 * @domid: the guest
 * @handle: its handle
 * @gfns: guest frames
 *
 * Return: true if it has, or if xenstore cannot be opened.
 */
bool store_sees(uint32_t domid, const xen_domain_handle_t handle,
		struct dk_span gfns)
{
	struct claim c = { .domid = domid, .gfns = gfns };
	struct xs_handle *xs = xs_open(0);
	bool sees;

	if (!xs)
		return true;
	strcpy(c.handle, handle_text(handle));
	sees = others_meet(xs, XBT_NULL, "", &c);
	xs_close(xs);
	return sees;
}

/*
 * Try one transaction. Return: 0; -EEXIST if the guest has another device at
 * frames of the claim; -EAGAIN if another transaction interfered; or another
 * negative errno.
 */
static int try_save(struct mapping *m, const struct claim *c)
{
	xs_transaction_t t = xs_transaction_start(m->xs);
	int err = 0;

	if (t == XBT_NULL)
		return -errno;
	if (c && others_meet(m->xs, t, m->id, c))
		err = EEXIST;
	else if (!write_all(m, t))
		err = errno;
	if (!xs_transaction_end(m->xs, t, err) && !err)
		err = errno;
	return -err;
}

static int save(struct mapping *m, const struct claim *c)
{
	int rc;

	do
		rc = try_save(m, c);
	while (rc == -EAGAIN);
	if (rc == -EEXIST)
		return mapping_fails(m, EEXIST,
				     say("%s already has a part of another device there",
					 holder_text(m, c->domid)),
				     "daxkmem xen maps shows all; choose another GFN");
	if (rc)
		return store_fails(m, -rc, "xenstore cannot be written");
	m->known = true;
	return 0;
}

/*
 * Save the record in one transaction. Return: 0, or an exit code after an error
 * message.
 */
int store_save(struct mapping *m)
{
	return save(m, NULL);
}

/*
 * Like store_save(), but fail if the guest has a part of another device at any
 * of these frames.
 */
int store_claim(struct mapping *m, uint32_t domid, struct dk_span gfns)
{
	struct claim c = { .domid = domid, .gfns = gfns };

	strcpy(c.handle, handle_text(holder_of(m, domid)->handle));
	return save(m, &c);
}
