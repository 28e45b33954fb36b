// SPDX-License-Identifier: LGPL-2.1-or-later
/* Preview of an attach. Changes nothing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/host/zoneinfo.h"
#include "lib/firmware.h"
#include "lib/plan.h"
#include "lib/act/attach.h"
#include "lib/act/device.h"
#include "lib/act/given_up.h"
#include "lib/act/hugepages.h"
#include "lib/act/set.h"
#include "policy.h"
#include "spanset.h"

#define PAGE 4096
#define STRUCT_PAGE 64	/* bytes of memmap per page */

struct planning {
	struct daxkmem_ctx *ctx;
	struct daxkmem_device *d;
	const struct daxkmem_settings *set;
	struct daxkmem_plan *plan;
	long long block, memory;	/* bytes; -1 if unknown */
	int node;			/* -1 if none */
	const char *policy;
	bool fatal;
};

static void put_text(struct planning *p, enum daxkmem_plan_text which,
		     const char *text)
{
	plan_put_text(p->plan, which, text);
}

static void put_number(struct planning *p, enum daxkmem_plan_number which,
		       long long n)
{
	plan_put_number(p->plan, which, n);
}

static void conflict(struct planning *p, bool fatal, const char *text)
{
	plan_add_conflict(p->plan, fatal, text);
	p->fatal |= fatal;
}

/* Compute the whole blocks of the device like the driver. */
static int find_blocks(struct planning *p, struct dk_spanset *set)
{
	struct daxkmem_range *v = NULL;
	int i, rc = 0, nr = daxkmem_device_ranges(p->d, &v);

	if (nr < 0)
		return nr;
	set->cap = nr;
	set->v = calloc(nr, sizeof(*set->v));
	for (i = 0; i < nr && set->v && !rc; i++)
		rc = dk_spanset_add(set, (struct dk_span){ v[i].start,
							   v[i].end });
	free(v);
	if (!set->v)
		return -ENOMEM;
	dk_spanset_blocks(set, p->block);
	return rc;
}

/* Number of bad bytes of a block. */
static u64 bad_in(const struct daxkmem_range *v, int nr, u64 start, u64 size)
{
	u64 from, to, bytes = 0;
	int i;

	for (i = 0; i < nr; i++) {
		from = v[i].start > start ? v[i].start : start;
		to = v[i].end < start + size ? v[i].end : start + size;
		if (from < to)
			bytes += to - from;
	}
	return bytes;
}

/* Size of the blocks in @set with at least so many bad pages, like the driver. */
static long long count_withheld(struct planning *p, const struct dk_spanset *set,
				long long pages)
{
	struct daxkmem_range *v = NULL;
	int nr = daxkmem_device_bad(p->d, &v);
	long long bytes = 0;
	u64 at, least = pages * sysconf(_SC_PAGESIZE);
	u32 i;

	for (i = 0; i < set->nr && nr > 0; i++)
		for (at = set->v[i].start; at < set->v[i].end; at += p->block)
			if (bad_in(v, nr, at, p->block) >= least)
				bytes += p->block;
	free(v);
	return bytes;
}

/* Number of bad pages from which on the setting excludes their block, or 0. */
static long long withhold_pages(const char *policy)
{
	return !strcmp(policy, "block") ? 1 : atoll(policy);
}

static void plan_size(struct planning *p)
{
	struct dk_spanset set = { 0 };
	long long withheld = 0, usable, size = setting_bytes(p->set, SET_SIZE);
	long long pages;
	int rc = p->block > 0 ? find_blocks(p, &set) : (int)p->block;

	p->memory = -1;
	if (rc) {
		conflict(p, false,
			 rc == -EACCES || rc == -EPERM ?
			 "only root can read its addresses, so its memory blocks are unknown" :
			 say("its addresses cannot be read (%s)",
			     strerrorname_np(-rc)));
		free(set.v);
		return;
	}
	usable = dk_spanset_len(&set);
	pages = withhold_pages(p->set->value[SET_BAD_POLICY]);
	if (pages)
		withheld = count_withheld(p, &set, pages);
	p->memory = size >= 0 ? size : usable - withheld;
	put_number(p, DAXKMEM_PLAN_BLOCKS, p->memory / p->block);
	put_number(p, DAXKMEM_PLAN_MEMORY, p->memory);
	put_number(p, DAXKMEM_PLAN_LOST,
		   daxkmem_device_number(p->d, DAXKMEM_SIZE) - usable);
	put_number(p, DAXKMEM_PLAN_WITHHELD, withheld);
	if (size > usable - withheld && !set_problem(p->d, p->set, SET_SIZE).text)
		conflict(p, true, say("only %s of it can be memory",
				      human(usable - withheld)));
	if (!usable)
		conflict(p, true, "the device contains no whole memory block");
	free(set.v);
}

