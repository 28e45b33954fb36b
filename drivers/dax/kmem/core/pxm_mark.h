/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* A request to add memory that only a Xen hypervisor with our live patch accepts. */
#ifndef DK_CORE_PXM_MARK_H
#define DK_CORE_PXM_MARK_H

/*
 * Exclusive-or of this and a proximity domain is a domain that no firmware has
 * for the range. Xen assigns a new node number to it, and then refuses the request
 * with -EINVAL, before it writes to node_data[]. The live patch reverses the
 * operation.
 */
#define DK_PXM_MARK 0xda400000u

#endif /* DK_CORE_PXM_MARK_H */
