// SPDX-License-Identifier: LGPL-2.1-or-later
/* Scan all pages of memory blocks and find their owners. */
#include <errno.h>
#include <stdlib.h>
#include "lib/why/why.h"

/* Count the pages of online blocks; an offline block has none in use. */
static int count_pages(struct daxkmem_why *w, const struct page_files *files)
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
 * why_look - fill in the details of the blocks in @w->set
 * @most: maximum number of processes, those with most memory on the node; 0:
 *	all
 * @seconds: time limit for processes; 0: none
 *
 * Returns 0, or a negative errno: -ENOENT if the kernel does not show pages;
 * -EACCES without root.
 */
int why_look(struct daxkmem_why *w, int most, int seconds)
{
	struct page_files files;
	int rc = page_files_open(w->set.ctx, &files);

	if (rc)
		return rc;
	w->no_cgroups = files.cgroup < 0;
	rc = count_pages(w, &files);
	page_files_close(&files);
	cgroups_name(w->set.ctx, &w->cgroups);
	if (!rc && w->set.node >= 0)
		rc = processes_find(&w->processes, &w->set, most, seconds);
	return rc;
}

void why_free(struct daxkmem_why *w)
{
	processes_free(&w->processes);
	cgroups_free(&w->cgroups);
	free(w->census);
	blockset_free(&w->set);
}
