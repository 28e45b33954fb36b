// SPDX-License-Identifier: LGPL-2.1-or-later
/* The settings of a device: names, values, parsing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "huge_want.h"
#include "policy.h"
#include "settings.h"

#define MOST_SECONDS 31536000	/* one year, the driver's limit */

/* In the order of the driver's enum dk_policy. */
static const char *const policies[] = {
	"offline", "online", "online_kernel", "online_movable", "auto",
	"reserved", NULL
};

_Static_assert(ARRAY_SIZE(policies) == DK_NR_POLICIES + 1,
	       "the driver has other policies");

static const char *const memmaps[] = { "auto", "on", "off", NULL };
static const char *const bad_policies[] = { "page", "block", NULL };
static const char *const switches[] = { "yes", "no", NULL };
static const char *const sizes[] = { SIZE_ALL, NULL };

static const struct daxkmem_setting table[NR_SETTINGS] = {
	[SET_NODE] = {
		.name = "node", .arg = "N", .attribute = "target_node",
		.help = "NUMA node of the memory; -1: the node that firmware reports",
		.manual = "The NUMA node of the memory. *-1* is the node that firmware reports.",
		.kind = DAXKMEM_SETTING_NUMBER, .least = -1, .most = INT_MAX,
		.unplugged_only = true },
	[SET_ADISTANCE] = {
		.name = "adistance", .arg = "N", .attribute = "adistance",
		.help = "abstract distance of the node's memory, which decides its tier",
		.manual = "The abstract distance of the node's memory, which decides its memory tier.",
		.kind = DAXKMEM_SETTING_NUMBER, .least = 0, .most = INT_MAX,
		.unplugged_only = true },
	[SET_MEMMAP] = {
		.name = "memmap", .arg = "WORD", .attribute = "memmap_on_memory",
		.help = "place the memmap on the device",
		.manual = "Whether the memmap is on the device. *auto* puts it there if the kernel supports that.",
		.kind = DAXKMEM_SETTING_WORD, .words = memmaps,
		.unplugged_only = true },
	[SET_BAD_POLICY] = {
		.name = "bad-policy", .arg = "WORD", .attribute = "bad_policy",
		.help = "exclude bad pages, their blocks, or blocks with N of them",
		.manual = "What is excluded for a known bad page: that *page*, or its whole memory *block*. With a number, 2 or more, a block is excluded if it has at least so many bad pages; in other blocks, the pages are.",
		.kind = DAXKMEM_SETTING_WORD, .words = bad_policies,
		.least = 2, .most = INT_MAX },
	[SET_KERNEL_SIZE] = {
		.name = "kernel-size", .arg = "SIZE", .attribute = "kernel_size",
		.help = "size at the start of the device to online in a kernel zone",
		.manual = "Under the policy *online_movable*, the size at the start of the device that is onlined in a kernel zone. Blocks between the old and the new border must not be online.",
		.kind = DAXKMEM_SETTING_SIZE },
	[SET_POLICY] = {
		.name = "policy", .arg = "WORD", .attribute = "policy",
		.help = "how memory is onlined",
		.manual = "How memory is onlined, and the zone in which it stays. If the policy in a configuration is an online one, *apply* onlines offline blocks. Memory that is online already stays in its zone. *reserved* adds no memory: the device is kept for an owner outside of the kernel, such as a hypervisor, and no other driver can claim its addresses.",
		.kind = DAXKMEM_SETTING_WORD, .words = policies },
	[SET_TIMEOUT] = {
		.name = "timeout", .arg = "SECONDS", .attribute = "timeout",
		.help = "time limit of a change; 0: no limit",
		.manual = "The time limit, in seconds, of a change that adds no memory, including at shutdown; *0* means no limit. The default is 600, or 2 for each GiB of the device if that is more.",
		.kind = DAXKMEM_SETTING_NUMBER, .least = 0, .most = MOST_SECONDS },
	[SET_SCRUB] = {
		.name = "scrub", .arg = "yes|no", .attribute = "scrub_on_unplug",
		.help = "overwrite memory with zeros when it is unplugged",
		.manual = "Whether memory is overwritten with zeros when it is unplugged, including by the unit at shutdown.",
		.kind = DAXKMEM_SETTING_SWITCH, .words = switches },
	[SET_CHECK_ROOM] = {
		.name = "check-room", .arg = "yes|no", .attribute = "check_room",
		.help = "refuse to unplug memory unless other nodes have room",
		.manual = "Whether unplugging memory is refused if other nodes have no room for the memory in use. The default is *yes*.",
		.kind = DAXKMEM_SETTING_SWITCH, .words = switches },
	[SET_SIZE] = {
		.name = "size", .arg = "SIZE", .attribute = "requested_size",
		.help = "size to plug, in whole memory blocks",
		.manual = "How much of the device is used as memory, in whole memory blocks. *all*, the default, is everything that is not excluded because of bad pages.",
		.kind = DAXKMEM_SETTING_SIZE, .words = sizes },
	[SET_HUGEPAGES] = {
		.name = "hugepages", .arg = "SIZE:PAGES",
		.help = "pools of huge pages of the node, such as 2M:100,1G:2",
		.manual = "Pools of huge pages (hugetlb) that the node of the device has after each attach: *2M:100*, or *2M:100,1G:2*. Smaller pools are enlarged, larger ones are left unchanged. The memory must be online, and pages of 1G need memory in a kernel zone. If the node has no room for all of them, the command fails; after *apply* the memory stays attached.",
		.kind = DAXKMEM_SETTING_POOLS },
};

const struct daxkmem_setting *setting_info(enum setting s)
{
	return &table[s];
}

