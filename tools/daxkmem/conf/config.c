// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The configuration's format. Whatever is not understood is an error: a word
 * that is mistyped must not mean "as before". It is an error of the section that
 * it stands in, and the other sections hold.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "conf/config.h"
#include "conf/hugepages_parse.h"
#include "policy.h"

#define SPACE " \t\r\f\v"
#define MAX_SECONDS 31536000	/* as the driver has it */

/* Where the parser is. */
struct place {
	struct config *c;
	const char *file;
	int line;
	int section;		/* -1: before the first one of this file */
	bool lost;		/* in a section that is none */
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

/* Without white space at both ends; changes @s. */
static char *trim(char *s)
{
	char *end;

	s += strspn(s, SPACE);
	end = s + strlen(s);
	while (end > s && strchr(SPACE, end[-1]))
		*--end = 0;
	return s;
}

static bool is_number(const char *s, long max)
{
	return *s && strlen(s) < 10 && strspn(s, "0123456789") == strlen(s) &&
	       atol(s) <= max;
}

/* Each takes the value of a key. Returns NULL, or what it should have been. */
static const char *take_policy(struct wish *w, const char *value)
{
	if (dk_policy_parse(value, strlen(value)) < 0)
		return policy_words();
	strcpy(w->policy, value);
	return NULL;
}

static const char *take_node(struct wish *w, const char *value)
{
	if (!is_number(value, INT_MAX))
		return "the number of a node";
	strcpy(w->node, value);
	return NULL;
}

static const char *take_memmap(struct wish *w, const char *value)
{
	if (strcmp(value, "auto") && strcmp(value, "on") &&
	    strcmp(value, "off"))
		return "auto, on or off";
	strcpy(w->memmap, value);
	return NULL;
}

static const char *take_bad_policy(struct wish *w, const char *value)
{
	if (strcmp(value, "page") && strcmp(value, "block"))
		return "page or block";
	strcpy(w->bad_policy, value);
	return NULL;
}

static const char *take_timeout(struct wish *w, const char *value)
{
	if (!is_number(value, MAX_SECONDS))
		return "seconds, 0 for no limit, at most 31536000";
	sprintf(w->timeout, "%ld", atol(value));
	return NULL;
}

static const char *take_size(struct wish *w, const char *value)
{
	if (!strcmp(value, "all"))
		return NULL;
	return parse_size(value, &w->size) ? "a size as 512M or 2G, or all" :
					     NULL;
}

static const char *take_kernel_size(struct wish *w, const char *value)
{
	return parse_size(value, &w->kernel_size) ? "a size as 512M or 2G" :
						    NULL;
}

static const char *take_scrub(struct wish *w, const char *value)
{
	if (strcmp(value, "yes") && strcmp(value, "no"))
		return "yes or no";
	w->scrub = !strcmp(value, "yes");
	return NULL;
}

static const char *take_signature(struct wish *w, const char *value)
{
	if (strcmp(value, "refuse") && strcmp(value, "wipe"))
		return "refuse or wipe";
	w->wipe = !strcmp(value, "wipe");
	return NULL;
}

static const char *take_hugepages(struct wish *w, const char *value)
{
	struct huge_want v[MOST_HUGE_SIZES];

	if (huge_want_parse(value, v) < 0)
		return HUGE_WANT_FORM;
	strcpy(w->hugepages, value);
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
	if (!is_number(value, INT_MAX))
		return "the number of a proximity domain";
	strcpy(w->pxm, value);
	return NULL;
}

static const struct key {
	const char *name;
	const char *(*take)(struct wish *w, const char *value);
	bool of_pool;		/* with use = xen, and there alone */
} keys[] = {
	{ "use", take_use, false },
	{ "pxm", take_pxm, true },
	{ "size", take_size, false },
	{ "policy", take_policy, false },
	{ "kernel-size", take_kernel_size, false },
	{ "node", take_node, false },
	{ "memmap", take_memmap, false },
	{ "bad-policy", take_bad_policy, false },
	{ "hugepages", take_hugepages, false },
	{ "scrub", take_scrub, false },
	{ "timeout", take_timeout, false },
	{ "signature", take_signature, false },
};

static const char *key_words(void)
{
	const char *list = keys[0].name;
	size_t i;

	for (i = 1; i < ARRAY_SIZE(keys); i++)
		list = say("%s%s%s", list,
			   i == ARRAY_SIZE(keys) - 1 ? " or " : ", ",
			   keys[i].name);
	return list;
}

static void set_key(struct place *p, struct wish *w, size_t i,
		    const char *value)
{
	const char *wanted;

	if (w->set & (1u << i)) {
		wrong(p, say("%s is set twice for this device", keys[i].name),
		      "keep one of them");
		return;
	}
	w->set |= 1u << i;
	wanted = strlen(value) < WORD_LEN ? keys[i].take(w, value) :
					    "a shorter word";
	if (wanted)
		wrong(p, say("%s cannot be \"%s\"", keys[i].name, value),
		      say("write %s", wanted));
}

static void take_key(struct place *p, char *line, char *equals)
{
	char *name, *value = trim(equals + 1);
	size_t i;

	*equals = 0;
	name = trim(line);
	if (p->lost)
		return;
	if (p->section < 0) {
		wrong(p, say("%s stands before the first device", name),
		      "write [device \"uuid=...\"] above it");
		return;
	}
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		if (!strcmp(keys[i].name, name)) {
			set_key(p, &p->c->v[p->section], i, value);
			return;
		}
	}
	wrong(p, say("there is no key \"%s\"", name),
	      say("use %s", key_words()));
}

/* The word in [device "WORD"]; changes @line. NULL if it is not that. */
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
			.file = strdup(p->file), .line = p->line, .size = -1,
			.kernel_size = -1, .scrub = -1,
		};
	if (!w || !w->file) {
		wrong(p, strerror(ENOMEM), NULL);
		p->lost = true;
		return;
	}
	strcpy(w->word, word);
	p->section = c->nr++;
}

static void take_section(struct place *p, char *line)
{
	const char *word = section_word(line);
	const struct wish *other = word ? known(p->c, word) : NULL;

	p->lost = true;
	if (!word) {
		wrong(p, "this is not the head of a section",
		      "write [device \"uuid=...\"]");
	} else if (strlen(word) >= sizeof(other->word) ||
		   !device_word_ok(word)) {
		wrong(p, say("\"%s\" is not the name of a dax device", word),
		      "write it as uuid=UUID, region=NAME, namespace0.0 or dax0.0");
	} else if (other) {
		wrong(p, say("%s has a section already, at %s:%d", word,
			     other->file, other->line), "keep one of them");
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
			     line), "write it as policy = online_movable");
}

/* A pool has other keys than memory has. */
static void check_keys(struct place *p, const struct wish *w)
{
	size_t i;

	p->line = w->line;
	p->section = w - p->c->v;
	p->lost = false;
	for (i = 1; i < ARRAY_SIZE(keys); i++)
		if (w->set & (1u << i) && keys[i].of_pool != w->xen)
			wrong(p, say("%s says nothing of a device with use = %s",
				     keys[i].name, w->xen ? "xen" : "memory"),
			      say("leave %s out", keys[i].name));
}

/**
 * config_parse - add what a file says
 * @file: what complaints call it
 * @text: is changed
 *
 * Complains about each error. A section that has one is marked as wrong; those
 * that are of no section are counted in @c.
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
	while (c->nr > 0)
		free(c->v[--c->nr].file);
	free(c->v);
	c->v = NULL;
}
