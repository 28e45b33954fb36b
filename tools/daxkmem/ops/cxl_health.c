// SPDX-License-Identifier: GPL-2.0-or-later
/* The health of CXL memory devices, as JSON and as text. */
#include "ops/cxl.h"

static struct json_object *conditions_json(const struct daxkmem_health *h)
{
	struct json_object *list = json_object_new_array();
	size_t i;

	for (i = 0; h->conditions[i]; i++)
		json_object_array_add(list, json_text(h->conditions[i]));
	return list;
}

/* The numbers are named as by cxl(1). Omit those that the device does not report. */
static struct json_object *health_json(const struct daxkmem_health *h)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "conditions", conditions_json(h));
	if (h->life_used >= 0)
		json_put_count(o, "life_used_percent", h->life_used);
	if (h->temperature != DAXKMEM_NO_TEMPERATURE)
		json_object_object_add(o, "temperature",
				       json_object_new_int(h->temperature));
	json_put_count(o, "dirty_shutdowns", h->dirty_shutdowns);
	json_put_count(o, "volatile_errors", h->volatile_errors);
	json_put_count(o, "pmem_errors", h->persistent_errors);
	return o;
}

/* The conditions with @between between them: "hardware replacement needed, life used critical" */
static const char *conditions_text(struct json_object *health, const char *between)
{
	struct json_object *list = json_object_object_get(health, "conditions");
	const char *text = NULL, *word;
	size_t i;

	for (i = 0; i < json_object_array_length(list); i++) {
		word = json_object_get_string(json_object_array_get_idx(list, i));
		text = text ? say("%s%s%s", text, between, word) : word;
	}
	return text ?: "normal";
}

/* Returns NULL if the memory device does not report its health. */
static struct json_object *read_health(struct json_object *memdev)
{
	const char *name = json_object_get_string(json_object_object_get(memdev, "memdev"));
	struct daxkmem_health h;

	return daxkmem_memdev_health(ctx, name, &h) ? NULL : health_json(&h);
}

/*
 * Ask the memory devices that cxl_put() has added for their health, and add it if they
 * report it. The column of tables has one item for each of them, without commas.
 */
void cxl_put_health(struct json_object *o)
{
	struct json_object *memdevs = json_object_object_get(o, "memdevs");
	struct json_object *m, *health, *column;
	size_t i;

	if (!memdevs)
		return;
	column = json_object_new_array();
	for (i = 0; i < json_object_array_length(memdevs); i++) {
		m = json_object_array_get_idx(memdevs, i);
		health = read_health(m);
		if (health)
			json_object_object_add(m, "health", health);
		json_object_array_add(column, health ?
				      json_text(conditions_text(health, "; ")) : NULL);
	}
	if (opt.json)
		json_object_put(column);
	else
		json_object_object_add(o, "health_shown", column);
}

/* Numbers, with the text before and after them. Only some say something if 0. */
static const struct {
	const char *key, *before, *after;
	bool zero;
} numbers[] = {
	{ "life_used_percent", "life used ", " %", true },
	{ "temperature", "temperature ", " C", true },
	{ "volatile_errors", "corrected volatile errors ", "", false },
	{ "pmem_errors", "corrected persistent errors ", "", false },
	{ "dirty_shutdowns", "dirty shutdowns ", "", false },
};

/* "normal, life used 3 %, temperature 36 C" */
static const char *health_text(struct json_object *health)
{
	const char *text = conditions_text(health, ", ");
	struct json_object *n;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		n = json_object_object_get(health, numbers[i].key);
		if (n && (numbers[i].zero || json_object_get_int64(n)))
			text = say("%s, %s%s%s", text, numbers[i].before,
				   json_object_get_string(n), numbers[i].after);
	}
	return text;
}

/* Print a line for each memory device that reports its health. */
void cxl_print_health(struct json_object *o)
{
	struct json_object *memdevs = json_object_object_get(o, "memdevs"), *m, *health;
	const char *title = "Health";
	size_t i;

	for (i = 0; memdevs && i < json_object_array_length(memdevs); i++) {
		m = json_object_array_get_idx(memdevs, i);
		health = json_object_object_get(m, "health");
		if (!health)
			continue;
		printf("  %-18s %s: %s\n", title,
		       json_object_get_string(json_object_object_get(m, "memdev")),
		       health_text(health));
		title = "";
	}
}
