// SPDX-License-Identifier: GPL-2.0-only
/* Parses any bytes as an HMAT. */
#include <stdint.h>
#include <stdlib.h>
#include "hmat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(long long figure)
{
	if (figure != -1 && (figure < 1 || figure > UINT32_MAX))
		abort();
}

/* Returns what dk_hmat_performance() returned. */
static int performance(const uint8_t *data, size_t size, u32 from, u32 to)
{
	struct dk_hmat p;
	int rc = dk_hmat_performance(data, size, from, to, &p);

	if (rc > 0)
		abort();
	check(p.read_latency);
	check(p.write_latency);
	check(p.read_bandwidth);
	check(p.write_bandwidth);
	return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	u32 domain, from;
	int rc;

	for (domain = 0; domain < 4; domain++) {
		rc = dk_hmat_initiator(data, size, domain, NULL, &from);
		if (rc > 0)
			abort();
		if (!rc)
			performance(data, size, from, domain);
		else if (rc == -EINVAL &&
			 performance(data, size, 0, domain) != -EINVAL)
			abort();
	}
	return 0;
}
