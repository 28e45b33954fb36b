// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which node the pages of a guest are of. Xen has no call that says so; it only
 * writes it into its log, when asked for that with a debug key.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "xen.h"

#define LOG_ROOM (1 << 20)

/*
 * The hypervisor's log from *@at on, which moves behind it; the caller frees
 * it. NULL if it cannot be read.
 */
static char *read_log(xc_interface *xc, uint32_t *at)
{
	unsigned int room, have = 0;
	char *text = malloc(LOG_ROOM);

	do {
		room = LOG_ROOM - 1 - have;
		if (!text ||
		    xc_readconsolering(xc, text + have, &room, 0, 1, at)) {
			free(text);
			return NULL;
		}
		have += room;
	} while (room && have < LOG_ROOM - 1);
	text[have] = 0;
	return text;
}

/* The end of the log, from where what comes later begins. */
static int skip_log(xc_interface *xc, uint32_t *at)
{
	char *text;

	*at = 0;
	text = read_log(xc, at);
	free(text);
	return text ? 0 : -EACCES;
}

static const char *next_line(const char *text)
{
	const char *end = strchr(text, '\n');

	return end ? end + 1 : NULL;
}

/* The line about a guest. Lines that guests write do not begin so. */
static const char *find_guest(const char *text, uint32_t domid)
{
	uint32_t id;

	for (; text; text = next_line(text))
		if (sscanf(text, "(XEN)%*[^D\n]Domain %u (total: ", &id) == 1 &&
		    id == domid)
			return text;
	return NULL;
}

/* Pages of one guest; -1 if they are not all its pages. */
static long long parse_guest(const char *text, uint32_t domid, int node)
{
	long long total, pages, found = -1, sum = 0;
	int n;

	text = find_guest(text, domid);
	if (!text || sscanf(text, "(XEN)%*[^D\n]Domain %*u (total: %lld)",
			    &total) != 1)
		return -1;
	while ((text = next_line(text)) &&
	       sscanf(text, "(XEN)%*[^N\n]Node %d: %lld", &n, &pages) == 2) {
		sum += pages;
		if (n == node)
			found = pages;
	}
	return sum == total ? found : -1;
}

/**
 * owners_ask - have the hypervisor say which nodes its guests' pages are of
 *
 * Returns what it says, for owners_of_guest(); the caller frees it. NULL if it
 * does not.
 */
char *owners_ask(xc_interface *xc)
{
	static const char heading[] = "Memory location of each domain:";
	uint32_t at;
	char *text;

	if (skip_log(xc, &at) || xc_send_debug_keys(xc, "u"))
		return NULL;
	text = read_log(xc, &at);
	if (text && strstr(text, heading))
		return text;
	free(text);
	return NULL;
}

/* Bytes that a guest has of a node, or -1 where that is not said. */
long long owners_of_guest(const char *said, uint32_t domid, int node)
{
	long long pages = said ? parse_guest(said, domid, node) : -1;

	return pages < 0 ? -1 : pages * (long long)XEN_PAGE;
}
