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
	"offline", "online", "online_kernel", "online_movable", "auto", NULL
};

_Static_assert(ARRAY_SIZE(policies) == DK_NR_POLICIES + 1,
	       "the driver has other policies");

static const char *const memmaps[] = { "auto", "on", "off", NULL };
static const char *const bad_policies[] = { "page", "block", NULL };

static const struct setting_info table[NR_SETTINGS] = {
	[SET_NODE] = {
		"node", "N", "NUMA node of the memory; -1: the node the firmware names",
		"target_node", SETTING_NUMBER, NULL, -1, INT_MAX, true },
	[SET_ADISTANCE] = {
		"adistance", "N", "abstract distance of the node's memory, which decides its tier",
		"adistance", SETTING_NUMBER, NULL, 0, INT_MAX, true },
	[SET_MEMMAP] = {
		"memmap", "WORD", "place the memmap on the device: auto, on, off",
		"memmap_on_memory", SETTING_WORD, memmaps, 0, 0, true },
	[SET_BAD_POLICY] = {
		"bad-policy", "WORD", "exclude for each bad page: page, block",
		"bad_policy", SETTING_WORD, bad_policies, 0, 0, false },
	[SET_KERNEL_SIZE] = {
		"kernel-size", "SIZE", "online that much at the start of the device in a kernel zone",
		"kernel_size", SETTING_SIZE, NULL, 0, 0, false },
	[SET_POLICY] = {
		"policy", "WORD", "how memory is onlined: offline, online, online_kernel, online_movable, auto",
		"policy", SETTING_WORD, policies, 0, 0, false },
	[SET_TIMEOUT] = {
		"timeout", "SECONDS", "time limit of a change; 0: no limit",
		"timeout", SETTING_NUMBER, NULL, 0, MOST_SECONDS, false },
	[SET_SCRUB] = {
		"scrub", "yes|no", "overwrite memory with zeros when it is unplugged",
		"scrub_on_unplug", SETTING_SWITCH, NULL, 0, 0, false },
	[SET_CHECK_ROOM] = {
		"check-room", "yes|no", "refuse to take memory back unless other nodes have room",
		"check_room", SETTING_SWITCH, NULL, 0, 0, false },
	[SET_SIZE] = {
		"size", "SIZE", "how much to plug, in whole memory blocks",
		"requested_size", SETTING_SIZE, NULL, 0, 0, false },
	[SET_HUGEPAGES] = {
		"hugepages", "SIZE:PAGES", "pools of huge pages of the node, as 2M:100,1G:2",
		NULL, SETTING_POOLS, NULL, 0, 0, false },
};

const struct setting_info *setting_info(enum setting s)
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

static int parse_word(const struct setting_info *info, const char *text,
		      char *value)
{
	const char *const *word;

	for (word = info->words; *word; word++) {
		if (!strcmp(*word, text)) {
			strcpy(value, text);
			return 0;
		}
	}
	return -EINVAL;
}

static int parse_bytes(enum setting s, const char *text, char *value)
{
	long long bytes;

	if (s == SET_SIZE && !strcmp(text, SIZE_ALL)) {
		strcpy(value, text);
		return 0;
	}
	if (parse_size(text, &bytes))
		return -EINVAL;
	sprintf(value, "%lld", bytes);
	return 0;
}

static int parse_in_range(const struct setting_info *info, const char *text,
			  char *value)
{
	long long number;

	if (parse_number(text, &number) || number < info->least ||
	    number > info->most)
		return -EINVAL;
	sprintf(value, "%lld", number);
	return 0;
}

static int parse_switch(const char *text, char *value)
{
	if (strcmp(text, "yes") && strcmp(text, "no"))
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
 * Returns 0; -EINVAL if invalid, setting_expected() lists the valid values.
 */
int setting_parse(enum setting s, const char *text, char *value)
{
	const struct setting_info *info = &table[s];

	if (strlen(text) >= WORD_LEN)
		return -EINVAL;
	switch (info->kind) {
	case SETTING_WORD:
		return parse_word(info, text, value);
	case SETTING_SIZE:
		return parse_bytes(s, text, value);
	case SETTING_NUMBER:
		return parse_in_range(info, text, value);
	case SETTING_SWITCH:
		return parse_switch(text, value);
	case SETTING_POOLS:
		return parse_pools(text, value);
	}
	return -EINVAL;
}

static void list_words(const char *const *words, char *text, size_t len)
{
	size_t at = 0;

	for (; *words && at < len; words++)
		at += snprintf(text + at, len - at, "%s%s",
			       !at ? "" : words[1] ? ", " : " or ", *words);
}

/* Describe the valid values for an error message: "auto, on or off". */
void setting_expected(enum setting s, char *text, size_t len)
{
	const struct setting_info *info = &table[s];

	switch (info->kind) {
	case SETTING_WORD:
		list_words(info->words, text, len);
		break;
	case SETTING_SIZE:
		snprintf(text, len, "a size such as 512M or 2G%s",
			 s == SET_SIZE ? ", or all" : "");
		break;
	case SETTING_NUMBER:
		snprintf(text, len, "a number from %lld to %lld", info->least,
			 info->most);
		break;
	case SETTING_SWITCH:
		snprintf(text, len, "yes or no");
		break;
	case SETTING_POOLS:
		snprintf(text, len, "%s", HUGE_WANT_FORM);
		break;
	}
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
	rc = root_read(d->ctx, value, WORD_LEN, DAX_DEVICES "/%s/dax_kmem/%s",
		       d->name, table[s].attribute);
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
		return atoll(now) == root_number(d->ctx, DAX_DEVICES
						 "/%s/target_node", d->name);
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

/* Bytes of a SETTING_SIZE; -1 if not given or SIZE_ALL. */
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

const char *daxkmem_setting_name(int number)
{
	return number >= 0 && number < NR_SETTINGS ? table[number].name : NULL;
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
