// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Device health information, CXL 3.1, section 8.2.9.9.3.1. A value that this file does
 * not know is a condition, too, so that a device is not normal by mistake.
 */
#include "bytes.h"
#include "health.h"

#define NR(a) (sizeof(a) / sizeof((a)[0]))

#define STATUS_AT 0		/* bits */
#define MEDIA_AT 1		/* a number */
#define ADDITIONAL_AT 2		/* bits */
#define LIFE_USED_AT 3		/* percent */
#define TEMPERATURE_AT 4	/* degrees Celsius, signed, 2 bytes */
#define DIRTY_SHUTDOWNS_AT 6	/* the counters have 4 bytes */
#define VOLATILE_ERRORS_AT 10
#define PERSISTENT_ERRORS_AT 14

/* Shifts of the additional status. The levels have 2 bits, the warnings 1. */
#define LIFE_USED_SHIFT 0
#define TEMPERATURE_SHIFT 2
#define VOLATILE_ERRORS_SHIFT 4
#define PERSISTENT_ERRORS_SHIFT 5
#define UNKNOWN_SHIFT 6

#define NO_LIFE_USED 0xff
/* 0x7fff, or -1. The cxl program takes -1 for "not reported", too. */
#define NO_TEMPERATURE 0x7fff
#define NO_TEMPERATURE_2 0xffff

/* The array has room for all conditions at once, and a NULL. @condition: NULL is none */
static void add(struct daxkmem_health *h, const char *condition)
{
	size_t i = 0;

	while (h->conditions[i])
		i++;
	h->conditions[i] = condition;
}

static void add_status(struct daxkmem_health *h, u8 status)
{
	static const char *const words[] = {
		"maintenance needed", "performance degraded",
		"hardware replacement needed", "memory capacity degraded",
	};
	size_t i;

	for (i = 0; i < NR(words); i++)
		if (status >> i & 1)
			add(h, words[i]);
	if (status >> NR(words))
		add(h, "unknown health status");
}

static void add_media(struct daxkmem_health *h, u8 media)
{
	static const char *const words[] = {
		NULL,	/* normal */
		"media not ready",
		"write persistency lost",
		"all data lost",
		"write persistency loss on power loss",
		"write persistency loss on shutdown",
		"write persistency loss imminent",
		"all data loss on power loss",
		"all data loss on shutdown",
		"all data loss imminent",
	};

	add(h, media < NR(words) ? words[media] : "unknown media status");
}

static void add_additional(struct daxkmem_health *h, u8 status)
{
	static const char *const life_used[] = {
		NULL, "life used warning", "life used critical",
		"unknown life used status",
	};
	static const char *const heat[] = {
		NULL, "temperature warning", "temperature critical",
		"unknown temperature status",
	};

	add(h, life_used[status >> LIFE_USED_SHIFT & 3]);
	add(h, heat[status >> TEMPERATURE_SHIFT & 3]);
	if (status >> VOLATILE_ERRORS_SHIFT & 1)
		add(h, "corrected volatile errors warning");
	if (status >> PERSISTENT_ERRORS_SHIFT & 1)
		add(h, "corrected persistent errors warning");
	if (status >> UNKNOWN_SHIFT)
		add(h, "unknown additional status");
}

static int temperature(u32 value)
{
	if (value == NO_TEMPERATURE || value == NO_TEMPERATURE_2)
		return DAXKMEM_NO_TEMPERATURE;
	return value < 0x8000 ? (int)value : (int)value - 0x10000;
}

/**
 * health_parse - interpret the answer to Get Health Info
 * @answer: the output payload; may have any values
 * @len: its size in bytes; a later version of CXL may append values
 * @h: receives the health
 *
 * Returns 0; -EPROTO if the answer is too short.
 */
int health_parse(const u8 *answer, size_t len, struct daxkmem_health *h)
{
	*h = (struct daxkmem_health){
		.life_used = -1,
		.temperature = DAXKMEM_NO_TEMPERATURE,
	};
	if (len < HEALTH_LEN)
		return -EPROTO;
	add_status(h, answer[STATUS_AT]);
	add_media(h, answer[MEDIA_AT]);
	add_additional(h, answer[ADDITIONAL_AT]);
	if (answer[LIFE_USED_AT] != NO_LIFE_USED)
		h->life_used = answer[LIFE_USED_AT];
	h->temperature = temperature(dk_le(answer + TEMPERATURE_AT, 2));
	h->dirty_shutdowns = dk_le(answer + DIRTY_SHUTDOWNS_AT, 4);
	h->volatile_errors = dk_le(answer + VOLATILE_ERRORS_AT, 4);
	h->persistent_errors = dk_le(answer + PERSISTENT_ERRORS_AT, 4);
	return 0;
}
