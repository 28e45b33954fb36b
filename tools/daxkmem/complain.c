// SPDX-License-Identifier: GPL-2.0-or-later
/* An error: the object, the action, the cause, and the next step. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include "daxkmem.h"

#define NR_SAID 8

/* Text for a complaint; good until some more have been made. */
const char *say(const char *fmt, ...)
{
	static char said[NR_SAID][1024];
	static unsigned int turn;
	char *s = said[turn++ % NR_SAID];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s, sizeof(said[0]), fmt, ap);
	va_end(ap);
	return s;
}

/* What to do about @err; for an errno that says nothing by itself, @otherwise. */
const char *next_step(int err, const char *otherwise)
{
	switch (err) {
	case EACCES:
	case EPERM:
	case EROFS:
		return "run it as root";
	default:
		return otherwise;
	}
}

static void json_field(const char *key, const char *value)
{
	fprintf(stderr, "\"%s\":", key);
	if (value)
		json_string(stderr, value);
	else
		fputs("null", stderr);
}

static void complain_json(int err, const char *object, const char *action,
			  const char *cause, const char *next)
{
	fputs("{\"error\":{", stderr);
	json_field("object", object);
	fputc(',', stderr);
	json_field("action", action);
	fputc(',', stderr);
	json_field("cause", cause);
	fputc(',', stderr);
	json_field("errno", err ? strerrorname_np(err) : NULL);
	fputc(',', stderr);
	json_field("next", next);
	fputs("}}\n", stderr);
}

static void complain_text(int err, const char *object, const char *action,
			  const char *cause, const char *next)
{
	fputs("daxkmem: ", stderr);
	print_safe(stderr, object);
	fprintf(stderr, ": cannot %s: ", action);
	print_safe(stderr, cause);
	if (err)
		fprintf(stderr, " (%s)", strerrorname_np(err));
	if (next)
		fprintf(stderr, "\n  next: %s", next);
	fputc('\n', stderr);
}

/**
 * complain - say what went wrong
 * @code: the exit code
 * @err: the errno, positive; 0 if no call failed
 * @object: what it is about
 * @action: what could not be done
 * @cause: why; NULL for what the errno means
 * @next: what to do now, or NULL
 *
 * Returns @code.
 */
int complain(int code, int err, const char *object, const char *action,
	     const char *cause, const char *next)
{
	if (!cause)
		cause = strerror(err);
	/* In order, where both go to the same place. */
	fflush(stdout);
	if (opt.json)
		complain_json(err, object, action, cause, next);
	else
		complain_text(err, object, action, cause, next);
	return code;
}
