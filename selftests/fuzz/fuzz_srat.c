// SPDX-License-Identifier: GPL-2.0-only
/* Parses any bytes as an SRAT. */
#include <stdint.h>
#include <stdlib.h>
#include "srat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dk_span spans[] = {
		{ 0, 4096 }, { 1ULL << 32, 1ULL << 33 }, { ~0ULL - 1, ~0ULL },
	};
	struct dk_span span;
	bool hotplug;
	u32 domain;
	size_t i, at = 0;

	for (i = 0; i < sizeof(spans) / sizeof(spans[0]); i++)
		if (dk_srat_find(data, size, spans[i], &domain) > 0)
			abort();
	/* The loop must end, and no range may wrap. */
	for (domain = 0; domain < 3; domain++, at = 0)
		while (dk_srat_next(data, size, domain, &at, &span,
				    &hotplug) > 0)
			if (span.start > span.end || at > size)
				abort();
	return 0;
}
