// SPDX-License-Identifier: GPL-2.0-or-later
/* Conditions of "monitor --until": attached, state=offline, online_size>=2G */
#include <string.h>
#include "cli/settings.h"
#include "ops/goal.h"
#include "policy.h"

enum kind { NO_VALUE, STATE, POLICY, ANY_TEXT, NUMBER };

static const struct {
	const char *key;	/* as in the JSON of a device */
	enum kind kind;
	int which;		/* enum daxkmem_text or daxkmem_number */
} keys[] = {
	{ "attached", NO_VALUE, true },
	{ "detached", NO_VALUE, false },
	{ "state", STATE, DAXKMEM_STATE },
	{ "policy", POLICY, DAXKMEM_POLICY },
	{ "driver", ANY_TEXT, DAXKMEM_DRIVER },
	{ "size", NUMBER, DAXKMEM_SIZE },
	{ "usable_size", NUMBER, DAXKMEM_USABLE },
	{ "requested_size", NUMBER, DAXKMEM_REQUESTED },
	{ "plugged_size", NUMBER, DAXKMEM_PLUGGED },
	{ "online_size", NUMBER, DAXKMEM_ONLINE },
	{ "withheld_size", NUMBER, DAXKMEM_WITHHELD },
	{ "bad_size", NUMBER, DAXKMEM_BAD },
	{ "target_node", NUMBER, DAXKMEM_NODE },
};

static int key_of(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strncmp(keys[i].key, text, len) && !keys[i].key[len])
			return i;
	return -1;
}

static const char *key_words(void)
{
	const char *list = keys[0].key;
	size_t i;

	for (i = 1; i < ARRAY_SIZE(keys); i++)
		list = say("%s, %s", list, keys[i].key);
	return list;
}

static int refuse(const char *text, const char *cause, const char *next)
{
	return complain(USAGE, 0, text, "wait for this condition", cause, next);
}

static bool known_op(const char *op)
{
	static const char * const ops[] = { "=", "!=", "<", "<=", ">", ">=" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ops); i++)
		if (!strcmp(ops[i], op))
			return true;
	return false;
}

static int goal_number(struct goal *g, const char *value)
{
	g->other = key_of(value, strlen(value));
	if (g->other >= 0 && keys[g->other].kind == NUMBER)
		return 0;
	g->other = -1;
	if (!parse_size(value, &g->bytes))
		return 0;
	return refuse(g->text, say("\"%s\" is not a size", value),
		      "use a size such as 2G, or another size of the device, such as usable_size");
}

/* Parse the value after key and operator. Returns 0, or an exit code. */
static int parse_value(struct goal *g, const char *value)
{
	enum kind kind = keys[g->which].kind;

	g->word = value;
	if (kind == NUMBER)
		return goal_number(g, value);
	if (strcmp(g->op, "=") && strcmp(g->op, "!="))
		return refuse(g->text, "this key can only be compared with = and !=",
			      NULL);
	if (kind == STATE && dk_state_parse(value, strlen(value)) < 0)
		return refuse(g->text, say("\"%s\" is not a state", value),
			      "unplugged, offline, online, online_kernel, online_movable or mixed");
	if (kind == POLICY && dk_policy_parse(value, strlen(value)) < 0)
		return refuse(g->text, say("\"%s\" is not a policy", value),
			      say("choose %s", setting_expected("policy")));
	return 0;
}

/*
 * Stores the pointer @text. Returns 0, or an exit code after an error message.
 */
int goal_parse(struct goal *g, const char *text)
{
	size_t key = strcspn(text, "=!<>");
	size_t op = strspn(text + key, "=!<>");

	*g = (struct goal){ .text = text, .other = -1 };
	g->which = key_of(text, key);
	if (g->which < 0)
		return refuse(text, say("unknown key \"%.*s\"", (int)key, text),
			      say("use one of %s", key_words()));
	if (keys[g->which].kind == NO_VALUE && !text[key])
		return 0;
	snprintf(g->op, sizeof(g->op), "%.*s", (int)op, text + key);
	if (keys[g->which].kind == NO_VALUE || op > 2 || !known_op(g->op))
		return refuse(text, "not of the form KEY=VALUE",
			      "use a condition such as attached, state=online_movable or online_size>=2G, in quotes");
	return parse_value(g, text + key + op);
}

static bool compare(long long is, const char *op, long long wanted)
{
	if (*op == '!')
		return is != wanted;
	if (*op == '=')
		return is == wanted;
	if (is == wanted)
		return op[1] == '=';
	return *op == '<' ? is < wanted : is > wanted;
}

/* A property that the device lacks meets no goal. */
bool goal_met(const struct goal *g, const struct daxkmem_device *d)
{
	int which = keys[g->which].which;
	long long is, wanted = g->bytes;
	const char *text;

	switch (keys[g->which].kind) {
	case NO_VALUE:
		return daxkmem_device_attached(d) == which;
	case NUMBER:
		is = daxkmem_device_number(d, which);
		if (g->other >= 0)
			wanted = daxkmem_device_number(d, keys[g->other].which);
		return is >= 0 && wanted >= 0 && compare(is, g->op, wanted);
	default:
		text = daxkmem_device_text(d, which);
		return text && !strcmp(text, g->word) == (*g->op == '=');
	}
}
