// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds udev rules that bring memory blocks online by themselves. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "host/rules.h"

/* A file in an earlier folder hides those of its name in later ones. */
static const char * const folders[] = {
	"/etc/udev/rules.d", "/run/udev/rules.d", "/usr/local/lib/udev/rules.d",
	"/usr/lib/udev/rules.d", "/lib/udev/rules.d",
};

static bool is_rules(const char *name)
{
	size_t len = strlen(name);

	return len > 6 && !strcmp(name + len - 6, ".rules");
}

/* Ours bring online what the policy says. */
static bool is_ours(const char *name)
{
	return strstr(name, "daxkmem") || strstr(name, "dax-kmem");
}

static bool hidden(const char *name, size_t folder)
{
	size_t i;

	for (i = 0; i < folder; i++)
		if (root_exists(ctx, "%s/%s", folders[i], name))
			return true;
	return false;
}

/* KEY, operator and "VALUE": what a rule is made of. */
struct part {
	const char *key, *op, *value;	/* of say() */
};

static const char *copy(const char *from, size_t len)
{
	return say("%.*s", (int)len, from);
}

/* Returns what is behind it, or NULL if there is no further part. */
static const char *next_part(const char *s, struct part *p)
{
	size_t len;

	s += strspn(s, " \t,");
	len = strcspn(s, "{=!+-: \t\"");
	if (s[len] == '{')
		len += strcspn(s + len, "}") + 1;
	if (!len || len > strlen(s))
		return NULL;
	p->key = copy(s, len);
	s += len;
	s += strspn(s, " \t");
	len = strspn(s, "=!+-:");
	p->op = copy(s, len);
	s = strchr(s, '"');
	if (!s)
		return NULL;
	len = strcspn(s + 1, "\"");
	p->value = copy(s + 1, len);
	s += 1 + len;
	return *s ? s + 1 : NULL;
}

/* May this part bring a block online, if the rule is one for blocks? */
static bool acts(const struct part *p)
{
	bool is_test = !strcmp(p->op, "==") || !strcmp(p->op, "!=");

	if (!strcmp(p->key, "ATTR{state}"))
		return !is_test && strcmp(p->value, "offline");
	if (!strcmp(p->key, "ATTR{online}"))
		return !is_test && strcmp(p->value, "0");
	return (!strncmp(p->key, "RUN", 3) || !strcmp(p->key, "PROGRAM") ||
		!strcmp(p->key, "IMPORT{program}")) &&
	       strstr(p->value, "online");
}

static void set_label(char **label, const char *value)
{
	free(*label);
	*label = value ? strdup(value) : NULL;
}

/*
 * Does it bring memory online? @skip: the label that all but memory goes to,
 * from a rule before this one; NULL if none does.
 */
static bool brings_online(const char *rule, char **skip)
{
	bool memory = *skip, others = false, online = false;
	struct part p;

	while (*rule != '#' && (rule = next_part(rule, &p))) {
		if (!strcmp(p.key, "SUBSYSTEM") && !strcmp(p.value, "memory")) {
			memory |= !strcmp(p.op, "==");
			others |= !strcmp(p.op, "!=");
		}
		if (!strcmp(p.key, "GOTO") && others)
			set_label(skip, p.value);
		if (!strcmp(p.key, "LABEL") && *skip && !strcmp(p.value, *skip))
			set_label(skip, NULL);
		online |= acts(&p);
	}
	return memory && online;
}

/*
 * Cuts off the first rule of @s. Lines that end with a backslash go on in the
 * next one. Returns what is behind it, and adds its lines to @line.
 */
static char *cut(char *s, int *line)
{
	for (; *s && *s != '\n'; s++) {
		if (s[0] != '\\' || s[1] != '\n')
			continue;
		s[0] = ' ';
		s[1] = ' ';
		++*line;
	}
	++*line;
	if (*s)
		*s++ = 0;
	return s;
}

/* Returns how many rules were found. */
static int scan(const char *folder, const char *name, rule_teller tell,
		void *arg, rule_unread unread)
{
	char *skip = NULL, *text, *rule, *next;
	int line = 1, begin, nr = 0;
	int rc = root_read_all(ctx, &text, "%s/%s", folder, name);

	if (rc < 0) {
		unread(say("%s/%s", folder, name), rc);
		return 0;
	}
	for (rule = text; *rule; rule = next) {
		begin = line;
		next = cut(rule, &line);
		if (!brings_online(rule + strspn(rule, " \t"), &skip))
			continue;
		tell(folder, name, begin, arg);
		nr++;
	}
	free(skip);
	free(text);
	return nr;
}

/**
 * rules_find - udev rules that bring memory blocks online by themselves
 * @tell: is called for each
 * @unread: is called for each folder and file that cannot be read
 *
 * Returns how many.
 */
int rules_find(rule_teller tell, void *arg, rule_unread unread)
{
	char **names;
	int i, nr, rules = 0;
	size_t f;

	for (f = 0; f < ARRAY_SIZE(folders); f++) {
		nr = root_list(ctx, &names, "%s", folders[f]);
		if (nr < 0 && nr != -ENOENT)
			unread(folders[f], nr);
		for (i = 0; i < nr; i++)
			if (is_rules(names[i]) && !is_ours(names[i]) &&
			    !hidden(names[i], f))
				rules += scan(folders[f], names[i], tell, arg,
					      unread);
		if (nr >= 0)
			root_list_free(names, nr);
	}
	return rules;
}
