// SPDX-License-Identifier: GPL-2.0-only
/* The tool's lib/health: answers to Get Health Info, written byte by byte. */
#include "kselftest.h"
#include "health.h"

struct answer {
	u8 b[64];
	size_t len;
};

static void put(u8 *at, u32 value, int bytes)
{
	for (; bytes--; value >>= 8)
		*at++ = value;
}

/* A device without a problem, whose numbers are all different. */
static struct answer sound(void)
{
	struct answer a = { .len = HEALTH_LEN };

	a.b[3] = 7;
	put(a.b + 4, 36, 2);
	put(a.b + 6, 0x01020304, 4);
	put(a.b + 10, 0x11121314, 4);
	put(a.b + 14, 0xf1f2f3f4, 4);
	return a;
}

/* In a copy of the exact size, so that the sanitizer finds an overread. */
static int parse(const struct answer *a, struct daxkmem_health *h)
{
	u8 *copy = malloc(a->len ?: 1);
	int rc;

	memcpy(copy, a->b, a->len);
	memset(h, 0x55, sizeof(*h));
	rc = health_parse(copy, a->len, h);
	free(copy);
	return rc;
}

/* The health has these conditions, in their order, and no other. */
static int has(const struct daxkmem_health *h, const char *first, const char *second)
{
	const char *const *c = h->conditions;

	if (!first)
		return !c[0];
	if (!c[0] || strcmp(c[0], first))
		return 0;
	if (!second)
		return !c[1];
	return c[1] && !strcmp(c[1], second) && !c[2];
}

/* A sound device except for one byte. */
static int byte_is(int at, u8 value, const char *first, const char *second)
{
	struct answer a = sound();
	struct daxkmem_health h;

	a.b[at] = value;
	return !parse(&a, &h) && has(&h, first, second);
}

static void numbers(void)
{
	struct answer a = sound();
	struct daxkmem_health h;

	point(!parse(&a, &h) && has(&h, NULL, NULL), "a device without a problem is normal");
	point(h.life_used == 7 && h.temperature == 36, "... percent and degrees");
	point(h.dirty_shutdowns == 0x01020304 && h.volatile_errors == 0x11121314 &&
	      h.persistent_errors == 0xf1f2f3f4, "... counters of 32 bits");
}

static int life_used_is(u8 value, int want)
{
	struct answer a = sound();
	struct daxkmem_health h;

	a.b[3] = value;
	return !parse(&a, &h) && h.life_used == want && h.temperature == 36 &&
	       has(&h, NULL, NULL);
}

static int temperature_is(u32 value, int want)
{
	struct answer a = sound();
	struct daxkmem_health h;

	put(a.b + 4, value, 2);
	return !parse(&a, &h) && h.temperature == want && h.life_used == 7 &&
	       has(&h, NULL, NULL);
}

static void optional(void)
{
	point(life_used_is(0, 0) && life_used_is(100, 100) && life_used_is(254, 254),
	      "any percentage");
	point(life_used_is(0xff, -1), "... and none");
	point(temperature_is(0, 0) && temperature_is(0x7ffe, 32766) &&
	      temperature_is(0xfffe, -2) && temperature_is(0xffd8, -40),
	      "temperatures above and below zero");
	point(temperature_is(0x7fff, DAXKMEM_NO_TEMPERATURE) &&
	      temperature_is(0xffff, DAXKMEM_NO_TEMPERATURE) &&
	      temperature_is(0x8000, DAXKMEM_NO_TEMPERATURE), "... and none");
}

static void health_status(void)
{
	point(byte_is(0, 1, "maintenance needed", NULL), "maintenance needed");
	point(byte_is(0, 2, "performance degraded", NULL), "performance degraded");
	point(byte_is(0, 4, "hardware replacement needed", NULL),
	      "hardware replacement needed");
	point(byte_is(0, 8, "memory capacity degraded", NULL),
	      "memory capacity degraded");
	point(byte_is(0, 5, "maintenance needed", "hardware replacement needed"),
	      "two of them");
	point(byte_is(0, 0x10, "unknown health status", NULL) &&
	      byte_is(0, 0xf0, "unknown health status", NULL) &&
	      byte_is(0, 0x81, "maintenance needed", "unknown health status"),
	      "unknown bits are not normal");
}

static void media_status(void)
{
	static const char *const words[] = {
		NULL, "media not ready", "write persistency lost", "all data lost",
		"write persistency loss on power loss",
		"write persistency loss on shutdown",
		"write persistency loss imminent", "all data loss on power loss",
		"all data loss on shutdown", "all data loss imminent",
	};
	int good = 1, i;

	for (i = 0; i < 10; i++)
		good &= byte_is(1, i, words[i], NULL);
	point(good, "each media status");
	for (good = 1; i < 256; i++)
		good &= byte_is(1, i, "unknown media status", NULL);
	point(good, "an unknown media status is not normal");
}

static void additional_status(void)
{
	point(byte_is(2, 1, "life used warning", NULL) &&
	      byte_is(2, 2, "life used critical", NULL) &&
	      byte_is(2, 3, "unknown life used status", NULL), "levels of the life used");
	point(byte_is(2, 4, "temperature warning", NULL) &&
	      byte_is(2, 8, "temperature critical", NULL) &&
	      byte_is(2, 12, "unknown temperature status", NULL),
	      "levels of the temperature");
	point(byte_is(2, 0x10, "corrected volatile errors warning", NULL) &&
	      byte_is(2, 0x20, "corrected persistent errors warning", NULL),
	      "warnings about corrected errors");
	point(byte_is(2, 0x40, "unknown additional status", NULL) &&
	      byte_is(2, 0x80, "unknown additional status", NULL),
	      "unknown bits are not normal");
	point(byte_is(2, 9, "life used warning", "temperature critical"),
	      "two of them");
}

static void everything(void)
{
	struct answer a = { .len = HEALTH_LEN };
	struct daxkmem_health h;
	size_t i;

	memset(a.b, 0xff, sizeof(a.b));
	point(!parse(&a, &h), "an answer with all bits");
	for (i = 0; i < 16 && h.conditions[i]; i++)
		;
	point(i == 11, "... has all conditions, which fit");
	point(h.life_used == -1 && h.temperature == DAXKMEM_NO_TEMPERATURE &&
	      h.volatile_errors == ~0U, "... and only counters");
}

static void lengths(void)
{
	struct answer a = sound();
	struct daxkmem_health h;
	int good = 1;

	for (a.len = 0; a.len < HEALTH_LEN; a.len++)
		good &= parse(&a, &h) == -EPROTO && h.life_used == -1 &&
			h.temperature == DAXKMEM_NO_TEMPERATURE;
	point(good, "an answer that is too short has no value");
	a.len = sizeof(a.b);
	point(!parse(&a, &h) && h.life_used == 7, "a longer one is read");
}

int main(void)
{
	points_planned(25);
	numbers();
	optional();
	health_status();
	media_status();
	additional_status();
	everything();
	lengths();
	finish();
}
