/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fault injection by /proc/self/fail-nth (Documentation/fault-injection): pass a
 * fault that is due in the writer of an attribute to the thread that works for
 * the writer.
 */
#ifndef DAX_KMEM_COMPAT_FAULTS_H
#define DAX_KMEM_COMPAT_FAULTS_H

#include <linux/sched.h>

#ifdef CONFIG_FAULT_INJECTION
static inline unsigned int dk_take_faults(void)
{
	unsigned int nth = current->fail_nth;

	current->fail_nth = 0;
	return nth;
}

static inline void dk_give_faults(unsigned int nth)
{
	current->fail_nth = nth;
}
#else
static inline unsigned int dk_take_faults(void)
{
	return 0;
}

static inline void dk_give_faults(unsigned int nth)
{
}
#endif

#endif /* DAX_KMEM_COMPAT_FAULTS_H */
