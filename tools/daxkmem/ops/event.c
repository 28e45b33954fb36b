// SPDX-License-Identifier: GPL-2.0-or-later
/* One line per event, with its time, as text or as JSON. */
#include <time.h>
#include "ops/event.h"

/* Local time for text, UTC for JSON. */
static const char *now(void)
{
	char text[64];
	struct timespec t;
	struct tm tm;

	clock_gettime(CLOCK_REALTIME, &t);
	if (!opt.json) {
		localtime_r(&t.tv_sec, &tm);
		strftime(text, sizeof(text), "%H:%M:%S", &tm);
		return say("%s.%03ld", text, t.tv_nsec / 1000000);
	}
	gmtime_r(&t.tv_sec, &tm);
	strftime(text, sizeof(text), "%FT%T", &tm);
	return say("%s.%06ldZ", text, t.tv_nsec / 1000);
}

/* @device: NULL if the event belongs to none. */
struct json_object *event_new(const char *device, const char *what)
{
	struct json_object *e = json_object_new_object();

	json_put_text(e, "time", now());
	json_put_text(e, "device", device);
	json_put_text(e, "event", what);
	return e;
}

/* @text: follows time and device in text output. Puts @e. */
void event_tell(struct json_object *e, const char *text)
{
	const char *device =
		json_object_get_string(json_object_object_get(e, "device"));

	if (opt.quiet)
		goto out;
	if (opt.json)
		puts(json_object_to_json_string_ext(e, JSON_C_TO_STRING_PLAIN |
						    JSON_C_TO_STRING_NOSLASHESCAPE));
	else
		printf("%s %s %s\n",
		       json_object_get_string(json_object_object_get(e, "time")),
		       device ?: "-", clean(text));
	/* Flush, because a reader of a pipe waits for each line. */
	fflush(stdout);
out:
	json_object_put(e);
}
