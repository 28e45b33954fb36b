/* SPDX-License-Identifier: GPL-2.0-only */
/* Module parameters of dax_kmem; all but bus_name may change at any time. */
#ifndef DAX_KMEM_PARAMS_H
#define DAX_KMEM_PARAMS_H

#include "claim/claim.h"

const char *dax_kmem_bus_name(void);
enum dk_policy dax_kmem_default_policy(void);
enum dk_memmap dax_kmem_default_memmap(void);
bool dax_kmem_plug_on_bind(void);
const char *dax_kmem_devices(void);
const char *dax_kmem_ranges(void);
bool dax_kmem_block_events(void);

#endif /* DAX_KMEM_PARAMS_H */
