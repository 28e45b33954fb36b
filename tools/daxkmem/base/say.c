// SPDX-License-Identifier: LGPL-2.1-or-later
/* Formatted text that need not be freed, and advice for error messages. */
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>
#include "base.h"

#define NR_SAID 256

/* The last texts of a thread; free() at its end. */
struct said {
	char *text[NR_SAID];
	unsigned int turn;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static bool has_key;

static void end_of_thread(void *arg)
{
	struct said *s = arg;
	int i;

	for (i = 0; i < NR_SAID; i++)
		free(s->text[i]);
	free(s);
}

static void make_key(void)
{
	has_key = !pthread_key_create(&key, end_of_thread);
}

static struct said *of_this_thread(void)
{
	struct said *s;

	pthread_once(&once, make_key);
	if (!has_key)
		return NULL;
	s = pthread_getspecific(key);
	if (s)
		return s;
	s = calloc(1, sizeof(*s));
	if (s && pthread_setspecific(key, s)) {
		free(s);
		s = NULL;
	}
	return s;
}

/*
 * Returns formatted text, valid until this thread has made NR_SAID more. Do not
 * free it. Never NULL: without memory it is "(out of memory)".
 */
const char *say(const char *fmt, ...)
{
	struct said *s = of_this_thread();
	char **old, *text;
	va_list ap;
	int n;

	if (!s)
		return "(out of memory)";
	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		return "(out of memory)";
	old = &s->text[s->turn++ % NR_SAID];
	free(*old);
	*old = text;
	return text;
}

/* Returns a size as 2G, 126M, 1.5T or 0. The text is from say(). */
const char *human(long long bytes)
{
	static const char units[] = "BKMGTPE";
	int unit = 0;
	long long whole = bytes, rest = 0;

	while (whole >= 1024) {
		rest = whole % 1024;
		whole /= 1024;
		unit++;
	}
	if (!unit)
		return say("%lld%s", whole, whole ? "B" : "");
	if (rest * 10 / 1024)
		return say("%lld.%lld%c", whole, rest * 10 / 1024, units[unit]);
	return say("%lld%c", whole, units[unit]);
}

/* A time since 1970 in UTC, such as 2026-01-02T03:04:05Z. */
const char *utc_text(long long when)
{
	char text[64];
	time_t t = when;
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(text, sizeof(text), UTC_FORMAT, &tm))
		return "1970-01-01T00:00:00Z";
	return say("%s", text);
}

/* Returns the next step for @err, or @otherwise if the errno suggests none. */
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

/* Returns a command that shows the driver's log lines about a device. */
const char *see_log(const char *name)
{
	return say("dmesg | grep %s shows why", name);
}
