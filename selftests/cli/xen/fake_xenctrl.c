// SPDX-License-Identifier: GPL-2.0-or-later
/* libxenctrl on the model of a host. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xenctrl.h>
#include "host.h"

#define MAX_NODES 4

/* A real library that uses this handle by mistake would fail. */
static char handle;

xc_interface *xc_interface_open(xentoollog_logger *logger,
				xentoollog_logger *dombuild_logger,
				unsigned int open_flags)
{
	(void)logger;
	(void)dombuild_logger;
	return called("xc_interface_open", "%u", open_flags) == GO ?
	       (xc_interface *)&handle : NULL;
}

int xc_interface_close(xc_interface *xch)
{
	called("xc_interface_close", "%d", xch != NULL);
	return 0;
}

int xc_get_max_nodes(xc_interface *xch)
{
	(void)xch;
	return called("xc_get_max_nodes", "-") == FAIL ? -1 : MAX_NODES;
}

int xc_numainfo(xc_interface *xch, unsigned int *max_nodes,
		xc_meminfo_t *meminfo, uint32_t *distance)
{
	struct node n;
	unsigned int i;

	(void)xch;
	(void)distance;
	if (called("xc_numainfo", "%s", meminfo ? "memory" : "number") == FAIL)
		return -1;
	if (!meminfo) {
		*max_nodes = MAX_NODES;
		return 0;
	}
	for (i = 0; i < *max_nodes; i++) {
		meminfo[i].memsize = XEN_INVALID_MEM_SZ;
		meminfo[i].memfree = 0;
		if (!node_read(i, &n))
			continue;
		meminfo[i].memsize = n.size;
		meminfo[i].memfree = injected_number() >= 0 ?
				     injected_number() : n.free;
	}
	return 0;
}

static bool domain_exists(uint32_t domid)
{
	return host_has(host_path("domains/%u/type", domid));
}

static void load(struct p2m *p, uint32_t domid)
{
	p2m_load(p, host_path("domains/%u/p2m", domid));
}

static void save(struct p2m *p, uint32_t domid)
{
	p2m_save(p, host_path("domains/%u/p2m", domid));
}

static uint64_t pages_of(uint32_t domid)
{
	struct p2m p;
	uint64_t pages;

	load(&p, domid);
	pages = p2m_ram(&p);
	free(p.v);
	return pages;
}

static void read_uuid(uint32_t domid, xen_domain_handle_t handle)
{
	char *text = host_text(host_path("domains/%u/uuid", domid));
	int i;

	for (i = 0; i < 16; i++)
		if (!text || sscanf(text + 2 * i, "%2hhx", &handle[i]) != 1)
			handle[i] = 0;
	free(text);
}

static bool is_hvm(uint32_t domid)
{
	char *type = host_text(host_path("domains/%u/type", domid));
	bool hvm = type && !strcmp(type, "hvm");

	free(type);
	return hvm;
}

static void describe(uint32_t domid, xc_domaininfo_t *info)
{
	*info = (xc_domaininfo_t){
		.domain = domid,
		.tot_pages = pages_of(domid),
		.max_pages = host_number(host_path("domains/%u/max_pages",
						   domid), 1 << 20),
		.cpu_time = host_number(host_path("domains/%u/cpu_time",
						  domid), 0),
	};
	if (is_hvm(domid))
		info->flags |= XEN_DOMINF_hvm_guest;
	if (host_has(host_path("domains/%u/paused", domid)))
		info->flags |= XEN_DOMINF_paused;
	if (host_has(host_path("domains/%u/dying", domid)))
		info->flags |= XEN_DOMINF_dying;
	read_uuid(domid, info->handle);
}

int xc_domain_getinfolist(xc_interface *xch, uint32_t first_domain,
			  unsigned int max_domains, xc_domaininfo_t *info)
{
	unsigned int nr = 0;
	uint32_t id;

	(void)xch;
	switch (called("xc_domain_getinfolist", "%u %u", first_domain,
		       max_domains)) {
	case FAIL:
		return -1;
	case NOTHING:
		return 0;
	default:
		break;
	}
	for (id = first_domain; id < first_domain + 256 && nr < max_domains;
	     id++)
		if (domain_exists(id))
			describe(id, &info[nr++]);
	return nr;
}

