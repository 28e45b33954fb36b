// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Find the nodes that the pages of a guest are on. Xen has no hypercall for
 * this; it only writes the numbers into its log, on a debug key.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "daxkmem_xen.h"

#define LOG_ROOM (1 << 20)

/*
 * Read the hypervisor's log from position *at on, and move *at to the end of
 * what was read, LOG_ROOM bytes at most. The caller frees the text. Return: the
 * text; NULL on any error.
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

/* Move *at to the end of the log. Return: 0, or -EACCES on any error. */
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

/*
 * Parse the line "(XEN) Domain 1 (total: 65536):", as Xen 4.17 writes it, or
 * "(XEN) d1 (total: 65536):". Lines that guests write have no "(XEN)" prefix.
 */
static bool is_guest(const char *line, uint32_t domid, long long *total)
{
	uint32_t id;

	return (sscanf(line, "(XEN)%*[^Dd\n]Domain %u (total: %lld)", &id,
		       total) == 2 ||
		sscanf(line, "(XEN)%*[^Dd\n]d%u (total: %lld)", &id,
		       total) == 2) &&
	       id == domid;
}

static const char *find_guest(const char *text, uint32_t domid,
			      long long *total)
{
	while (text && !is_guest(text, domid, total))
		text = next_line(text);
	return text;
}

/*
 * Pages of a guest on a node; -1 if the log does not say, or if the numbers of
 * all nodes do not add up to the total.
 */
static long long parse_guest(const char *text, uint32_t domid, int node)
{
	long long total, pages, found = -1, sum = 0;
	int n;

	text = find_guest(text, domid, &total);
	if (!text)
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
 * owners_ask - let the hypervisor log which nodes the guests' pages are on
 * @xc: the hypervisor
 *
 * Return: the text of the log for owners_of_guest(), which the caller frees;
 * NULL if the hypervisor does not write it or the log cannot be read.
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

/* Bytes that a guest has on a node; -1 if @said is NULL or does not say. */
long long owners_of_guest(const char *said, uint32_t domid, int node)
{
	long long pages = said ? parse_guest(said, domid, node) : -1;

	return pages < 0 ? -1 : pages * (long long)XEN_PAGE;
}
