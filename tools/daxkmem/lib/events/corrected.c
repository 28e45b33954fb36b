// SPDX-License-Identifier: LGPL-2.1-or-later
/* Count corrected errors by page. */
#include <stdlib.h>
#include "lib/events/corrected.h"

#define MOST_PAGES 4096

struct page_errors {
	unsigned long long page;
	unsigned int errors;
};

/* If too many pages have errors, forget the page with the fewest errors. */
static struct page_errors *least(struct corrected *c)
{
	struct page_errors *p, *found = c->v;

	for (p = c->v; p < c->v + c->nr; p++)
		if (p->errors < found->errors)
			found = p;
	return found;
}

static struct page_errors *entry_of(struct corrected *c, unsigned long long page)
{
	struct page_errors *p;

	for (p = c->v; p < c->v + c->nr; p++)
		if (p->page == page)
			return p;
	if (!c->v)
		c->v = calloc(MOST_PAGES, sizeof(*c->v));
	if (!c->v)
		return NULL;
	p = c->nr < MOST_PAGES ? &c->v[c->nr++] : least(c);
	*p = (struct page_errors){ .page = page };
	return p;
}

/* Returns true if the errors of the page have reached the threshold. */
bool corrected_add(struct corrected *c, unsigned long long page,
		   unsigned int errors)
{
	struct page_errors *p = c->threshold ? entry_of(c, page) : NULL;

	if (!p)
		return false;
	p->errors += errors;
	return p->errors >= c->threshold;
}

void corrected_free(struct corrected *c)
{
	free(c->v);
	c->v = NULL;
	c->nr = 0;
}
