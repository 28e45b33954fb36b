// SPDX-License-Identifier: GPL-2.0-or-later
/* JSON values; a missing or unknown value is null. */
#include "cli/daxkmem.h"

struct json_object *json_text(const char *s)
{
	return s ? json_object_new_string(clean(s)) : NULL;
}

struct json_object *json_count(long long n)
{
	return n < 0 ? NULL : json_object_new_int64(n);
}

void json_put_text(struct json_object *o, const char *key, const char *s)
{
	json_object_object_add(o, key, json_text(s));
}

void json_put_count(struct json_object *o, const char *key, long long n)
{
	json_object_object_add(o, key, json_count(n));
}

void json_print(struct json_object *o)
{
	puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PRETTY |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
}

static struct json_object *results;	/* NULL: a single result is printed */

/* Collect what json_result() receives, up to json_results_end(). */
void json_results_begin(void)
{
	results = json_object_new_array();
}

/* Print the collected results as one array. */
void json_results_end(void)
{
	json_print(results);
	json_object_put(results);
	results = NULL;
}

/* Print @o, or collect it. Releases @o. */
void json_result(struct json_object *o)
{
	if (results) {
		json_object_array_add(results, o);
		return;
	}
	json_print(o);
	json_object_put(o);
}
