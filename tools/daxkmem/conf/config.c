// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The format of the configuration. Unknown text is an error, so that a typo
 * does not silently keep the old setting. An error only affects its own
 * section; the other sections still apply.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cli/settings.h"
#include "conf/config.h"

#define SPACE " \t\r\f\v"

/* State of the parser. */
struct place {
	struct config *c;
	const char *file;
	int line;
	int section;		/* -1: before the file's first section */
	bool lost;		/* in a section with an invalid head */
};

static void wrong(struct place *p, const char *cause, const char *next)
{
	if (p->section >= 0 && !p->lost)
		p->c->v[p->section].wrong = true;
	else
		p->c->lost++;
	complain(FAILED, 0, say("%s:%d", p->file, p->line),
		 "read the configuration", cause, next);
}

/* Strips white space from both ends. Changes @s and returns the rest. */
static char *trim(char *s)
{
	char *end;

	s += strspn(s, SPACE);
	end = s + strlen(s);
	while (end > s && strchr(SPACE, end[-1]))
		*--end = 0;
	return s;
}

/*
 * Keys other than the settings of a device. Each function stores the value and
 * returns NULL, or returns a description of valid values.
 */
static const char *take_signature(struct wish *w, const char *value)
{
	if (strcmp(value, "refuse") && strcmp(value, "wipe"))
		return "refuse or wipe";
	w->wipe = !strcmp(value, "wipe");
	return NULL;
}

static const char *take_return_to(struct wish *w, const char *value)
{
	if (strcmp(value, DAX_HOME) && strcmp(value, "kmem"))
		return DAX_HOME " or kmem";
	w->to_kmem = !strcmp(value, "kmem");
	return NULL;
}

static const char *take_use(struct wish *w, const char *value)
{
	if (strcmp(value, "memory") && strcmp(value, "xen"))
		return "memory or xen";
	w->xen = !strcmp(value, "xen");
	return NULL;
}

static const char *take_pxm(struct wish *w, const char *value)
{
	long long n;

	if (parse_number(value, &n) || n < 0 || n > INT_MAX)
		return "the number of a proximity domain";
	w->pxm = n;
	return NULL;
}

static const char *take_force(struct wish *w, const char *value)
{
	if (strcmp(value, "yes") && strcmp(value, "no"))
		return "yes or no";
	w->force = !strcmp(value, "yes");
	return NULL;
}

static const struct key {
	const char *name;
	const char *(*take)(struct wish *w, const char *value);
	bool of_memory, of_pool;	/* valid with use = memory, = xen */
	bool of_range;			/* valid for a range of addresses */
} keys[] = {
	{ "use", take_use, true, true, false },
	{ "pxm", take_pxm, false, true, false },
	{ "signature", take_signature, true, false, false },
	{ "return-to", take_return_to, true, false, false },
	{ "force", take_force, false, false, true },
};

static int nr_settings(void)
{
	int nr = 0;

	while (daxkmem_setting_at(nr))
		nr++;
	return nr;
}

/* Keys are numbered: the settings first, then keys[]. NULL at the end. */
static const char *key_name(int k)
{
	const struct daxkmem_setting *s = daxkmem_setting_at(k);

	k -= nr_settings();
	if (s)
		return s->name;
	return k < (int)ARRAY_SIZE(keys) ? keys[k].name : NULL;
}

static bool key_fits(int k, const struct wish *w)
{
	/* Of the settings, a pool has only this one. */
	if (daxkmem_setting_at(k))
		return !w->xen || !strcmp(key_name(k), "scrub");
	k -= nr_settings();
	if (w->is_range)
		return keys[k].of_range;
	return w->xen ? keys[k].of_pool : keys[k].of_memory;
}

static const char *take_value(struct wish *w, int k, const char *value)
{
	if (strlen(value) >= WORD_LEN)
		return "a shorter value";
	if (!daxkmem_setting_at(k))
		return keys[k - nr_settings()].take(w, value);
	return daxkmem_settings_set(w->set, key_name(k), value) ?
	       setting_expected(key_name(k)) : NULL;
}

static const char *key_words(void)
{
	const char *list = key_name(0);
	int k;

	for (k = 1; key_name(k); k++)
		list = say("%s%s%s", list, key_name(k + 1) ? ", " : " or ",
			   key_name(k));
	return list;
}

static void set_key(struct place *p, struct wish *w, int k, const char *value)
{
	const char *wanted;

	if (w->keys & (1u << k)) {
		wrong(p, say("%s is set twice for this device", key_name(k)),
		      "keep only one of them");
		return;
	}
	w->keys |= 1u << k;
	wanted = take_value(w, k, value);
	if (wanted)
		wrong(p, say("invalid %s \"%s\"", key_name(k), value),
		      say("use %s", wanted));
}

