// SPDX-License-Identifier: GPL-2.0-only
/* An SRAT of any bytes. */
#include <stdint.h>
#include <stdlib.h>
#include "srat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dk_span spans[] = {
		{ 0, 4096 }, { 1ULL << 32, 1ULL << 33 }, { ~0ULL - 1, ~0ULL },
	};
	u32 domain;
	size_t i;

	for (i = 0; i < sizeof(spans) / sizeof(spans[0]); i++)
		if (dk_srat_find(data, size, spans[i], &domain) > 0)
			abort();
	return 0;
}
