// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks that the kernel misses when it removes a node from cpusets and policies.
 *
 * A child copies the policy and the mems_allowed of its parent at the start of
 * fork(), but joins the tasks of its cpuset only at the end (copy_process() in
 * kernel/fork.c). If the kernel rebinds the cpuset in between, the child stays
 * bound to a node that is about to lose its memory, and its first page fault
 * ends in the OOM killer.
 *
 * Remove the node from the mems_allowed of such a child: the kernel does not
 * apply a policy that has no node in common with it (policy_nodemask() in
 * mm/mempolicy.c), and when the node has memory again, it adds the node to the
 * mems_allowed of all tasks.
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/mempolicy.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/rcupdate.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include "compat/cpuset.h"
#include "mm.h"

/* Limit for all forks together; the OOM notifier is for those that take longer. */
#define FORK_WAIT msecs_to_jiffies(2000)

/* For what fork() does after it has copied the memory. */
#define FORK_END_MS 50

static unsigned int count_processes(void)
{
	struct task_struct *p;
	unsigned int nr = 0;

	rcu_read_lock();
	for_each_process(p)
		nr++;
	rcu_read_unlock();
	return nr;
}

/* Take references to the address spaces of at most @nr processes. */
static unsigned int grab_mms(struct mm_struct **mms, unsigned int nr)
{
	struct task_struct *p;
	unsigned int n = 0;

	rcu_read_lock();
	for_each_process(p) {
		if (n == nr)
			break;
		task_lock(p);
		if (p->mm) {
			mms[n] = p->mm;
			mmgrab(mms[n++]);
		}
		task_unlock(p);
	}
	rcu_read_unlock();
	return n;
}

/*
 * Wait for the forks that are copying memory now: fork() holds the mmap_lock of
 * the parent then, and takes most of its time.
 */
static void wait_forks(void)
{
	unsigned long end = jiffies + FORK_WAIT;
	bool locked;
	unsigned int i, nr = count_processes();
	struct mm_struct **mms = kvcalloc(nr, sizeof(*mms), GFP_KERNEL);

	nr = mms ? grab_mms(mms, nr) : 0;
	for (i = 0; i < nr; i++) {
		while (!(locked = mmap_read_trylock(mms[i])) &&
		       time_before(jiffies, end))
			usleep_range(1000, 2000);
		if (locked)
			mmap_read_unlock(mms[i]);
		mmdrop(mms[i]);
	}
	kvfree(mms);
}

/**
 * dax_kmem_stragglers - remove nodes without memory from the tasks that have them
 *
 * Called when the kernel has rebound cpusets and policies. May sleep.
 */
void dax_kmem_stragglers(void)
{
	struct task_struct *p, *t;

	if (!IS_ENABLED(CONFIG_CPUSETS))
		return;
	wait_forks();
	msleep(FORK_END_MS);
	rcu_read_lock();
	for_each_process_thread(p, t)
		dk_task_follow_memory(t);
	rcu_read_unlock();
}

static bool policy_binds(const struct mempolicy *policy)
{
	return policy && policy->mode == MPOL_BIND;
}

static bool memory_is_bound(struct mm_struct *mm)
{
	VMA_ITERATOR(vmi, mm, 0);
	struct vm_area_struct *vma;

	for_each_vma(vmi, vma)
		if (policy_binds(vma->vm_policy))
			return true;
	return false;
}

/**
 * dax_kmem_is_bound - check whether a policy binds the current task to nodes
 *
 * Does not wait: the task may hold its mmap_lock.
 *
 * Return: true if the task or any of its memory has the policy MPOL_BIND; false
 * also if the memory could not be looked at.
 */
bool dax_kmem_is_bound(void)
{
	struct mm_struct *mm = current->mm;
	bool bound;

	if (policy_binds(current->mempolicy))
		return true;
	if (!mm || !mmap_read_trylock(mm))
		return false;
	bound = memory_is_bound(mm);
	mmap_read_unlock(mm);
	return bound;
}
