// SPDX-License-Identifier: GPL-2.0-only
/* Parses any bytes as an answer to Get Health Info. */
#include <stdint.h>
#include <stdlib.h>
#include "health.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bits that are set in the three bytes of status mean that a device is not normal. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct daxkmem_health h;
	int normal;

	if (health_parse(data, size, &h) != (size < HEALTH_LEN ? -EPROTO : 0))
		abort();
	if (size < HEALTH_LEN)
		return 0;
	normal = !(data[0] | data[1] | data[2]);
	if (normal != !h.conditions[0] || h.conditions[15])
		abort();
	if (h.life_used < -1 || h.life_used > 254)
		abort();
	return 0;
}
