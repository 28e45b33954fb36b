// SPDX-License-Identifier: GPL-2.0-only
/*
 * Up to Linux 6.12 the name of a symbol namespace is a bare word; since then
 * ("module: Convert symbol namespace to string literal") it is a string.
 */
#include <linux/module.h>

MODULE_IMPORT_NS(DAX_KMEM);
