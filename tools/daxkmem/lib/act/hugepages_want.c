// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Huge pages requested for a device's node: "2M:100,1G:2". Pools are only
 * grown, because other users of the node may need a larger one.
 */
#include <errno.h>
#include "lib/act/device.h"
#include "lib/act/hugepages.h"
#include "policy.h"

/* Reason to refuse a request before memory is added; NULL if none is known. */
static const char *problem_of(struct daxkmem_ctx *ctx,
			      const struct huge_want *w, long long memory,
			      bool movable)
{
	if (!root_exists(ctx, "/sys/kernel/mm/hugepages"))
		return "this kernel does not support huge pages";
	if (!root_exists(ctx, "/sys/kernel/mm/hugepages/hugepages-%lldkB",
			 w->size / 1024))
		return say("this kernel does not support huge pages of %s",
			   human(w->size));
	if (movable && w->size >= daxkmem_block_size(ctx))
		return say("huge pages of %s cannot be in ZONE_MOVABLE",
			   human(w->size));
	if (memory >= 0 && w->pages > memory / w->size)
		return say("%lld huge pages of %s do not fit in %s", w->pages,
			   human(w->size), human(memory));
	return NULL;
}

/**
 * huge_want_problem - check whether the pools are possible
 * @memory: bytes to be plugged; -1 if unknown
 * @policy: enum dk_policy; negative if unknown
 * @kernel_size: bytes to online in a kernel zone, or -1
 *
 * Returns the reason why not, or NULL.
 */
const char *huge_want_problem(struct daxkmem_ctx *ctx, const char *text,
			      long long memory, int policy,
			      long long kernel_size)
{
	bool movable = policy == DK_POLICY_ONLINE_MOVABLE && kernel_size <= 0;
	struct huge_want v[MOST_HUGE_SIZES];
	int i, nr = huge_want_parse(text, v);
	const char *problem = NULL;

	if (nr < 0)
		return say("\"%s\" is not of the form " HUGE_WANT_FORM, text);
	if (policy == DK_POLICY_OFFLINE)
		return "huge pages need online memory";
	for (i = 0; !problem && i < nr; i++)
		problem = problem_of(ctx, &v[i], memory, movable);
	return problem;
}

/* Check a request before any change. */
int huge_want_check(const struct daxkmem_device *d, const char *text,
		    const char *action)
{
	const char *problem = NULL;

	if (text && *text)
		problem = huge_want_problem(d->ctx, text,
					    daxkmem_device_number(d, DAXKMEM_SIZE),
					    -1, -1);
	return problem ?
		       device_fails(d, DAXKMEM_FAILED, 0, action, problem,
				    "ls /sys/kernel/mm/hugepages shows the supported sizes") :
		       0;
}

/* First pool that is too small, as "0 of 100 huge pages of 2M"; or NULL. */
const char *huge_want_missing(struct daxkmem_ctx *ctx, const char *text,
			      int node)
{
	struct huge_want v[MOST_HUGE_SIZES];
	int i, nr = huge_want_parse(text, v);
	const char *missing = NULL;
	struct huge_pools p;
	long long have;

	if (huge_pools_read(ctx, &p))
		return NULL;
	for (i = 0; !missing && i < nr; i++) {
		have = huge_persistent(&p, node, v[i].size);
		if (have < v[i].pages)
			missing = say("%lld of %lld huge pages of %s", have,
				      v[i].pages, human(v[i].size));
	}
	huge_pools_free(&p);
	return missing;
}

/* Shell command that sets up all pools. */
const char *huge_want_command(const char *text, int node)
{
	struct huge_want v[MOST_HUGE_SIZES];
	int i, nr = huge_want_parse(text, v);
	const char *command = "";

	for (i = 0; i < nr; i++)
		command = say("%s%s%s", command, i ? "; " : "",
			      huge_command(node, v[i].size, v[i].pages));
	return command;
}

static int set_up_fails(const struct daxkmem_device *d, const char *action,
			int node, const struct huge_want *w, long long have)
{
	if (have < 0)
		return device_fails(d, DAXKMEM_FAILED, -have, action,
				    say("node %d has no pool for huge pages of %s",
					node, human(w->size)),
				    have == -ENOENT ?
					    "huge pages need online memory, and a size listed in /sys/kernel/mm/hugepages" :
					    next_step(-have, NULL));
	return device_fails(d, DAXKMEM_FAILED, ENOMEM, action,
			    say("node %d has room for %lld of %lld huge pages of %s",
				node, have, w->pages, human(w->size)),
			    say("request %s:%lld", human(w->size), have));
}

/**
 * huge_want_set_up - grow the pools of a device's node
 * @d: a device with online memory
 * @text: the request; NULL or "": none
 *
 * Leaves pools that are large enough unchanged. After an error, pages already
 * allocated stay.
 */
int huge_want_set_up(const struct daxkmem_device *d, const char *text,
		     const char *action)
{
	int i, nr, node = daxkmem_device_number(d, DAXKMEM_NODE);
	struct huge_want v[MOST_HUGE_SIZES];
	long long have;

	if (!text || !*text || !huge_want_missing(d->ctx, text, node))
		return 0;
	nr = huge_want_parse(text, v);
	for (i = 0; i < nr; i++) {
		if (!huge_want_missing(d->ctx, say("%lld:%lld", v[i].size, v[i].pages),
				       node))
			continue;
		have = huge_set(d->ctx, node, v[i].size, v[i].pages);
		if (have < v[i].pages)
			return set_up_fails(d, action, node, &v[i], have);
	}
	return 0;
}
