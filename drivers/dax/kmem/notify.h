/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory notifier and the PM notifier. */
#ifndef DAX_KMEM_NOTIFY_H
#define DAX_KMEM_NOTIFY_H

int dax_kmem_notify_init(void);
void dax_kmem_notify_exit(void);

#endif /* DAX_KMEM_NOTIFY_H */
