// SPDX-License-Identifier: GPL-2.0-or-later
/* What differs between a device and what its configuration says. */
#include <string.h>
#include "ops/changes.h"
#include "ops/device.h"
#include "policy.h"

static struct change *add(struct changes *c, const char *file,
			  const char *word, const char *text)
{
	struct change *new = &c->v[c->nr++];

	*new = (struct change){ .file = file, .goal = -1 };
	snprintf(new->word, sizeof(new->word), "%s", word);
	snprintf(new->text, sizeof(new->text), "%s", text);
	return new;
}

static const char *yes_no(int scrub)
{
	return scrub ? "yes" : "no";
}

/* All that is wished of a device that is to be attached. */
void changes_attach(const struct wish *w, struct changes *c)
{
	add(c, NULL, "", "attached");
	if (*w->node)
		add(c, NULL, "", say("node %s", w->node));
	if (*w->memmap)
		add(c, NULL, "", say("memmap %s", w->memmap));
	if (*w->bad_policy)
		add(c, NULL, "", say("bad-policy %s", w->bad_policy));
	if (w->kernel_size >= 0)
		add(c, NULL, "", say("kernel-size %s",
				     size_text(w->kernel_size)));
	if (*w->policy)
		add(c, NULL, "", say("policy %s", w->policy));
	if (*w->timeout)
		add(c, NULL, "", say("timeout %s", w->timeout));
	if (w->scrub >= 0)
		add(c, NULL, "", say("scrub %s", yes_no(w->scrub)));
	if (w->size >= 0)
		add(c, NULL, "", say("size %s", size_text(w->size)));
}

static bool differs(const struct daxkmem_device *d, enum daxkmem_number n,
		    long long wanted)
{
	return wanted >= 0 && daxkmem_device_number(d, n) != wanted;
}

static long long number_of(const char *text)
{
	long long n;

	return sscanf(text, "%lld", &n) == 1 ? n : -1;
}

/* Of an attached device, in the order in which they are written. */
void changes_settings(const struct daxkmem_device *d, const struct wish *w,
		      struct changes *c)
{
	if (differs(d, DAXKMEM_NODE, number_of(w->node)))
		add(c, "dax_kmem/target_node", w->node,
		    say("node %s", w->node))->unplugged_only = true;
	if (*w->memmap && strcmp(w->memmap, device_text(d, DAXKMEM_MEMMAP)))
		add(c, "dax_kmem/memmap_on_memory", w->memmap,
		    say("memmap %s", w->memmap))->unplugged_only = true;
	if (*w->bad_policy &&
	    strcmp(w->bad_policy, device_text(d, DAXKMEM_BAD_POLICY)))
		add(c, "dax_kmem/bad_policy", w->bad_policy,
		    say("bad-policy %s", w->bad_policy));
	if (differs(d, DAXKMEM_KERNEL_SIZE, w->kernel_size))
		add(c, "dax_kmem/kernel_size", say("%lld", w->kernel_size),
		    say("kernel-size %s", size_text(w->kernel_size)));
	if (*w->policy && strcmp(w->policy, device_text(d, DAXKMEM_POLICY)))
		add(c, "dax_kmem/policy", w->policy,
		    say("policy %s", w->policy));
	if (differs(d, DAXKMEM_TIMEOUT, number_of(w->timeout)))
		add(c, "dax_kmem/timeout", w->timeout,
		    say("timeout %s", w->timeout));
	if (differs(d, DAXKMEM_SCRUB_ON_UNPLUG, w->scrub))
		add(c, "dax_kmem/scrub_on_unplug", say("%d", w->scrub),
		    say("scrub %s", yes_no(w->scrub)));
}

/* Without a size, all that is not left out for bad pages. */
void changes_size(const struct daxkmem_device *d, const struct wish *w,
		  struct changes *c)
{
	long long goal = w->size;
	long long withheld = daxkmem_device_number(d, DAXKMEM_WITHHELD);

	if (goal < 0)
		goal = daxkmem_device_number(d, DAXKMEM_USABLE) -
		       (withheld > 0 ? withheld : 0);
	if (differs(d, DAXKMEM_PLUGGED, goal))
		add(c, "dax_kmem/requested_size", say("%lld", goal),
		    say("size %s", size_text(goal)))->goal = goal;
}

/*
 * Blocks that a policy brings online, and that are offline. Where all are, it
 * is not known that they were to be online, and they begin anew.
 */
void changes_state(const struct daxkmem_device *d, const struct wish *w,
		   struct changes *c)
{
	int state = dk_state_parse(w->policy, strlen(w->policy));
	long long plugged = daxkmem_device_number(d, DAXKMEM_PLUGGED);

	long long online = daxkmem_device_number(d, DAXKMEM_ONLINE);
	const char *text = say("state %s", w->policy);

	if (state < 0 || !dk_state_online(state) || online >= plugged)
		return;
	if (online > 0) {
		add(c, "state", w->policy, text)->goal = plugged;
		return;
	}
	add(c, "state", dk_state_word(DK_UNPLUGGED), text);
	add(c, "dax_kmem/requested_size", say("%lld", plugged),
	    text)->goal = plugged;
}
