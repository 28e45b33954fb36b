/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/*
 * The types that core/ uses: integers, booleans and errno values. This is the
 * only file of core/ that differs between the kernel and user space.
 */
#ifndef DK_CORE_TYPES_H
#define DK_CORE_TYPES_H

#ifdef __KERNEL__
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/string.h>
#else
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef unsigned long long u64;
typedef unsigned int u32;
typedef unsigned char u8;
#endif

#endif /* DK_CORE_TYPES_H */
