// SPDX-License-Identifier: GPL-2.0-or-later
/* Looks at all pages of memory blocks, and at whose they are. */
#include <errno.h>
#include <stdlib.h>
#include "why/why.h"

/* A block that is offline has no pages that anybody uses. */
static int count_pages(struct why *w, const struct page_files *files)
{
	const struct page_walk walk = {
		.files = files,
		.bad = w->set.bad,
		.nr_bad = w->set.nr_bad,
		.one_of = 1,
		.seen = cgroups_add,
		.arg = &w->cgroups,
	};
	int i, rc = 0;

	w->census = calloc(w->set.nr + 1, sizeof(*w->census));
	if (!w->census)
		return -ENOMEM;
	for (i = 0; !rc && i < w->set.nr; i++)
		if (w->set.blocks[i].online)
			rc = page_census(&walk, w->set.blocks[i].id *
					 (unsigned long long)w->set.block_size,
					 w->set.block_size, &w->census[i]);
	return rc;
}

/**
 * why_look - fill in what is known of the blocks in @w->set
 * @most: looks at so many processes, those with most on the node; 0: at all
 * @seconds: looks at no more of them after that time; 0: takes its time
 *
 * Returns 0, or a negative errno: -ENOENT: the kernel does not tell of pages;
 * -EACCES: only root may know.
 */
int why_look(struct why *w, int most, int seconds)
{
	struct page_files files;
	int rc = page_files_open(&files);

	if (rc)
		return rc;
	w->no_cgroups = files.cgroup < 0;
	rc = count_pages(w, &files);
	page_files_close(&files);
	cgroups_name(&w->cgroups);
	if (!rc && w->set.node >= 0)
		rc = processes_find(&w->processes, &w->set, most,
				    seconds);
	return rc;
}

void why_free(struct why *w)
{
	processes_free(&w->processes);
	cgroups_free(&w->cgroups);
	free(w->census);
	blockset_free(&w->set);
}
