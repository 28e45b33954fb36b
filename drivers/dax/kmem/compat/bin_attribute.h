/* SPDX-License-Identifier: GPL-2.0-only */
/* Binary attributes, which kernels after 6.12 only take as constants. */
#ifndef DAX_KMEM_COMPAT_BIN_ATTRIBUTE_H
#define DAX_KMEM_COMPAT_BIN_ATTRIBUTE_H

#include "facts.h"

#ifdef DK_BIN_ATTRIBUTE_IS_CONST
#define DK_CONST_BIN const
#else
#define DK_CONST_BIN
#endif

#endif /* DAX_KMEM_COMPAT_BIN_ATTRIBUTE_H */