static void plan_node(struct planning *p)
{
	p->node = daxkmem_device_number(p->d, DAXKMEM_NODE);
	if (setting_given(p->set, SET_NODE) &&
	    strcmp(p->set->value[SET_NODE], "-1"))
		p->node = atoi(p->set->value[SET_NODE]);
	put_number(p, DAXKMEM_PLAN_NODE, p->node);
	if (p->node < 0)
		conflict(p, true,
			 "the device has no node; choose one listed in /sys/devices/system/node/possible with --node");
}

/*
 * Look up the first range in firmware tables: the node may not exist yet. Prefer
 * the values of a CXL region whose memory was online before.
 */
static void plan_speed(struct planning *p)
{
	struct daxkmem_performance region = region_performance(p->d);
	struct dk_hmat perf, dram;
	struct firmware *fw;
	int rc;

	firmware_open(p->ctx, &fw);
	rc = device_performance(p->d, fw, &perf, &dram);
	firmware_close(fw);
	if (region.read_latency > 0) {
		perf.read_latency = region.read_latency;
		perf.read_bandwidth = region.read_bandwidth;
		rc = 0;
	}
	if (rc == -EACCES)
		conflict(p, false, "only root can read the latency and bandwidth that firmware reports");
	if (rc)
		return;
	put_number(p, DAXKMEM_PLAN_READ_LATENCY, perf.read_latency);
	put_number(p, DAXKMEM_PLAN_READ_BANDWIDTH, perf.read_bandwidth);
	if (perf.read_latency > 0 && dram.read_latency > 0)
		put_text(p, DAXKMEM_PLAN_LATENCY_RATIO, say("%.1f", (double)perf.read_latency /
				  dram.read_latency));
}

static const char *default_policy(const struct planning *p)
{
	char word[WORD_LEN];

	if (root_read(p->ctx, word, sizeof(word),
		      "/sys/module/dax_kmem/parameters/policy") > 0)
		return say("%s", word);
	return dk_policy_word(DK_POLICY_ONLINE_MOVABLE);
}

static const char *movable_zones(const struct planning *p)
{
	long long kernel = setting_bytes(p->set, SET_KERNEL_SIZE);

	if (kernel <= 0)
		return "Movable";
	return say("Normal for the first %s, Movable for the rest",
		   human(kernel));
}

static const char *zones(const struct planning *p)
{
	char word[WORD_LEN];

	switch (dk_policy_parse(p->policy, strlen(p->policy))) {
	case DK_POLICY_ONLINE_MOVABLE:
		return movable_zones(p);
	case DK_POLICY_ONLINE_KERNEL:
		return "Normal";
	case DK_POLICY_ONLINE:
		return "chosen by the kernel";
	case DK_POLICY_OFFLINE:
		return "none, the memory stays offline";
	case DK_POLICY_RESERVED:
		return "none, the device is reserved for another owner";
	default:
		if (root_read(p->ctx, word, sizeof(word),
			      MEMORY "/auto_online_blocks") <= 0)
			return "set by auto_online_blocks";
		return say("set by auto_online_blocks, which is %s", word);
	}
}

/*
 * A cpuset also confines some kernel allocations for its programs that may be
 * unmovable: pages of pipes (GFP_HIGHUSER has __GFP_HARDWALL, see
 * cpuset_node_allowed() in kernel/cgroup/cpuset.c).
 */
static void check_confined(struct planning *p)
{
	int policy = dk_policy_parse(p->policy, strlen(p->policy));
	/* whole blocks, and enough for the pipes of many programs */
	long long size = p->block > 256 << 20 ? p->block : 256 << 20;

	if (p->node >= 0 && policy == DK_POLICY_ONLINE_MOVABLE &&
	    setting_bytes(p->set, SET_KERNEL_SIZE) <= 0 &&
	    !node_has_kernel_memory(p->ctx, p->node))
		conflict(p, false,
			 say("programs that a cpuset confines to node %d cannot even write to a pipe; --kernel-size %s puts a part in a kernel zone",
			     p->node, human(size)));
}

static void plan_policy(struct planning *p)
{
	p->policy = setting_or_null(p->set, SET_POLICY) ?: default_policy(p);
	put_text(p, DAXKMEM_PLAN_POLICY, p->policy);
	put_text(p, DAXKMEM_PLAN_ZONES, zones(p));
	check_confined(p);
}

/* Adds no memory, and leaves the contents of the device alone. */
static bool is_reserved(const struct planning *p)
{
	return !strcmp(p->policy, dk_policy_word(DK_POLICY_RESERVED));
}

/*
 * device_dax has a memmap of its own and frees the part that is not on the
 * device: a quarter if pages of 2 MiB share theirs
 * (Documentation/mm/vmemmap_dedup.rst in a kernel tree).
 */
static long long given_back(const struct planning *p, long long cost)
{
	return strcmp(device_text(p->d, DAXKMEM_DRIVER), DAX_HOME) ? 0 : cost / 4;
}

