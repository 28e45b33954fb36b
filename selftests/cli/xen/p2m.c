// SPDX-License-Identifier: GPL-2.0-or-later
/* The physical address space of a domain, as a list of extents. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "host.h"

static bool continues(const struct extent *e, const struct extent *next)
{
	return e->ram == next->ram && e->gfn + e->nr == next->gfn &&
	       e->mfn + e->nr == next->mfn;
}

static void append(struct p2m *p, struct extent e)
{
	struct extent *more;

	if (!e.nr)
		return;
	if (p->nr && continues(&p->v[p->nr - 1], &e)) {
		p->v[p->nr - 1].nr += e.nr;
		return;
	}
	more = reallocarray(p->v, p->nr + 1, sizeof(e));
	if (!more)
		abort();
	p->v = more;
	more[p->nr++] = e;
}

void p2m_load(struct p2m *p, const char *path)
{
	FILE *f = fopen(path, "r");
	struct extent e;
	char kind[8];

	*p = (struct p2m){ .v = NULL };
	if (!f)
		return;
	while (fscanf(f, "%" SCNi64 " %" SCNi64 " %" SCNi64 " %7s",
		      (int64_t *)&e.gfn, (int64_t *)&e.nr, (int64_t *)&e.mfn,
		      kind) == 4) {
		e.ram = !strcmp(kind, "ram");
		append(p, e);
	}
	fclose(f);
}

/* Also frees the list. */
void p2m_save(struct p2m *p, const char *path)
{
	FILE *f = fopen(path, "w");
	int i;

	if (!f)
		abort();
	for (i = 0; i < p->nr; i++)
		if (p->v[i].nr)
			fprintf(f, "0x%" PRIx64 " %" PRIu64 " 0x%" PRIx64 " %s\n",
				p->v[i].gfn, p->v[i].nr, p->v[i].mfn,
				p->v[i].ram ? "ram" : "mmio");
	fclose(f);
	free(p->v);
}

void p2m_add(struct p2m *p, struct extent e)
{
	append(p, e);
}

static struct extent *find(const struct p2m *p, uint64_t gfn)
{
	int i;

	for (i = 0; i < p->nr; i++)
		if (gfn >= p->v[i].gfn && gfn - p->v[i].gfn < p->v[i].nr)
			return &p->v[i];
	return NULL;
}

const struct extent *p2m_find(const struct p2m *p, uint64_t gfn)
{
	return find(p, gfn);
}

/* Remove a page, splitting its extent. Return: false if there is none */
bool p2m_remove(struct p2m *p, uint64_t gfn, struct extent *was)
{
	struct extent *e = find(p, gfn), rest;
	uint64_t before;

	if (!e)
		return false;
	before = gfn - e->gfn;
	*was = (struct extent){ gfn, 1, e->mfn + before, e->ram };
	if (!before) {
		e->gfn++;
		e->mfn++;
		e->nr--;
		return true;
	}
	rest = (struct extent){ gfn + 1, e->nr - before - 1,
				was->mfn + 1, e->ram };
	e->nr = before;
	append(p, rest);
	return true;
}

uint64_t p2m_ram(const struct p2m *p)
{
	uint64_t pages = 0;
	int i;

	for (i = 0; i < p->nr; i++)
		pages += p->v[i].ram ? p->v[i].nr : 0;
	return pages;
}

/* The frame after the last one in use. */
uint64_t p2m_end(const struct p2m *p)
{
	uint64_t end = 0;
	int i;

	for (i = 0; i < p->nr; i++)
		if (p->v[i].nr && p->v[i].gfn + p->v[i].nr > end)
			end = p->v[i].gfn + p->v[i].nr;
	return end;
}