/* Returns an enum setting, or -1. */
int setting_find(const char *name)
{
	int s;

	for (s = 0; s < NR_SETTINGS; s++)
		if (!strcmp(table[s].name, name))
			return s;
	return -1;
}

static bool has_word(const struct daxkmem_setting *info, const char *text)
{
	const char *const *word = info->words;

	while (word && *word && strcmp(*word, text))
		word++;
	return word && *word;
}

static int parse_in_range(const struct daxkmem_setting *info, const char *text,
			  char *value)
{
	long long number;

	if (parse_number(text, &number) || number < info->least ||
	    number > info->most)
		return -EINVAL;
	sprintf(value, "%lld", number);
	return 0;
}

/* Some settings take a number, too. */
static int parse_word(const struct daxkmem_setting *info, const char *text,
		      char *value)
{
	if (!has_word(info, text))
		return info->most ? parse_in_range(info, text, value) : -EINVAL;
	strcpy(value, text);
	return 0;
}

static int parse_bytes(const struct daxkmem_setting *info, const char *text,
		       char *value)
{
	long long bytes;

	if (has_word(info, text)) {
		strcpy(value, text);
		return 0;
	}
	if (parse_size(text, &bytes))
		return -EINVAL;
	sprintf(value, "%lld", bytes);
	return 0;
}

static int parse_switch(const struct daxkmem_setting *info, const char *text,
			char *value)
{
	if (!has_word(info, text))
		return -EINVAL;
	strcpy(value, *text == 'y' ? "1" : "0");
	return 0;
}

static int parse_pools(const char *text, char *value)
{
	struct huge_want v[MOST_HUGE_SIZES];

	if (huge_want_parse(text, v) < 0)
		return -EINVAL;
	strcpy(value, text);
	return 0;
}

/**
 * setting_parse - parse a value given by the user
 * @value: receives the value in the driver's format; WORD_LEN bytes
 *
 * Returns 0; -EINVAL if invalid.
 */
int setting_parse(enum setting s, const char *text, char *value)
{
	const struct daxkmem_setting *info = &table[s];

	if (strlen(text) >= WORD_LEN)
		return -EINVAL;
	switch (info->kind) {
	case DAXKMEM_SETTING_WORD:
		return parse_word(info, text, value);
	case DAXKMEM_SETTING_SIZE:
		return parse_bytes(info, text, value);
	case DAXKMEM_SETTING_NUMBER:
		return parse_in_range(info, text, value);
	case DAXKMEM_SETTING_SWITCH:
		return parse_switch(info, text, value);
	case DAXKMEM_SETTING_POOLS:
		return parse_pools(text, value);
	}
	return -EINVAL;
}

/**
 * setting_read - read the current value of a device
 * @value: receives the value in the driver's format; WORD_LEN bytes
 *
 * Returns 0, or a negative errno: -ENOENT if the device lacks the attribute.
 */
int setting_read(const struct daxkmem_device *d, enum setting s, char *value)
{
	int rc;

	if (!table[s].attribute)
		return -ENOENT;
	rc = root_read(d->ctx, value, WORD_LEN, "%s/dax_kmem/%s",
		       d->dir, table[s].attribute);
	return rc < 0 ? rc : 0;
}

/* True if the device has this value; false if the attribute is missing. */
bool setting_is(const struct daxkmem_device *d, enum setting s,
		const char *value)
{
	char now[WORD_LEN];

	if (setting_read(d, s, now))
		return false;
	if (s == SET_NODE && !strcmp(value, "-1"))
		return atoll(now) == root_number(d->ctx, "%s/target_node", d->dir);
	return !strcmp(now, value);
}

bool setting_given(const struct daxkmem_settings *v, enum setting s)
{
	return v->value[s][0];
}

const char *setting_or_null(const struct daxkmem_settings *v, enum setting s)
{
	return setting_given(v, s) ? v->value[s] : NULL;
}

/* Bytes of a DAXKMEM_SETTING_SIZE; -1 if not given or SIZE_ALL. */
long long setting_bytes(const struct daxkmem_settings *v, enum setting s)
{
	if (!setting_given(v, s) || !strcmp(v->value[s], SIZE_ALL))
		return -1;
	return atoll(v->value[s]);
}

struct daxkmem_settings *daxkmem_settings_new(void)
{
	return calloc(1, sizeof(struct daxkmem_settings));
}

void daxkmem_settings_free(struct daxkmem_settings *settings)
{
	free(settings);
}

int daxkmem_settings_set(struct daxkmem_settings *settings, const char *name,
			 const char *value)
{
	char parsed[WORD_LEN] = "";
	int s = setting_find(name);

	if (s < 0)
		return -ENOENT;
	if (value && setting_parse(s, value, parsed))
		return -EINVAL;
	strcpy(settings->value[s], parsed);
	return 0;
}

const char *daxkmem_settings_get(const struct daxkmem_settings *settings,
				 const char *name)
{
	int s = setting_find(name);

	return s < 0 ? NULL : setting_or_null(settings, s);
}

const struct daxkmem_setting *daxkmem_setting_at(int number)
{
	return number >= 0 && number < NR_SETTINGS ? &table[number] : NULL;
}

const struct daxkmem_setting *daxkmem_setting_find(const char *name)
{
	return daxkmem_setting_at(setting_find(name));
}

int daxkmem_device_setting(const struct daxkmem_device *d, const char *name,
			   char *value, size_t len)
{
	char now[WORD_LEN];
	int rc, s = setting_find(name);

	if (s < 0)
		return -ENOENT;
	rc = setting_read(d, s, now);
	if (!rc && strlen(now) >= len)
		rc = -EOVERFLOW;
	if (!rc)
		strcpy(value, now);
	return rc;
}