static void take_key(struct place *p, char *line, char *equals)
{
	char *name, *value = trim(equals + 1);
	int k;

	*equals = 0;
	name = trim(line);
	if (p->lost)
		return;
	if (p->section < 0) {
		wrong(p, say("%s before the first device section", name),
		      "write [device \"uuid=...\"] before it");
		return;
	}
	for (k = 0; key_name(k); k++) {
		if (!strcmp(key_name(k), name)) {
			set_key(p, &p->c->v[p->section], k, value);
			return;
		}
	}
	wrong(p, say("unknown key \"%s\"", name),
	      say("use %s", key_words()));
}

/* Returns WORD of [device "WORD"], or NULL. Changes @line. */
static char *section_word(char *line)
{
	char *s = line + 1, *end;

	s += strspn(s, SPACE);
	if (strncmp(s, "device", 6) || !strchr(SPACE "\"", s[6]) || !s[6])
		return NULL;
	s += 6 + strspn(s + 6, SPACE);
	if (*s++ != '"')
		return NULL;
	end = strchr(s, '"');
	if (!end || strcmp(trim(end + 1), "]"))
		return NULL;
	*end = 0;
	return s;
}

static const struct wish *known(const struct config *c, const char *word)
{
	int i;

	for (i = 0; i < c->nr; i++)
		if (!strcasecmp(c->v[i].word, word))
			return &c->v[i];
	return NULL;
}

static void add(struct place *p, const char *word)
{
	struct config *c = p->c;
	struct wish *more = reallocarray(c->v, c->nr + 1, sizeof(*more)), *w;

	if (more)
		c->v = more;
	w = more ? &more[c->nr] : NULL;
	if (w)
		*w = (struct wish){
			.file = strdup(p->file), .line = p->line,
			.set = daxkmem_settings_new(), .pxm = -1,
		};
	if (!w || !w->file || !w->set) {
		wrong(p, strerror(ENOMEM), NULL);
		p->lost = true;
		return;
	}
	strcpy(w->word, word);
	w->is_range = !strncmp(word, "range=", 6) &&
		      !daxkmem_range_parse(word + 6, &w->range);
	p->section = c->nr++;
}

static void take_section(struct place *p, char *line)
{
	const char *word = section_word(line);
	const struct wish *other = word ? known(p->c, word) : NULL;

	p->lost = true;
	if (!word) {
		wrong(p, "not a section header",
		      "write [device \"uuid=...\"]");
	} else if (strlen(word) >= sizeof(other->word) ||
		   !daxkmem_word_ok(word)) {
		wrong(p, say("\"%s\" is not the name of a dax device", word),
		      "use uuid=UUID, serial=NUMBER, memdev=NAME, region=NAME, namespace0.0, dax0.0 or range=START+SIZE");
	} else if (other) {
		wrong(p, say("%s already has a section, at %s:%d", word,
			     other->file, other->line), "keep only one of them");
	} else {
		p->lost = false;
		add(p, word);
	}
}

static void take_line(struct place *p, char *line)
{
	char *equals;

	line = trim(line);
	if (!*line || *line == '#' || *line == ';')
		return;
	equals = strchr(line, '=');
	if (*line == '[')
		take_section(p, line);
	else if (equals)
		take_key(p, line, equals);
	else
		wrong(p, say("\"%s\" is neither a section nor a key with a value",
			     line), "use the form policy = online_movable");
}

/* Refuse keys that do not fit the section's use. "use" may come after them. */
static void check_keys(struct place *p, const struct wish *w)
{
	int k;

	p->line = w->line;
	p->section = w - p->c->v;
	p->lost = false;
	for (k = 0; key_name(k); k++)
		if (w->keys & (1u << k) && !key_fits(k, w))
			wrong(p, w->is_range ?
			      say("%s is not valid for a range", key_name(k)) :
			      say("%s is not valid for a device with use = %s",
				  key_name(k), w->xen ? "xen" : "memory"),
			      say("remove %s", key_name(k)));
}

/**
 * config_parse - add the sections of a file
 * @file: path of the file, for error messages
 * @text: contents of the file; overwritten
 *
 * Prints a message for each error. An error in a section sets its @wrong flag;
 * other errors are counted in @c->lost.
 */
void config_parse(struct config *c, const char *file, char *text)
{
	struct place p = { .c = c, .file = file, .section = -1 };
	int i, first = c->nr;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		p.line++;
		take_line(&p, line);
	}
	for (i = first; i < c->nr; i++)
		check_keys(&p, &c->v[i]);
}

void config_free(struct config *c)
{
	while (c->nr > 0) {
		free(c->v[--c->nr].file);
		daxkmem_settings_free(c->v[c->nr].set);
	}
	free(c->v);
	c->v = NULL;
}
