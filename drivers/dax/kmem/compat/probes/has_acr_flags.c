// SPDX-License-Identifier: GPL-2.0-only
/* After Linux 6.12 alloc_contig_range() takes flags instead of a migrate type. */
#include <linux/gfp.h>

acr_flags_t probe(void);
acr_flags_t probe(void)
{
	return ACR_FLAGS_NONE;
}