static void check_memmap(struct planning *p, long long cost)
{
	long long have = kernel_room(p->ctx);
	bool sure = cost > have + given_back(p, cost);

	if (have < 0 || cost <= have || daxkmem_device_attached(p->d))
		return;
	conflict(p, sure, say("its memmap takes %s, and %s is available to the kernel%s",
			      human(cost), human(have), sure ? "" :
			      "; it may fit after " DAX_HOME " has freed its own"));
}

static void plan_memmap(struct planning *p)
{
	bool on = strcmp(p->set->value[SET_MEMMAP], "off") &&
		  set_kernel_has_memmap_on_memory(p->ctx);
	long long cost = p->memory / PAGE * STRUCT_PAGE;

	if (p->memory < 0 || is_reserved(p))
		return;
	put_number(p, DAXKMEM_PLAN_MEMMAP_SIZE, cost);
	put_text(p, DAXKMEM_PLAN_MEMMAP_ON, on ? "the device" : "other memory");
	if (!on)
		check_memmap(p, cost);
}

static void plan_hugepages(struct planning *p)
{
	int policy = dk_policy_parse(p->policy, strlen(p->policy));
	const char *problem, *pools = setting_or_null(p->set, SET_HUGEPAGES);

	if (!pools || is_reserved(p))
		return;
	put_text(p, DAXKMEM_PLAN_HUGEPAGES, pools);
	problem = huge_want_problem(p->ctx, pools, p->memory, policy,
				    setting_bytes(p->set, SET_KERNEL_SIZE));
	if (problem)
		conflict(p, true, problem);
}

static bool has_memory(const struct daxkmem_device *d)
{
	return daxkmem_device_attached(d) &&
	       daxkmem_device_number(d, DAXKMEM_PLUGGED) != 0;
}

/* Settings that attach would refuse. */
static void check_settings(struct planning *p)
{
	struct set_problem problem;
	const char *value;
	int s;

	for (s = 0; s < NR_SETTINGS; s++) {
		if (!setting_given(p->set, s))
			continue;
		value = p->set->value[s];
		problem = set_problem(p->d, p->set, s);
		if (problem.text)
			conflict(p, true, say("%s; %s", problem.text,
					      problem.next));
		else if (has_memory(p->d) && set_differs(p->d, s, value))
			conflict(p, true, say("already attached with %s %s",
					      setting_info(s)->name,
					      set_now(p->d, s, value)));
	}
}

static void check_driver(struct planning *p)
{
	const char *driver = device_text(p->d, DAXKMEM_DRIVER);

	if (has_memory(p->d))
		conflict(p, false, "already attached, and would stay unchanged");
	else if (daxkmem_device_attached(p->d))
		conflict(p, false, "already bound to dax_kmem, without memory");
	else if (*driver && strcmp(driver, DAX_HOME))
		conflict(p, true, device_bound_text(p->d));
	if (!daxkmem_driver(p->ctx))
		conflict(p, false, "the driver dax_kmem would be loaded");
}

/* Other programs that online blocks; the driver enforces the policy's zone. */
static void check_onliners(struct planning *p)
{
	int policy = dk_policy_parse(p->policy, strlen(p->policy));
	char word[WORD_LEN];

	if (policy != DK_POLICY_AUTO ||
	    root_read(p->ctx, word, sizeof(word), MEMORY "/auto_online_blocks") <= 0)
		return;
	if (!strcmp(word, "online") || !strcmp(word, "online_kernel"))
		conflict(p, false,
			 say("auto_online_blocks is %s: unplugging the memory may not be possible",
			     word));
}

static void check_use(struct planning *p)
{
	struct signature s;
	const char *pids;
	int nr;

	if (daxkmem_device_attached(p->d))
		return;
	pids = holders_text(p->d, &nr);
	if (nr > 0)
		conflict(p, true, say("%s it open or mapped: %s",
				      nr == 1 ? "a process has" : "processes have",
				      pids));
	if (!is_reserved(p) && signature_of_dax(p->d, &s) > 0 && !given_up(p->d, &s))
		conflict(p, true, say("the device contains %s, which would be overwritten",
				      s.what));
}

static void make(struct planning *p)
{
	plan_node(p);
	plan_speed(p);
	plan_size(p);
	plan_policy(p);
	plan_memmap(p);
	plan_hugepages(p);
	check_settings(p);
	check_driver(p);
	check_use(p);
	check_onliners(p);
}

int daxkmem_plan_new(struct daxkmem_device *d,
		     const struct daxkmem_settings *settings,
		     struct daxkmem_plan **plan)
{
	static const struct daxkmem_settings none;
	struct planning p = {
		.ctx = d->ctx,
		.d = d,
		.set = settings ?: &none,
		.plan = plan_new(),
		.block = daxkmem_block_size(d->ctx),
	};

	if (!p.plan)
		return -ENOMEM;
	make(&p);
	if (plan_failed(p.plan)) {
		daxkmem_plan_free(p.plan);
		return -ENOMEM;
	}
	*plan = p.plan;
	return p.fatal;
}
