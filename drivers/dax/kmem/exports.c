// SPDX-License-Identifier: GPL-2.0-only
/*
 * What dax_kmem_xen uses of core/, which also programs are built from and which
 * knows nothing of modules. All else is exported behind its function.
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
DK_EXPORT(dk_srat_next);
