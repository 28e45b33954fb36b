// SPDX-License-Identifier: GPL-2.0-only
/*
 * Export the functions of core/ that dax_kmem_xen uses. core/ is also built
 * into programs, so it must not use kernel macros. Other functions are exported
 * where they are defined.
 */
#include <linux/export.h>
#include "compat/compat.h"
#include "core/spanset.h"
#include "core/srat.h"

DK_EXPORT(dk_spanset_add);
DK_EXPORT(dk_spanset_overlaps);
DK_EXPORT(dk_spanset_equal);
DK_EXPORT(dk_spanset_meets);
DK_EXPORT(dk_spanset_len);
DK_EXPORT(dk_srat_find);
DK_EXPORT(dk_srat_memory);
DK_EXPORT(dk_srat_next);
