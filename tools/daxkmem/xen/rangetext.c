// SPDX-License-Identifier: GPL-2.0-or-later
/* The text format of saved ranges. */
#include "rangeset.h"
#include "size.h"

#define NR_WORDS 5

struct word {
	const char *s;
	size_t len;
};

static const char *const health_words[] = { "sound", "broken", "fatal" };

const char *dk_health_word(enum dk_health health)
{
	return health_words[health];
}

static bool is_word(const struct word *w, const char *text)
{
	return w->len == strlen(text) && !memcmp(w->s, text, w->len);
}

/* Split at single blanks. Return: false unless there are NR_WORDS words. */
static bool split(const char *text, size_t len, struct word *w)
{
	size_t i, nr = 0, from = 0;

	for (i = 0; i <= len; i++) {
		if (i < len && text[i] != ' ')
			continue;
		if (nr == NR_WORDS || i == from)
			return false;
		w[nr++] = (struct word){ text + from, i - from };
		from = i + 1;
	}
	return nr == NR_WORDS;
}

static bool take_domain(const struct word *w, u32 *domain)
{
	u64 number;

	*domain = DK_NOBODY;
	if (is_word(w, "nobody"))
		return true;
	if (dk_size_parse(w->s, w->len, &number) || number >= DK_NOBODY)
		return false;
	*domain = number;
	return true;
}

static bool take_health(const struct word *w, enum dk_health *health)
{
	for (*health = DK_SOUND; *health <= DK_FATAL; (*health)++)
		if (is_word(w, health_words[*health]))
			return true;
	return false;
}

/**
 * dk_range_parse - parse the text form of a range
 * @text: "START LEN DOMAIN GFN HEALTH"; DOMAIN may be "nobody"
 * @len: length of @text
 * @range: receives the range; dk_rangeset_load() checks that it is valid
 *
 * Return: 0, or -EINVAL if the text is not a range.
 */
int dk_range_parse(const char *text, size_t len, struct dk_range *range)
{
	struct word w[NR_WORDS];

	if (!split(text, len, w) ||
	    dk_size_parse(w[0].s, w[0].len, &range->start) ||
	    dk_size_parse(w[1].s, w[1].len, &range->len) ||
	    !take_domain(&w[2], &range->domain) ||
	    dk_size_parse(w[3].s, w[3].len, &range->gfn) ||
	    !take_health(&w[4], &range->health))
		return -EINVAL;
	return 0;
}