/* Fails with ESRCH if there is no such domain. */
static int known(uint32_t domid)
{
	if (domain_exists(domid))
		return 0;
	errno = ESRCH;
	return -1;
}

/* The file "pauses" has the number of calls that no other call has undone. */
static int pause_by(const char *function, uint32_t domid, int more)
{
	long long n;

	if (called(function, "%u", domid) == FAIL || known(domid))
		return -1;
	n = host_number(host_path("domains/%u/pauses", domid), 0) + more;
	if (n < 0) {
		errno = EINVAL;
		return -1;
	}
	host_set(host_path("domains/%u/pauses", domid), n);
	return 0;
}

int xc_domain_pause(xc_interface *xch, uint32_t domid)
{
	(void)xch;
	return pause_by("xc_domain_pause", domid, 1);
}

int xc_domain_unpause(xc_interface *xch, uint32_t domid)
{
	(void)xch;
	return pause_by("xc_domain_unpause", domid, -1);
}

/* From the requested node, or else preferably from nodes of the affinity. */
static bool take(uint32_t domid, unsigned int flags, uint64_t pages,
		 uint64_t *mfn)
{
	long long mask = host_number(host_path("domains/%u/affinity", domid), 0);
	int i;

	if (flags & XENMEMF_exact_node_request)
		return node_take(XENMEMF_get_node(flags), pages, mfn);
	for (i = 0; i < MAX_NODES; i++)
		if (mask & 1 << i && node_take(i, pages, mfn))
			return true;
	for (i = 0; i < MAX_NODES; i++)
		if (node_take(i, pages, mfn))
			return true;
	return false;
}

/* The number of extents that fit in the domain's limit, at most @nr. */
static unsigned long allowed(uint32_t domid, unsigned long nr,
			     unsigned int order)
{
	long long most = host_number(host_path("domains/%u/max_pages", domid),
				     1 << 20);
	long long room = (most - (long long)pages_of(domid)) >> order;

	return room < 0 ? 0 : (unsigned long)room < nr ? (unsigned long)room :
							 nr;
}

int xc_domain_populate_physmap(xc_interface *xch, uint32_t domid,
			       unsigned long nr_extents,
			       unsigned int extent_order, unsigned int mem_flags,
			       xen_pfn_t *extent_start)
{
	bool pv = !is_hvm(domid);
	unsigned long i, most;
	struct p2m p;
	uint64_t mfn;

	(void)xch;
	switch (called("xc_domain_populate_physmap", "%u %lu %u 0x%x 0x%lx",
		       domid, nr_extents, extent_order, mem_flags,
		       (unsigned long)extent_start[0])) {
	case FAIL:
		return -1;
	case NOTHING:
		return 0;
	default:
		break;
	}
	if (known(domid))
		return -1;
	most = allowed(domid, nr_extents, extent_order);
	load(&p, domid);
	for (i = 0; i < most; i++) {
		if (!take(domid, mem_flags, 1 << extent_order, &mfn))
			break;
		p2m_add(&p, (struct extent){ extent_start[i],
					     1 << extent_order, mfn, true });
		/* Xen only returns the MFNs for a PV guest. */
		if (pv)
			extent_start[i] = mfn;
	}
	save(&p, domid);
	return i;
}

int xc_domain_populate_physmap_exact(xc_interface *xch, uint32_t domid,
				     unsigned long nr_extents,
				     unsigned int extent_order,
				     unsigned int mem_flags,
				     xen_pfn_t *extent_start)
{
	int got = xc_domain_populate_physmap(xch, domid, nr_extents,
					     extent_order, mem_flags,
					     extent_start);

	if (got >= 0 && (unsigned long)got == nr_extents)
		return 0;
	if (got >= 0)
		errno = EBUSY;
	return -1;
}

int xc_domain_decrease_reservation(xc_interface *xch, uint32_t domid,
				   unsigned long nr_extents,
				   unsigned int extent_order,
				   xen_pfn_t *extent_start)
{
	struct extent was, back = { .nr = 0 };
	unsigned long i;
	struct p2m p;

	(void)xch;
	switch (called("xc_domain_decrease_reservation", "%u %lu %u 0x%lx",
		       domid, nr_extents, extent_order,
		       (unsigned long)extent_start[0])) {
	case FAIL:
		return -1;
	case NOTHING:
		return 0;
	default:
		break;
	}
	load(&p, domid);
	for (i = 0; i < nr_extents; i++) {
		if (!p2m_remove(&p, extent_start[i], &was))
			break;
		if (back.nr && was.mfn != back.mfn + back.nr) {
			node_give(back.mfn, back.nr);
			back.nr = 0;
		}
		if (!back.nr)
			back.mfn = was.mfn;
		back.nr++;
	}
	if (back.nr)
		node_give(back.mfn, back.nr);
	save(&p, domid);
	return i;
}

