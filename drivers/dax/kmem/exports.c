// SPDX-License-Identifier: GPL-2.0-only
/* What dax_kmem_xen uses of this module, and nobody else. */
#include <linux/export.h>
#include "compat/compat.h"
#include "core/srat.h"
#include "dax_kmem.h"

DK_EXPORT(dax_kmem_dev_ranges);
DK_EXPORT(dax_kmem_binds_unplugged);
DK_EXPORT(dax_kmem_driver_groups);
DK_EXPORT(dax_kmem_badblocks_import);
DK_EXPORT(dax_kmem_poison_add);
DK_EXPORT(dax_kmem_poison_forget);
DK_EXPORT(dax_kmem_poison_first);
DK_EXPORT(dax_kmem_poison_len);
DK_EXPORT(dax_kmem_bad_pages_print);
DK_EXPORT(dax_kmem_bad_pages_take);
DK_EXPORT(dk_refuse_word);
DK_EXPORT(dax_kmem_tell_bad);

DK_EXPORT(dk_spanset_add);
DK_EXPORT(dk_spanset_overlaps);
DK_EXPORT(dk_spanset_equal);
DK_EXPORT(dk_spanset_meets);
DK_EXPORT(dk_spanset_len);
DK_EXPORT(dk_srat_find);
DK_EXPORT(dk_srat_next);
