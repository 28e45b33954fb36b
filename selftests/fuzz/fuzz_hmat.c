// SPDX-License-Identifier: GPL-2.0-only
/* An HMAT of any bytes. */
#include <stdint.h>
#include "hmat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hmat_performance p;
	u32 domain, from;

	for (domain = 0; domain < 4; domain++) {
		if (!hmat_initiator(data, size, domain, &from))
			hmat_performance(data, size, from, domain, &p);
		hmat_performance(data, size, 0, domain, &p);
	}
	return 0;
}
