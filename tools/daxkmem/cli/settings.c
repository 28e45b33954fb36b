// SPDX-License-Identifier: GPL-2.0-or-later
/* The settings of devices as text. */
#include <string.h>
#include "base/base.h"
#include "cli/settings.h"

/* Returns the words with @between them, and with @last before the last one. */
static const char *list_words(const char *const *words, const char *between,
			      const char *last)
{
	const char *text = *words;

	while (*++words)
		text = say("%s%s%s", text, words[1] ? between : last, *words);
	return text;
}

/* One line; lists the values if they are words: "how ...: offline, online". */
const char *setting_help(const struct daxkmem_setting *s)
{
	return s->kind == DAXKMEM_SETTING_WORD ?
	       say("%s: %s", s->help, list_words(s->words, ", ", ", ")) :
	       s->help;
}

/* The form of a value: "N", "SIZE|all", "auto|on|off". Words are in lower case. */
const char *setting_values(const struct daxkmem_setting *s)
{
	const char *words = s->words ? list_words(s->words, "|", "|") : "";

	switch (s->kind) {
	case DAXKMEM_SETTING_WORD:
	case DAXKMEM_SETTING_SWITCH:
		return s->most ? say("%s|N", words) : words;
	default:
		return *words ? say("%s|%s", s->arg, words) : s->arg;
	}
}

/* Describe the valid values for an error message: "auto, on or off". */
const char *setting_expected(const char *name)
{
	const struct daxkmem_setting *s = daxkmem_setting_find(name);

	switch (s->kind) {
	case DAXKMEM_SETTING_WORD:
	case DAXKMEM_SETTING_SWITCH:
		if (s->most)
			return say("%s or a number, %lld or more",
				   list_words(s->words, ", ", ", "), s->least);
		return list_words(s->words, ", ", " or ");
	case DAXKMEM_SETTING_SIZE:
		return say("a size such as 512M or 2G%s%s", s->words ? ", or " : "",
			   s->words ? list_words(s->words, ", ", ", ") : "");
	case DAXKMEM_SETTING_NUMBER:
		return say("a number from %lld to %lld", s->least, s->most);
	case DAXKMEM_SETTING_POOLS:
		return say("%s such as 2M:100, or several separated by commas", s->arg);
	}
	return s->arg;
}

/* The value of a setting, or of a state, as the user writes it: "2G", "yes". */
const char *setting_shown(const char *name, const char *value)
{
	const struct daxkmem_setting *s = daxkmem_setting_find(name);
	long long bytes;

	if (s && s->kind == DAXKMEM_SETTING_SIZE && !parse_size(value, &bytes))
		return human(bytes);
	if (s && s->kind == DAXKMEM_SETTING_SWITCH)
		return strcmp(value, "0") ? "yes" : "no";
	return value;
}
