// SPDX-License-Identifier: GPL-2.0-only
/* The thread of a device: start, stop, placement, and begin of changes. */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/nodemask.h>
#include <linux/sched/isolation.h>
#include <linux/topology.h>
#include "claim.h"
#include "failure.h"
#include "job.h"

/* The nearest node to the memory that has CPUs. */
static int near_node(int node)
{
	int n, best = NUMA_NO_NODE;

	if (node < 0)
		return best;
	for_each_node_state(n, N_CPU)
		if (best < 0 ||
		    node_distance(n, node) < node_distance(best, node))
			best = n;
	return best;
}

/*
 * Move the thread to the CPUs nearest to the memory. Do so only when the nearest
 * node changes, so that an administrator can move the thread elsewhere.
 */
static void worker_place(struct dax_kmem *dk)
{
	int near = near_node(dk->node);
	cpumask_var_t cpus;

	if (near == dk->near || near < 0 ||
	    !zalloc_cpumask_var(&cpus, GFP_KERNEL))
		return;
	dk->near = near;
	if (cpumask_and(cpus, cpumask_of_node(near),
			housekeeping_cpumask(HK_TYPE_KTHREAD)))
		set_cpus_allowed_ptr(current, cpus);
	free_cpumask_var(cpus);
}

/**
 * dax_kmem_worker_start - create the thread of a device
 * @dk: the claim, which has no thread yet
 *
 * Return: 0, or the errno of kthread_create_worker().
 */
int dax_kmem_worker_start(struct dax_kmem *dk)
{
	struct kthread_worker *worker;

	worker = kthread_create_worker(0, "dax_kmem/%s", dk->name);
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	kthread_init_delayed_work(&dk->retry, dk_job_retry);
	dk->near = NUMA_NO_NODE;
	dk->worker = worker;
	return 0;
}

/**
 * dax_kmem_worker_stop - stop the thread of a device
 * @dk: the claim; no write to its attributes is in progress, and the caller
 *	must not hold dk->lock
 *
 * Waits for a change whose writer was killed.
 */
void dax_kmem_worker_stop(struct dax_kmem *dk)
{
	kthread_flush_worker(dk->worker);
	kthread_cancel_delayed_work_sync(&dk->retry);
	kthread_destroy_worker(dk->worker);
	dk->worker = NULL;
}

static bool hibernating;

/* @yes: refuse every new change until called again with false. */
void dax_kmem_set_hibernating(bool yes)
{
	WRITE_ONCE(hibernating, yes);
}

/**
 * dax_kmem_begin - begin a change of a device
 * @dk: the claim; caller is the device's thread, and holds dk->lock
 *
 * Return: 0; -EBUSY, after a line in the log and a record in the attribute
 * "failure", if the machine is about to hibernate.
 */
int dax_kmem_begin(struct dax_kmem *dk)
{
	if (READ_ONCE(hibernating)) {
		dk_err(dk, "the machine is about to hibernate, so the device cannot change; try again after it resumes\n");
		dax_kmem_failure_refused(dk, -EBUSY);
		return -EBUSY;
	}
	worker_place(dk);
	return 0;
}

/**
 * dax_kmem_begin_bound - begin a change of a device that is bound
 * @dk: see dax_kmem_begin()
 *
 * Return: -ENODEV if the device is not bound yet or its bind has failed;
 * otherwise see dax_kmem_begin().
 */
int dax_kmem_begin_bound(struct dax_kmem *dk)
{
	return dk->leaving ? -ENODEV : dax_kmem_begin(dk);
}
