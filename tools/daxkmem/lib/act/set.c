// SPDX-License-Identifier: LGPL-2.1-or-later
/* Check the settings of a device, and write them in one step. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/nodes.h"
#include "lib/act/device.h"
#include "lib/act/hugepages.h"
#include "lib/act/set.h"

#define MEMMAP_PARAMETER "/sys/module/memory_hotplug/parameters/memmap_on_memory"

/* Convert a value to the user's format: "2G", "yes". */
const char *set_text(enum setting s, const char *value)
{
	long long bytes;

	switch (setting_info(s)->kind) {
	case DAXKMEM_SETTING_SIZE:
		return parse_size(value, &bytes) ? value : human(bytes);
	case DAXKMEM_SETTING_SWITCH:
		return strcmp(value, "0") ? "yes" : "no";
	default:
		return value;
	}
}

static const char *pools_missing(const struct daxkmem_device *d,
				 const char *wanted)
{
	return huge_want_missing(d->ctx, wanted,
				 daxkmem_device_number(d, DAXKMEM_NODE));
}

/* True if the value of an attached device differs from @wanted. */
bool set_differs(const struct daxkmem_device *d, enum setting s,
		 const char *wanted)
{
	if (s == SET_HUGEPAGES)
		return pools_missing(d, wanted);
	if (s == SET_SIZE && !strcmp(wanted, SIZE_ALL))
		return daxkmem_device_number(d, DAXKMEM_REQUESTED) !=
		       device_whole_size(d);
	return !setting_is(d, s, wanted);
}

/* Current value of an attached device, in the user's format. */
const char *set_now(const struct daxkmem_device *d, enum setting s,
		    const char *wanted)
{
	char value[WORD_LEN];

	if (s == SET_HUGEPAGES)
		return pools_missing(d, wanted) ?: wanted;
	if (setting_read(d, s, value))
		return "-";
	return say("%s", set_text(s, value));
}

static struct set_problem no_such_node(struct daxkmem_ctx *ctx,
				       const char *node)
{
	char possible[TEXT_LEN];

	if (node_possible(ctx, atoi(node), possible, sizeof(possible)))
		return (struct set_problem){ NULL };
	return (struct set_problem){
		say("node %s is not possible on this machine", node),
		say("choose one of %s", possible),
	};
}

/* Maximum size of the memory of a device; -1 if unknown. */
static long long most_of(const struct daxkmem_device *d)
{
	long long most = daxkmem_device_number(d, DAXKMEM_USABLE);

	return most < 0 ? daxkmem_device_number(d, DAXKMEM_SIZE) : most;
}

/* @name: the setting that has this size, in bytes; negative for a word */
struct set_problem set_size_problem(const struct daxkmem_device *d,
				    const char *name, long long size)
{
	long long block = daxkmem_block_size(d->ctx), most = most_of(d);

	if (size < 0)
		return (struct set_problem){ NULL };
	if (most >= 0 && size > most)
		return (struct set_problem){
			say("%s %s is more than the %s that can be memory", name,
			    human(size), human(most)),
			say("choose at most %s", human(most)),
		};
	if (block > 0 && size % block)
		return (struct set_problem){
			say("%s %s is not a multiple of the memory block size, %s",
			    name, human(size), human(block)),
			say("choose %lld or %lld", size - size % block,
			    size - size % block + block),
		};
	return (struct set_problem){ NULL };
}

bool set_kernel_has_memmap_on_memory(struct daxkmem_ctx *ctx)
{
	char word[WORD_LEN];

	return root_read(ctx, word, sizeof(word), MEMMAP_PARAMETER) > 0 &&
	       *word != 'N';
}

static struct set_problem no_memmap(struct daxkmem_ctx *ctx, const char *word)
{
	if (strcmp(word, "on") || set_kernel_has_memmap_on_memory(ctx))
		return (struct set_problem){ NULL };
	return (struct set_problem){
		"this kernel does not place the memmap on added memory",
		"boot with memory_hotplug.memmap_on_memory=1",
	};
}