int xc_domain_setmaxmem(xc_interface *xch, uint32_t domid, uint64_t max_memkb)
{
	(void)xch;
	if (called("xc_domain_setmaxmem", "%u %llu", domid,
		   (unsigned long long)max_memkb) == FAIL)
		return -1;
	host_set(host_path("domains/%u/max_pages", domid), max_memkb / 4);
	return 0;
}

int xc_domain_node_setaffinity(xc_interface *xch, uint32_t domid,
			       xc_nodemap_t nodemap)
{
	(void)xch;
	if (called("xc_domain_node_setaffinity", "%u 0x%x", domid,
		   *nodemap) == FAIL)
		return -1;
	host_set(host_path("domains/%u/affinity", domid),
		 *nodemap & ((1 << MAX_NODES) - 1));
	return 0;
}

int xc_domain_maximum_gpfn(xc_interface *xch, uint32_t domid,
			   xen_pfn_t *gpfns)
{
	struct p2m p;
	long long last;

	(void)xch;
	if (called("xc_domain_maximum_gpfn", "%u", domid) == FAIL)
		return -1;
	load(&p, domid);
	last = (long long)p2m_end(&p) - 1;
	free(p.v);
	*gpfns = host_number(host_path("domains/%u/last_gfn", domid), last);
	return 0;
}

int xc_get_paging_mempool_size(xc_interface *xch, uint32_t domid,
			       uint64_t *size)
{
	(void)xch;
	if (called("xc_get_paging_mempool_size", "%u", domid) == FAIL)
		return -1;
	*size = host_number(host_path("domains/%u/mempool", domid), 0);
	return 0;
}

/* The pool uses memory of node 0. */
static int resize_pool(uint32_t domid, long long size)
{
	long long was = host_number(host_path("domains/%u/mempool", domid), 0);
	uint64_t mfn;
	struct node n;

	if (!node_read(0, &n))
		return 0;
	if (size > was && !node_take(0, (size - was) / PAGE, &mfn)) {
		errno = ENOMEM;
		return -1;
	}
	if (size < was)
		node_give(n.start / PAGE, (was - size) / PAGE);
	return 0;
}

int xc_set_paging_mempool_size(xc_interface *xch, uint32_t domid,
			       uint64_t size)
{
	(void)xch;
	if (called("xc_set_paging_mempool_size", "%u %llu", domid,
		   (unsigned long long)size) == FAIL || resize_pool(domid, size))
		return -1;
	host_set(host_path("domains/%u/mempool", domid), size);
	return 0;
}

int xc_domain_iomem_permission(xc_interface *xch, uint32_t domid,
			       unsigned long first_mfn, unsigned long nr_mfns,
			       uint8_t allow_access)
{
	const char *path = host_path("domains/%u/iomem", domid);
	struct extent was;
	unsigned long i;
	struct p2m p;

	(void)xch;
	if (called("xc_domain_iomem_permission", "%u 0x%lx %lu %u", domid,
		   first_mfn, nr_mfns, allow_access) == FAIL || known(domid))
		return -1;
	p2m_load(&p, path);
	for (i = 0; i < nr_mfns; i++) {
		bool may = p2m_find(&p, first_mfn + i);

		if (allow_access && !may)
			p2m_add(&p, (struct extent){ first_mfn + i, 1,
						     first_mfn + i, false });
		else if (!allow_access && may)
			p2m_remove(&p, first_mfn + i, &was);
	}
	p2m_save(&p, path);
	return 0;
}

static bool may_map(uint32_t domid, uint64_t mfn, uint64_t nr)
{
	const struct extent *e;
	struct p2m p;
	bool may;

	p2m_load(&p, host_path("domains/%u/iomem", domid));
	e = p2m_find(&p, mfn);
	may = e && mfn + nr <= e->gfn + e->nr;
	free(p.v);
	return may;
}

