/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Add the poison lists of CXL memory devices to the ledger. */
#ifndef LIBDAXKMEM_BAD_CXL_H
#define LIBDAXKMEM_BAD_CXL_H

#include "lib/private.h"

void bad_cxl_refresh(struct daxkmem_device *d);
int bad_cxl_import(struct daxkmem_device *d);

#endif /* LIBDAXKMEM_BAD_CXL_H */
