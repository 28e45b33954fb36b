// SPDX-License-Identifier: GPL-2.0-or-later
/* The symbols of the hypervisor: XENPF_get_symbol, see xen/include/public/platform.h. */
#include "hotadd.h"	/* first: defines __XEN_TOOLS__ */
#include <errno.h>
#include <string.h>
#include <xencall.h>
#include <xen/platform.h>
#include "base/base.h"
#include "silent.h"

#define NAME_LEN 128

/* In memory that the hypervisor can access. */
struct asking {
	xencall_handle *call;
	struct xen_platform_op *op;
	char *name;
};

static int start_asking(struct asking *a)
{
	*a = (struct asking){ .call = xencall_open(xen_silent(), 0) };
	if (!a->call)
		return errno;
	a->op = xencall_alloc_buffer_pages(a->call, 1);
	a->name = xencall_alloc_buffer_pages(a->call, 1);
	return a->op && a->name ? 0 : ENOMEM;
}

static void stop_asking(struct asking *a)
{
	if (!a->call)
		return;
	xencall_free_buffer_pages(a->call, a->op, 1);
	xencall_free_buffer_pages(a->call, a->name, 1);
	xencall_close(a->call);
}

/* Read the symbol with number *@nr; *@nr is then that of the next one. */
static int ask(struct asking *a, uint32_t *nr)
{
	*a->op = (struct xen_platform_op){
		.cmd = XENPF_get_symbol,
		.interface_version = XENPF_INTERFACE_VERSION,
		.u.symdata = { .namelen = NAME_LEN - 1, .symnum = *nr },
	};
	set_xen_guest_handle_raw(a->op->u.symdata.name, a->name);
	memset(a->name, 0, NAME_LEN);
	if (xencall1(a->call, __HYPERVISOR_platform_op, (unsigned long)a->op))
		return errno;
	*nr = a->op->u.symdata.symnum;
	return 0;
}

static void look_at(struct symbols *s, const char *name, unsigned long long at)
{
	if (!strcmp(name, "node_data"))
		s->node_data = at;
	else if (!strcmp(name, "__ro_after_init_start"))
		s->ro_start = at;
	else if (!strcmp(name, "__ro_after_init_end"))
		s->ro_end = at;
	else if (!strcmp(name, "setup_node"))
		s->setup_node = at;
	else if (!strcmp(name, "pxm_to_node"))
		s->pxm_to_node = true;
	else if (!strcmp(name, "memory_add"))
		s->memory_add = true;
	else if (!strcmp(name, "modify_xen_mappings_lite"))
		s->modify_mappings = true;
}

/* Xen does not tell the size of a symbol: it ends before the next one. */
static void look_for_end(struct symbols *s, unsigned long long at)
{
	if (at > s->node_data && at < s->node_data_end)
		s->node_data_end = at;
	if (at > s->setup_node && at < s->setup_node_end)
		s->setup_node_end = at;
}

/* Look at all symbols, or only for the ends of two. Return: an errno. */
static int pass(struct asking *a, struct symbols *s, bool ends)
{
	uint32_t nr = 0, at;
	int err;

	do {
		at = nr;
		err = ask(a, &nr);
		if (!err && nr != at && ends)
			look_for_end(s, a->op->u.symdata.address);
		else if (!err && nr != at)
			look_at(s, a->name, a->op->u.symdata.address);
	} while (!err && nr != at);
	return err;
}

int symbols_read(struct symbols *s)
{
	struct asking a;
	int err = start_asking(&a);

	*s = (struct symbols){ .node_data_end = -1ULL, .setup_node_end = -1ULL };
	if (!err)
		err = pass(&a, s, false) ?: pass(&a, s, true);
	stop_asking(&a);
	return err ? problem(err, "the hypervisor's symbols cannot be read", NULL) : 0;
}
