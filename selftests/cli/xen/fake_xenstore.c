// SPDX-License-Identifier: GPL-2.0-or-later
/* libxenstore on a text file. A transaction works on a copy. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xenstore.h>
#include "host.h"

#define TRANSACTION 7

struct entry {
	char *path, *value;
};

struct store {
	struct entry *v;
	int nr;
};

static char handle;
static struct store pending;	/* of the only transaction */

static struct entry *find(const struct store *s, const char *path)
{
	int i;

	for (i = 0; i < s->nr; i++)
		if (!strcmp(s->v[i].path, path))
			return &s->v[i];
	return NULL;
}

static void set(struct store *s, const char *path, const char *value)
{
	struct entry *e = find(s, path);

	if (e) {
		free(e->value);
		e->value = strdup(value);
		return;
	}
	s->v = reallocarray(s->v, s->nr + 1, sizeof(*s->v));
	if (!s->v)
		abort();
	s->v[s->nr++] = (struct entry){ strdup(path), strdup(value) };
}

/* Add the parents of a node. */
static void set_parents(struct store *s, const char *path)
{
	char *up = strdup(path), *slash;

	while ((slash = strrchr(up, '/')) && slash != up) {
		*slash = 0;
		if (!find(s, up))
			set(s, up, "");
	}
	free(up);
}

static struct store load(void)
{
	struct store s = { .v = NULL };
	char *text = host_text(host_path("xenstore")), *rest = text, *line;

	while ((line = strsep(&rest, "\n"))) {
		char *equals = strchr(line, '=');

		if (!equals)
			continue;
		*equals = 0;
		set_parents(&s, line);
		set(&s, line, equals + 1);
	}
	free(text);
	return s;
}

static void drop(struct store *s)
{
	while (s->nr--) {
		free(s->v[s->nr].path);
		free(s->v[s->nr].value);
	}
	free(s->v);
	*s = (struct store){ .v = NULL };
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->path,
		      ((const struct entry *)b)->path);
}

static void save(struct store *s)
{
	FILE *f = fopen(host_path("xenstore"), "w");
	int i;

	if (!f)
		abort();
	qsort(s->v, s->nr, sizeof(*s->v), by_path);
	for (i = 0; i < s->nr; i++)
		fprintf(f, "%s=%s\n", s->v[i].path, s->v[i].value);
	fclose(f);
}

static struct store *begin(xs_transaction_t t, struct store *own)
{
	if (t == TRANSACTION)
		return &pending;
	*own = load();
	return own;
}

static void end(xs_transaction_t t, struct store *own, bool changed)
{
	if (t == TRANSACTION)
		return;
	if (changed)
		save(own);
	drop(own);
}

struct xs_handle *xs_open(unsigned long flags)
{
	return called("xs_open", "%lu", flags) == GO ?
	       (struct xs_handle *)&handle : NULL;
}

void xs_close(struct xs_handle *xsh)
{
	(void)xsh;
}

void *xs_read(struct xs_handle *h, xs_transaction_t t, const char *path,
	      unsigned int *len)
{
	char *value = NULL;
	struct store own, *s;
	struct entry *e;

	(void)h;
	if (called("xs_read", "%s", path) == FAIL)
		return NULL;
	s = begin(t, &own);
	e = find(s, path);
	if (e)
		value = strdup(e->value);
	end(t, &own, false);
	if (value)
		*len = strlen(value);
	else
		errno = ENOENT;
	return value;
}

bool xs_write(struct xs_handle *h, xs_transaction_t t, const char *path,
	      const void *data, unsigned int len)
{
	struct store own, *s;
	char *value;

	(void)h;
	if (called("xs_write", "%s %.*s", path, (int)len,
		   (const char *)data) == FAIL)
		return false;
	value = strndup(data, len);
	s = begin(t, &own);
	set_parents(s, path);
	set(s, path, value);
	end(t, &own, true);
	free(value);
	return true;
}

/* The name of a direct child, or NULL. */
static const char *child(const char *parent, const char *path)
{
	size_t n = strlen(parent);

	return !strncmp(path, parent, n) && path[n] == '/' &&
	       !strchr(path + n + 1, '/') ? path + n + 1 : NULL;
}

/* Like the real library: one allocation, pointers first. */
static char **names_of(const struct store *s, const char *path,
		       unsigned int *num)
{
	char **v = calloc(1, 65536), *text = (char *)(v + 1024);
	const char *name;
	int i;

	*num = 0;
	for (i = 0; i < s->nr; i++) {
		name = child(path, s->v[i].path);
		if (!name)
			continue;
		v[(*num)++] = strcpy(text, name);
		text += strlen(name) + 1;
	}
	return v;
}

char **xs_directory(struct xs_handle *h, xs_transaction_t t, const char *path,
		    unsigned int *num)
{
	struct store own, *s;
	char **v = NULL;

	(void)h;
	if (called("xs_directory", "%s", path) == FAIL)
		return NULL;
	s = begin(t, &own);
	if (find(s, path))
		v = names_of(s, path, num);
	end(t, &own, false);
	if (!v)
		errno = ENOENT;
	return v;
}

static bool is_below(const char *parent, const char *path)
{
	size_t n = strlen(parent);

	return !strncmp(path, parent, n) && (!path[n] || path[n] == '/');
}

static bool remove_all(struct store *s, const char *path)
{
	int i, kept = 0;
	bool any = false;

	for (i = 0; i < s->nr; i++) {
		if (!is_below(path, s->v[i].path)) {
			s->v[kept++] = s->v[i];
			continue;
		}
		free(s->v[i].path);
		free(s->v[i].value);
		any = true;
	}
	s->nr = kept;
	return any;
}

bool xs_rm(struct xs_handle *h, xs_transaction_t t, const char *path)
{
	struct store own, *s;
	bool any;

	(void)h;
	if (called("xs_rm", "%s", path) == FAIL)
		return false;
	s = begin(t, &own);
	any = remove_all(s, path);
	end(t, &own, any);
	if (!any)
		errno = ENOENT;
	return any;
}

xs_transaction_t xs_transaction_start(struct xs_handle *h)
{
	(void)h;
	if (called("xs_transaction_start", "-") == FAIL)
		return XBT_NULL;
	pending = load();
	return TRANSACTION;
}

bool xs_transaction_end(struct xs_handle *h, xs_transaction_t t, bool abort)
{
	bool good = called("xs_transaction_end", "%s",
			   abort ? "abort" : "commit") != FAIL;
	int err = errno;

	(void)h;
	(void)t;
	if (good && !abort)
		save(&pending);
	drop(&pending);
	errno = err;
	return good;
}
