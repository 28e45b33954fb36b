/* SPDX-License-Identifier: GPL-2.0-only */
/* Cpusets: when they follow a change of memory, and a task that they missed. */
#ifndef DAX_KMEM_COMPAT_CPUSET_H
#define DAX_KMEM_COMPAT_CPUSET_H

#include <linux/cpuset.h>
#include <linux/memory.h>
#include <linux/node.h>
#include <linux/nodemask.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include "facts.h"

/* True if cpusets do so at an event of any block, not only of a node's last. */
#ifdef DK_HAS_NODE_NOTIFIER
#define dk_cpusets_follow_blocks() false
#define dk_register_cpusets_chain register_node_notifier
#define dk_unregister_cpusets_chain unregister_node_notifier
#else
#define dk_cpusets_follow_blocks() true
#define dk_register_cpusets_chain register_memory_notifier
#define dk_unregister_cpusets_chain unregister_memory_notifier
#endif

/*
 * Remove nodes without memory from the mems_allowed of a task. The caller has a
 * reference to the task or is in an RCU read section. Returns true if there were
 * such nodes.
 */
static inline bool dk_task_follow_memory(struct task_struct *task)
{
	bool stale = false;
#ifdef CONFIG_CPUSETS
	unsigned long flags;
	nodemask_t mems;

	task_lock(task);
	stale = !nodes_subset(task->mems_allowed, node_states[N_MEMORY]);
	if (stale) {
		nodes_and(mems, task->mems_allowed, node_states[N_MEMORY]);
		if (nodes_empty(mems))
			mems = node_states[N_MEMORY];
		/* readers may be in interrupts, see set_mems_allowed() */
		local_irq_save(flags);
		write_seqcount_begin(&task->mems_allowed_seq);
		task->mems_allowed = mems;
		write_seqcount_end(&task->mems_allowed_seq);
		local_irq_restore(flags);
	}
	task_unlock(task);
#endif
	return stale;
}

#endif /* DAX_KMEM_COMPAT_CPUSET_H */
