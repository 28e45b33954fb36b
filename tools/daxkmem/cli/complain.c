// SPDX-License-Identifier: GPL-2.0-or-later
/* Error messages: the object, the action, the cause and the next step. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cli/daxkmem.h"

static void complain_json(const struct obstacle *in_the_way, int err,
			  const char *object, const char *action,
			  const char *cause, const char *next)
{
	struct json_object *e = json_object_new_object();
	struct json_object *o = json_object_new_object();

	json_put_text(e, "object", object);
	json_put_text(e, "action", action);
	json_put_text(e, "cause", cause);
	json_put_text(e, "errno", err ? strerrorname_np(err) : NULL);
	json_put_text(e, "next", next);
	if (in_the_way->json)
		json_object_object_add(e, "block",
				       json_object_get(in_the_way->json));
	if (in_the_way->failure)
		json_object_object_add(e, "failure",
				       json_object_get(in_the_way->failure));
	json_object_object_add(o, "error", e);
	fprintf(stderr, "%s\n",
		json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN |
					       JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
}

static void complain_text(const struct obstacle *in_the_way, int err,
			  const char *object, const char *action,
			  const char *cause, const char *next)
{
	fprintf(stderr, "daxkmem: %s: cannot %s: %s", clean(object),
		clean(action), clean(cause));
	if (err)
		fprintf(stderr, " (%s)", strerrorname_np(err));
	if (in_the_way->text)
		fprintf(stderr, "\n  in the way: %s", clean(in_the_way->text));
	if (next)
		fprintf(stderr, "\n  next: %s", clean(next));
	fputc('\n', stderr);
}

/**
 * complain - print an error message
 * @code: the exit code
 * @err: the positive errno; 0 if no call failed
 * @object: the device or file that the message is about
 * @action: the action that failed
 * @cause: the cause; NULL to describe @err
 * @next: the next step, or NULL
 *
 * Returns @code.
 */
int complain(int code, int err, const char *object, const char *action,
	     const char *cause, const char *next)
{
	struct obstacle nothing = { .text = NULL };

	return complain_of(&nothing, code, err, object, action, cause, next);
}

/**
 * usage - print an error message about the command line
 * @object: the wrong word
 * @text: the error
 * @next: a command that helps
 *
 * Returns USAGE.
 */
int usage(const char *object, const char *text, const char *next)
{
	struct obstacle nothing = { .text = NULL };

	fflush(stdout);
	if (opt.json)
		complain_json(&nothing, 0, object, "parse the command line",
			      text, next);
	else
		fprintf(stderr, "daxkmem: %s\n  next: %s\n", clean(text),
			clean(next));
	return USAGE;
}

int complain_of(struct obstacle *o, int code, int err, const char *object,
		const char *action, const char *cause, const char *next)
{
	if (!cause)
		cause = strerror(err);
	/* Keep the order if stdout and stderr go to the same file. */
	fflush(stdout);
	if (opt.json)
		complain_json(o, err, object, action, cause, next);
	else
		complain_text(o, err, object, action, cause, next);
	json_object_put(o->json);
	json_object_put(o->failure);
	return code;
}

/* Prints a warning; the command continues. */
void warn(const char *object, const char *text)
{
	struct json_object *e, *o;

	fflush(stdout);
	if (!opt.json) {
		fprintf(stderr, "daxkmem: %s: %s\n", clean(object), clean(text));
		return;
	}
	e = json_object_new_object();
	o = json_object_new_object();
	json_put_text(e, "object", object);
	json_put_text(e, "text", text);
	json_object_object_add(o, "warning", e);
	fprintf(stderr, "%s\n",
		json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN |
					       JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
}
