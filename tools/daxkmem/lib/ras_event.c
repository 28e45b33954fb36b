// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Parse the kernel's trace events of memory errors that are not of CXL devices:
 * mc_event of a driver for the memory controller, and memory_failure_event of a
 * page that the kernel took out of use.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "ras_event.h"

#define CONTROLLER " mc_event: "
#define FAILURE " memory_failure_event: "

/* "1 Corrected error: ... on DIMM0 (mc:0 location:0:0 address:0x12345000 ...)" */
static bool parse_controller(const char *text, struct ras_event *e)
{
	const char *at = strstr(text, " address:0x");
	char type[16];

	if (!at || sscanf(text, "%u %15s error", &e->errors, type) != 2 ||
	    sscanf(at, " address:%llx", &e->address) != 1 || !e->address)
		return false;
	e->uncorrected = strcmp(type, "Corrected");
	return strcmp(type, "Info");
}

/* "pfn=0x12345 recovery action for dirty LRU page: Recovered" */
static bool parse_failure(const char *text, struct ras_event *e)
{
	if (sscanf(text, "pfn=%llx", &e->address) != 1)
		return false;
	e->address *= sysconf(_SC_PAGESIZE);
	e->errors = 1;
	e->uncorrected = true;
	return true;
}

/* Returns false if the line is not one of the events, or has no address. */
bool ras_event_parse(const char *line, struct ras_event *e)
{
	const char *at = strstr(line, CONTROLLER);

	*e = (struct ras_event){ 0 };
	if (at)
		return parse_controller(at + strlen(CONTROLLER), e);
	at = strstr(line, FAILURE);
	return at && parse_failure(at + strlen(FAILURE), e);
}
