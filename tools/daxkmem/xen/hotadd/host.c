// SPDX-License-Identifier: GPL-2.0-or-later
/* Check whether this hypervisor can add memory, if necessary with a live patch. */
#include <errno.h>
#include <string.h>
#include "base/base.h"
#include "hotadd.h"
#include "node_data.h"
#include "silent.h"

/* Older versions write to node_data[] whenever they like. */
#define FIRST_READ_ONLY XEN_VERSION(4, 18)

/*
 * The newest version whose source has been read: up to it, node_data[] is the
 * only read-only object that memory_add() and the functions that it calls write
 * to. A newer Xen may write to others, and would panic.
 */
#define LAST_KNOWN XEN_VERSION(4, 22)

static const char *version_text(int version)
{
	return say("Xen %d.%d", version >> 16, version & 0xffff);
}

static int read_build_id(struct host *h)
{
	union {
		xen_build_id_t id;
		unsigned char room[sizeof(xen_build_id_t) + BUILD_ID_LEN];
	} reply = { .id.len = BUILD_ID_LEN };
	int n = xc_version(h->xc, XENVER_build_id, &reply.id);

	if (n < 0)
		return problem(errno, "the hypervisor's build id cannot be read",
			       "use a hypervisor that was linked with --build-id, as Debian's are");
	if (n != BUILD_ID_LEN)
		return problem(0, say("the hypervisor's build id has %d bytes, not %d", n,
				      BUILD_ID_LEN), NULL);
	memcpy(h->build_id, reply.id.buf, BUILD_ID_LEN);
	return 0;
}

static bool is_complete(const struct symbols *s)
{
	return s->node_data && s->memory_add && s->setup_node &&
	       s->pxm_to_node && s->modify_mappings && s->ro_start && s->ro_end;
}

/* node_data[] as a whole must lie in the section, or outside of it. */
static int read_table(struct host *h, int version)
{
	struct symbols s;
	int rc = symbols_read(&s);

	if (rc)
		return rc;
	if (!is_complete(&s))
		return problem(0, say("%s does not have the symbols node_data, memory_add, setup_node, pxm_to_node, modify_xen_mappings_lite, __ro_after_init_start and __ro_after_init_end",
				      version_text(version)),
			       "use a hypervisor with CONFIG_LIVEPATCH, as Debian's are");
	if (s.setup_node_end - s.setup_node < REPLACED_MIN)
		return problem(0, say("%s has a function setup_node that is too short to be replaced",
				      version_text(version)), "use daxkmem xen map");
	h->needs_patch = s.node_data >= s.ro_start && s.node_data < s.ro_end;
	if (s.node_data_end > s.ro_end)
		s.node_data_end = s.ro_end;
	h->table_size = s.node_data_end - s.node_data;
	return 0;
}

static int check(struct host *h)
{
	int rc, version = xc_version(h->xc, XENVER_version, NULL);

	if (version < 0)
		return problem(errno, "the hypervisor's version cannot be read", NULL);
	if (version < FIRST_READ_ONLY)
		return 0;
	if (version > LAST_KNOWN)
		return problem(0, say("%s is newer than %s, the last one that is known to add memory with this live patch",
				      version_text(version), version_text(LAST_KNOWN)),
			       "use daxkmem xen map, or an older Xen");
	rc = read_table(h, version) ?: h->needs_patch ? read_build_id(h) : 0;
	return rc ?: h->needs_patch ? check_no_others(h) : 0;
}

/**
 * host_open - open the interface to the hypervisor, and check it
 * @h: receives what the live patch depends on; the caller calls host_close(),
 *	also after an error
 */
int host_open(struct host *h)
{
	*h = (struct host){ .xc = xc_interface_open(xen_silent(), xen_silent(), 0) };
	if (!h->xc)
		return problem(errno, "no access to a hypervisor",
			       "boot Xen with this system as its Dom0; modprobe xen_privcmd");
	return check(h);
}

void host_close(struct host *h)
{
	if (h->xc)
		xc_interface_close(h->xc);
}
