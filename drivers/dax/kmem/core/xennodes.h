/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* Which addresses a Xen hypervisor assigns to nodes. */
#ifndef DK_CORE_XENNODES_H
#define DK_CORE_XENNODES_H

#include "span.h"

u64 dk_xen_nodes_end(const u8 *table, size_t len, struct dk_span entry,
		     u32 domain);

#endif /* DK_CORE_XENNODES_H */
