// SPDX-License-Identifier: GPL-2.0-only
/* Parses any bytes as a CDAT, with the checksum that they have, and with a correct one. */
#include <stdint.h>
#include <stdlib.h>
#include "cdat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(long long figure, int rc)
{
	if (figure != -1 && (rc || figure < 1 || figure > UINT32_MAX))
		abort();
}

static void parse(const uint8_t *data, size_t size, u64 start, u64 length)
{
	struct dk_hmat p;
	int rc = cdat_performance(data, size, start, length, &p);

	if (rc > 0)
		abort();
	check(p.read_latency, rc);
	check(p.write_latency, rc);
	check(p.read_bandwidth, rc);
	check(p.write_bandwidth, rc);
}

/* Correct the checksum of the length that the header has. */
static void seal(uint8_t *b, size_t size)
{
	size_t len = b[0] | b[1] << 8 | b[2] << 16 | (size_t)b[3] << 24;

	b[5] = 0;
	while (len <= size && len--)
		b[5] -= len == 5 ? 0 : b[len];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy;

	parse(data, size, 0, 4096);
	if (size < 6)
		return 0;
	copy = malloc(size);
	if (!copy)
		return 0;
	memcpy(copy, data, size);
	seal(copy, size);
	parse(copy, size, 0, 4096);
	parse(copy, size, ~0ULL, 1);
	free(copy);
	return 0;
}