static bool is_plugged(const struct daxkmem_device *d)
{
	return daxkmem_device_attached(d) &&
	       daxkmem_device_number(d, DAXKMEM_PLUGGED) > 0;
}

/**
 * set_problem - explain why the driver would refuse a setting
 * @d: attached or not
 * @want: contains @s
 *
 * There is no problem if an attached device already has the value.
 */
struct set_problem set_problem(const struct daxkmem_device *d,
			       const struct daxkmem_settings *want,
			       enum setting s)
{
	const struct daxkmem_setting *info = setting_info(s);
	const char *value = want->value[s];

	if (daxkmem_device_attached(d) && !set_differs(d, s, value))
		return (struct set_problem){ NULL };
	if (info->unplugged_only && is_plugged(d))
		return (struct set_problem){
			say("%s %s is only possible while the device is unplugged",
			    info->name, value),
			say("daxkmem state %s unplugged, then try again",
			    d->name),
		};
	switch (s) {
	case SET_NODE:
		return no_such_node(d->ctx, value);
	case SET_MEMMAP:
		return no_memmap(d->ctx, value);
	case SET_SIZE:
	case SET_KERNEL_SIZE:
		return set_size_problem(d, info->name, setting_bytes(want, s));
	default:
		return (struct set_problem){ NULL };
	}
}

/* Check all given settings. */
int set_check(const struct daxkmem_device *d,
	      const struct daxkmem_settings *want, const char *action)
{
	struct set_problem p = { NULL };
	int s;

	for (s = 0; !p.text && s < NR_SETTINGS; s++)
		if (setting_given(want, s))
			p = set_problem(d, want, s);
	return p.text ? device_fails(d, DAXKMEM_FAILED, 0, action, p.text,
				     p.next) :
			0;
}

static int write_one(const struct daxkmem_device *d, enum setting s,
		     const char *value)
{
	return daxkmem_device_write(d, say("dax_kmem/%s",
					   setting_info(s)->attribute), value);
}

static int write_fails(const struct daxkmem_device *d, enum setting s,
		       const char *value, int err, const char *action)
{
	return device_fails(d, DAXKMEM_FAILED, err, action,
			    say("setting %s to \"%s\" failed: %s", setting_info(s)->name,
				set_text(s, value), strerror(err)),
			    next_step(err, see_log(d->name)));
}

/* Restore the settings changed by set_write(). */
void set_restore(const struct daxkmem_device *d,
		 const struct daxkmem_settings *was)
{
	int s, rc;

	for (s = NR_SETTINGS - 1; s >= 0; s--) {
		rc = setting_given(was, s) ? write_one(d, s, was->value[s]) : 0;
		if (rc)
			device_warn(d, say("setting %s back to \"%s\" failed: %s",
					   setting_info(s)->name,
					   set_text(s, was->value[s]),
					   strerror(-rc)));
	}
}

/**
 * set_write - write the settings of a device, except size and huge pages
 * @was: receives the old values of changed settings, for set_restore()
 *
 * Caller holds the lock. If a write fails, restores the settings written
 * before.
 */
int set_write(const struct daxkmem_device *d,
	      const struct daxkmem_settings *want, struct daxkmem_settings *was,
	      const char *action)
{
	char now[WORD_LEN];
	int s, rc;

	memset(was, 0, sizeof(*was));
	for (s = 0; s < SET_SIZE; s++) {
		if (!setting_given(want, s) || setting_is(d, s, want->value[s]))
			continue;
		/* An unreadable value cannot be restored. */
		if (setting_read(d, s, now))
			now[0] = 0;
		rc = write_one(d, s, want->value[s]);
		if (rc) {
			set_restore(d, was);
			return write_fails(d, s, want->value[s], -rc, action);
		}
		strcpy(was->value[s], now);
	}
	return 0;
}
