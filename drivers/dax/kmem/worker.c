// SPDX-License-Identifier: GPL-2.0-only
/* The thread of a device: where it runs, its beginning and its end. */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/nodemask.h>
#include <linux/sched/isolation.h>
#include <linux/topology.h>
#include "dax_kmem.h"
#include "job.h"

/* The node with CPUs that is nearest to the memory. */
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

/**
 * dax_kmem_worker_place - run on the CPUs that are nearest to the memory
 * @dk: the claim; caller is its thread, and holds dk->lock
 *
 * Moves the thread once for each target node; an administrator may move it.
 */
void dax_kmem_worker_place(struct dax_kmem *dk)
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
 * @dk: the claim, which has none
 *
 * Return: 0, or what kthread_create_worker() returns.
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
 * dax_kmem_worker_stop - end the thread of a device
 * @dk: the claim; no write to its files is in progress, caller does not hold dk->lock
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
