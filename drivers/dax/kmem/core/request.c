// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "request.h"
#include "size.h"

#define MOST_NODE 65535	/* more than any kernel has; INT_MAX is not in range */

/* A word of a request. */
struct word {
	const char *s;
	size_t len;
};

static bool is_separator(char c)
{
	return c == ' ' || c == '\t' || c == ',' || c == '\n';
}

/* Take the next word off the text. Returns false at its end. */
static bool next_word(struct word *rest, struct word *w)
{
	while (rest->len && is_separator(*rest->s)) {
		rest->s++;
		rest->len--;
	}
	w->s = rest->s;
	w->len = 0;
	while (w->len < rest->len && !is_separator(w->s[w->len]))
		w->len++;
	rest->s += w->len;
	rest->len -= w->len;
	return w->len;
}

static bool word_is(struct word w, const char *text)
{
	return w.len == strlen(text) && !memcmp(w.s, text, w.len);
}

/*
 * True for digits alone. As an address they would be ambiguous: /proc/iomem prints
 * hexadecimal numbers without a prefix, and a shell prints results in decimal.
 */
static bool is_bare_number(struct word w)
{
	size_t i;

	for (i = 0; i < w.len; i++)
		if (w.s[i] < '0' || w.s[i] > '9')
			return false;
	return true;
}

/* "node=1", with a decimal number. */
static int take_node(struct word w, int *node)
{
	static const char key[] = "node=";
	size_t i, skip = sizeof(key) - 1;

	if (w.len <= skip || memcmp(w.s, key, skip))
		return -EINVAL;
	*node = 0;
	for (i = skip; i < w.len; i++) {
		if (w.s[i] < '0' || w.s[i] > '9')
			return -EINVAL;
		*node = *node * 10 + w.s[i] - '0';
		if (*node > MOST_NODE)
			return -EINVAL;
	}
	return 0;
}

static int take_option(struct word w, struct dk_request *r)
{
	if (word_is(w, "unplugged"))
		r->unplugged = true;
	else if (word_is(w, "reserved"))
		r->reserved = true;
	else if (word_is(w, "force"))
		r->force = true;
	else
		return take_node(w, &r->node);
	return 0;
}

/**
 * dk_request_parse - parse a request
 * @text: START SIZE [node=N] [unplugged] [reserved] [force], separated by blanks or
 *	commas; START and SIZE as for dk_size_parse(), but START has a prefix or a suffix
 * @len: length of @text
 * @r: receives the request
 *
 * Return: 0; -EINVAL if @text is no request, or SIZE is 0; -ERANGE if the range
 * does not fit in 64-bit addresses.
 */
int dk_request_parse(const char *text, size_t len, struct dk_request *r)
{
	struct word rest = { text, len }, w;
	u64 start, size;
	int rc;

	*r = (struct dk_request){ .node = -1 };
	next_word(&rest, &w);
	rc = is_bare_number(w) ? -EINVAL : dk_size_parse(w.s, w.len, &start);
	if (rc)
		return rc;
	next_word(&rest, &w);
	rc = dk_size_parse(w.s, w.len, &size);
	if (rc)
		return rc;
	if (!size)
		return -EINVAL;
	if (start > ~0ULL - size)
		return -ERANGE;
	r->span = (struct dk_span){ start, start + size };

	while (!rc && next_word(&rest, &w))
		rc = take_option(w, r);
	return rc;
}
