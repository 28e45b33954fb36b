// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Other live patches. One that is applied may have replaced memory_add(), and
 * Xen demands that live patches are reverted in the order opposite to that in
 * which they were applied.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "hotadd.h"

struct list {
	unsigned int nr, names_size, metadata_size;
	xen_livepatch_status_t *status;
	char *names, *metadata;
	uint32_t *name_len, *metadata_len;
};

static void list_free(struct list *l)
{
	free(l->status);
	free(l->names);
	free(l->metadata);
	free(l->name_len);
	free(l->metadata_len);
}

static bool list_alloc(struct list *l)
{
	l->status = calloc(l->nr, sizeof(*l->status));
	l->name_len = calloc(l->nr, sizeof(*l->name_len));
	l->metadata_len = calloc(l->nr, sizeof(*l->metadata_len));
	l->names = calloc(1, l->names_size + 1);
	l->metadata = calloc(1, l->metadata_size + 1);
	return l->status && l->name_len && l->metadata_len && l->names &&
	       l->metadata;
}

/* Return: 0 or an errno. The caller calls list_free(). */
static int list_read(const struct host *h, struct list *l)
{
	unsigned int done = 0, left = 0;
	int rc;

	*l = (struct list){ 0 };
	if (xc_livepatch_list_get_sizes(h->xc, &l->nr, &l->names_size,
					&l->metadata_size))
		return errno;
	if (!l->nr)
		return 0;
	if (!list_alloc(l))
		return ENOMEM;
	rc = xc_livepatch_list(h->xc, l->nr, 0, l->status, l->names,
			       l->name_len, l->names_size, l->metadata,
			       l->metadata_len, l->metadata_size, &done, &left);
	if (rc)
		return errno;
	return left || done != l->nr ? EAGAIN : 0;
}

static int check_list(const struct list *l)
{
	const char *at = l->names;
	unsigned int i;

	for (i = 0; i < l->nr; at += l->name_len[i++])
		if (l->status[i].state == LIVEPATCH_STATE_APPLIED &&
		    strcmp(at, PATCH_NAME))
			return problem(0, say("the live patch %s is applied, and may have changed how the hypervisor adds memory",
					      at),
				       say("xen-livepatch revert %s; then try again", at));
	return 0;
}

/* Check that no other live patch is applied. */
int check_no_others(const struct host *h)
{
	struct list l;
	int err = list_read(h, &l);
	int rc;

	if (err == ENOSYS || err == EOPNOTSUPP)
		rc = problem(0, "this hypervisor was built without CONFIG_LIVEPATCH",
			     "use a hypervisor with live patching, as Debian's are, or daxkmem xen map");
	else if (err)
		rc = problem(err, "the hypervisor's live patches cannot be listed", NULL);
	else
		rc = check_list(&l);
	list_free(&l);
	return rc;
}
