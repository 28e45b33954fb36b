// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem xen list: show the free memory of each pool, and its users. */
#include <errno.h>
#include <stdlib.h>
#include "ops/device.h"
#include "daxkmem_xen.h"

#define ACTION "read its nodes and guests"

static bool with_guests;

static const struct option_def options[] = {
	{ "guests", NULL, "show each guest's share of each node; writes to the hypervisor's log",
	  FLAG, &with_guests },
	{ 0 },
};

static const struct column columns[] = {
	{ "DEVICE", "chardev", TEXT, "" },
	{ "SIZE", "size", SIZE, "" },
	{ "DRIVER", "driver", TEXT, "" },
	{ "STATE", "state", TEXT, "" },
	{ "DONATED", "donated_size", SIZE, "" },
	{ "WITHHELD", "withheld_size", SIZE, "" },
	{ "PXM", "pxm", COUNT, "" },
	{ "XENNODE", "xen_node", COUNT, "" },
	{ "FREE", "node_free", SIZE, "" },
	{ "USED", "node_used", SIZE, "" },
	{ "UUID", "uuid", TEXT, "" },
};

static const struct column guest_columns[] = {
	{ "GUEST", "domid", COUNT, "" },
	{ "NAME", "name", TEXT, "" },
	{ "TYPE", "type", TEXT, "" },
	{ "SIZE", "size", SIZE, "" },
	{ "ON-NODE", "node_size", SIZE, "" },
};

/* The dax devices, and what the hypervisor reports about nodes and guests. */
struct host {
	xc_interface *xc;
	struct xen_node *nodes;
	int nr_nodes;
	struct daxkmem_device **devices;
	int nr_devices;
	struct guest *guests;
	int nr_guests;
	char *said;	/* from owners_ask(), or NULL */
};

static int cannot_ask(int err)
{
	return complain(FAILED, err, "the hypervisor", ACTION, NULL,
			next_step(err, "xl dmesg"));
}

/* Return: 0, or an exit code after an error message. */
static int host_open(struct host *h)
{
	int rc = xen_open(&h->xc, "the hypervisor", ACTION);

	if (rc)
		return rc;
	h->nr_nodes = xen_nodes(h->xc, &h->nodes);
	h->nr_guests = guests_read(h->xc, &h->guests);
	if (h->nr_nodes < 0 || h->nr_guests < 0)
		return cannot_ask(h->nr_nodes < 0 ? -h->nr_nodes :
						    -h->nr_guests);
	if (with_guests)
		h->said = owners_ask(h->xc);
	if (with_guests && !h->said)
		warn("the hypervisor",
		     "it does not report the nodes of the guests' pages");
	return 0;
}

static void host_close(struct host *h)
{
	daxkmem_devices_free(h->devices, h->nr_devices);
	free(h->said);
	guests_free(h->guests, h->nr_guests);
	free(h->nodes);
	if (h->xc)
		xc_interface_close(h->xc);
}

static struct json_object *guest_json(const struct host *h,
				      const struct guest *g, int node)
{
	struct json_object *o = json_object_new_object();

	json_put_count(o, "domid", g->domid);
	json_put_text(o, "name", g->name);
	json_put_text(o, "type", g->pv ? "pv" : "hvm");
	json_put_count(o, "size", g->size);
	json_put_count(o, "node_size",
		       owners_of_guest(h->said, g->domid, node));
	return o;
}

/* NULL without --guests, or if the device is not a pool. */
static struct json_object *guests_json(const struct host *h, int node)
{
	struct json_object *list;
	int i;

	if (!with_guests || node < 0)
		return NULL;
	list = json_object_new_array();
	for (i = 0; i < h->nr_guests; i++)
		json_object_array_add(list, guest_json(h, &h->guests[i], node));
	return list;
}

/* Bytes that all devices on a node of Xen have donated. */
static long long donated_to(const struct host *h, int node)
{
	long long bytes = 0;
	int i;

	for (i = 0; i < h->nr_devices; i++)
		if (daxkmem_device_number(h->devices[i], DAXKMEM_XEN_NODE) == node)
			bytes += daxkmem_device_number(h->devices[i],
						       DAXKMEM_DONATED);
	return bytes;
}

/*
 * The size that Xen reports for a node includes holes, so calculate the used
 * bytes from the donated ones. With other memory on the node that is wrong; a
 * negative result is printed as unknown.
 */
static void add_node(struct json_object *row, const struct host *h, int node)
{
	const struct xen_node *n = node >= 0 && node < h->nr_nodes ?
				   &h->nodes[node] : NULL;
	bool there = n && n->there;
	long long used = there ? donated_to(h, node) - n->free : -1;

	json_put_count(row, "node_size", there ? n->size : -1);
	json_put_count(row, "node_free", there ? n->free : -1);
	json_put_count(row, "node_used", used);
}

static struct json_object *one(const struct host *h,
			       const struct daxkmem_device *d)
{
	struct json_object *row = device_json(d);
	int node = daxkmem_device_number(d, DAXKMEM_XEN_NODE);

	add_node(row, h, node);
	json_object_object_add(row, "guests", guests_json(h, node));
	return row;
}

static void print_guests(struct json_object *rows)
{
	struct json_object *row, *guests;
	size_t i;

	for (i = 0; i < json_object_array_length(rows); i++) {
		row = json_object_array_get_idx(rows, i);
		guests = json_object_object_get(row, "guests");
		if (!guests)
			continue;
		printf("\n%s:\n",
		       json_object_get_string(json_object_object_get(row, "chardev")));
		table_print(guests, guest_columns, ARRAY_SIZE(guest_columns));
	}
}

static void print(struct json_object *rows)
{
	if (opt.json) {
		json_print(rows);
		return;
	}
	table_print(rows, columns, ARRAY_SIZE(columns));
	print_guests(rows);
}

static int list(const struct host *h)
{
	struct json_object *rows = json_object_new_array();
	int i;

	for (i = 0; i < h->nr_devices; i++)
		json_object_array_add(rows, one(h, h->devices[i]));
	print(rows);
	if (!h->nr_devices && !opt.json)
		fputs("daxkmem: there are no dax devices\n", stderr);
	json_object_put(rows);
	return DONE;
}

static int run(int argc, char **argv)
{
	struct host h = { .nr_guests = 0 };
	int rc;

	(void)argc;
	(void)argv;
	h.nr_devices = daxkmem_devices(ctx, &h.devices);
	if (h.nr_devices < 0)
		return complain(h.nr_devices == -ENOENT ? UNSUPPORTED : FAILED,
				-h.nr_devices, "the dax bus",
				"list its devices", NULL,
				h.nr_devices == -ENOENT ? "modprobe dax" : NULL);
	rc = host_open(&h) ?: list(&h);
	host_close(&h);
	return rc;
}

const struct command cmd_xen_list = {
	"list", run, "", "show all devices, and the free memory of the pools",
	options, 0, 0,
};