/* Stops at the first frame that is not mapped to the expected host frame. */
static int unmap(struct p2m *p, uint64_t gfn, uint64_t mfn, uint64_t nr)
{
	const struct extent *e;
	struct extent was;
	uint64_t i;

	for (i = 0; i < nr; i++) {
		e = p2m_find(p, gfn + i);
		if (!e || e->ram || e->mfn + gfn + i - e->gfn != mfn + i) {
			errno = EINVAL;
			return -1;
		}
		p2m_remove(p, gfn + i, &was);
	}
	return 0;
}

/* A mapping that must fail leaves its first half mapped. */
int xc_domain_memory_mapping(xc_interface *xch, uint32_t domid,
			     unsigned long first_gfn, unsigned long first_mfn,
			     unsigned long nr_mfns, uint32_t add_mapping)
{
	const char *name = add_mapping == DPCI_ADD_MAPPING ?
			   "xc_domain_memory_mapping:add" :
			   "xc_domain_memory_mapping:remove";
	enum verdict verdict = called(name, "%u 0x%lx 0x%lx %lu", domid,
				      first_gfn, first_mfn, nr_mfns);
	int err = errno, rc = verdict == FAIL ? -1 : 0;
	struct p2m p;

	(void)xch;
	if (known(domid))
		return -1;
	if (!may_map(domid, first_mfn, nr_mfns)) {
		errno = EPERM;
		return -1;
	}
	load(&p, domid);
	if (add_mapping == DPCI_ADD_MAPPING)
		p2m_add(&p, (struct extent){ first_gfn,
					     rc ? nr_mfns / 2 : nr_mfns,
					     first_mfn, false });
	else if (!rc)
		rc = unmap(&p, first_gfn, first_mfn, nr_mfns);
	if (verdict != FAIL)
		err = errno;
	save(&p, domid);
	errno = err;
	return rc;
}

int xc_readconsolering(xc_interface *xch, char *buffer,
		       unsigned int *pnr_chars, int clear, int incremental,
		       uint32_t *pindex)
{
	size_t have, from = *pindex;
	char *text;

	(void)xch;
	if (called("xc_readconsolering", "%d %d %u", clear, incremental,
		   *pindex) == FAIL)
		return -1;
	text = host_text(host_path("console"));
	have = text ? strlen(text) : 0;
	from = from < have ? from : have;
	if (*pnr_chars > have - from)
		*pnr_chars = have - from;
	memcpy(buffer, text ? text + from : "", *pnr_chars);
	*pindex = from + *pnr_chars;
	free(text);
	return 0;
}

/* The pages of a domain on each node, in the format of the version. */
static void dump_domain(FILE *f, uint32_t domid)
{
	uint64_t pages[MAX_NODES] = { 0 };
	struct node n;
	struct p2m p;
	int i, j;

	load(&p, domid);
	for (i = 0; i < p.nr; i++)
		for (j = 0; p.v[i].ram && j < MAX_NODES; j++)
			if (node_read(j, &n) &&
			    p.v[i].mfn * PAGE >= (uint64_t)n.start &&
			    p.v[i].mfn * PAGE < (uint64_t)(n.start + n.size))
				pages[j] += p.v[i].nr;
	fprintf(f, "(XEN) %s%u (total: %llu):\n",
		host_number(host_path("version"), 0) >= (4 << 16 | 18) ?
		"d" : "Domain ", domid, (unsigned long long)p2m_ram(&p));
	for (j = 0; j < MAX_NODES; j++)
		if (node_read(j, &n))
			fprintf(f, "(XEN)     Node %d: %llu\n", j,
				(unsigned long long)pages[j]);
	free(p.v);
}

int xc_send_debug_keys(xc_interface *xch, const char *keys)
{
	uint32_t id;
	FILE *f;

	(void)xch;
	switch (called("xc_send_debug_keys", "%s", keys)) {
	case FAIL:
		return -1;
	case NOTHING:
		return 0;
	default:
		break;
	}
	f = fopen(host_path("console"), "a");
	if (!f)
		return -1;
	fputs("(XEN) Memory location of each domain:\n", f);
	for (id = 0; id < 256; id++)
		if (domain_exists(id))
			dump_domain(f, id);
	fclose(f);
	return 0;
}
