// SPDX-License-Identifier: GPL-2.0-or-later
/* Differences between a device and its configuration. */
#include <string.h>
#include "ops/changes.h"
#include "lib/act/device.h"
#include "lib/act/set.h"
#include "policy.h"

static struct change *add(struct changes *c, const char *attribute,
			  const char *word, const char *text)
{
	struct change *new = &c->v[c->nr++];

	*new = (struct change){ .goal = -1 };
	snprintf(new->attribute, sizeof(new->attribute), "%s", attribute);
	snprintf(new->word, sizeof(new->word), "%s", word);
	snprintf(new->text, sizeof(new->text), "%s", text);
	return new;
}

/* "policy online": a setting as text. */
static const char *text_of(const struct wish *w, int s)
{
	return say("%s %s", setting_info(s)->name,
		   set_text(s, w->set.value[s]));
}

/* The size comes last, and is not listed if it is "all". */
static bool is_told(const struct wish *w, int s)
{
	return setting_given(&w->set, s) && s != SET_HUGEPAGES &&
	       (s != SET_SIZE || setting_bytes(&w->set, s) >= 0);
}

/* Changes for a device that is not attached yet. */
void changes_attach(const struct wish *w, struct changes *c)
{
	int s;

	add(c, "", "", "attached");
	for (s = 0; s < NR_SETTINGS; s++)
		if (is_told(w, s))
			add(c, "", "", text_of(w, s));
}

static bool differs(const struct daxkmem_device *d, enum daxkmem_number n,
		    long long wanted)
{
	return wanted >= 0 && daxkmem_device_number(d, n) != wanted;
}

/* Settings of an attached device that differ, in the order of writing. */
void changes_settings(const struct daxkmem_device *d, const struct wish *w,
		      struct changes *c)
{
	const char *value;
	int s;

	for (s = 0; s < SET_SIZE; s++) {
		value = w->set.value[s];
		if (*value && set_differs(d, s, value))
			add(c, say("dax_kmem/%s", setting_info(s)->attribute),
			    value, text_of(w, s));
	}
}

/* The policy that the device has once its configuration is applied. */
static bool is_reserved(const struct daxkmem_device *d, const struct wish *w)
{
	const char *policy = setting_or_null(&w->set, SET_POLICY) ?:
			     device_text(d, DAXKMEM_POLICY);

	return dk_policy_parse(policy, strlen(policy)) == DK_POLICY_RESERVED;
}

/* Without a size, plug everything except blocks excluded for bad pages. */
void changes_size(const struct daxkmem_device *d, const struct wish *w,
		  struct changes *c)
{
	long long goal = setting_bytes(&w->set, SET_SIZE);

	if (is_reserved(d, w))
		return;
	if (goal < 0)
		goal = device_whole_size(d);
	if (differs(d, DAXKMEM_PLUGGED, goal))
		add(c, "dax_kmem/requested_size", say("%lld", goal),
		    say("size %s", size_text(goal)))->goal = goal;
}

/*
 * Online the offline blocks if the policy onlines memory. If no block is
 * online, nothing shows that they should be: unplug and plug them again.
 */
void changes_state(const struct daxkmem_device *d, const struct wish *w,
		   struct changes *c)
{
	const char *policy = w->set.value[SET_POLICY];
	int state = dk_state_parse(policy, strlen(policy));
	long long plugged = daxkmem_device_number(d, DAXKMEM_PLUGGED);
	long long online = daxkmem_device_number(d, DAXKMEM_ONLINE);
	const char *text = say("state %s", policy);

	if (state < 0 || !dk_state_online(state) || online >= plugged)
		return;
	if (online > 0) {
		add(c, "state", policy, text)->goal = plugged;
		return;
	}
	add(c, "state", dk_state_word(DK_UNPLUGGED), text);
	add(c, "dax_kmem/requested_size", say("%lld", plugged),
	    text)->goal = plugged;
}
