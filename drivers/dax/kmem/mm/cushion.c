// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keep the OOM killer away while the last memory of a node goes.
 *
 * A program that faults while the last block of its node is isolated may have no
 * usable node until its memory policy has been rebound, see rebind.c. The kernel
 * calls OOM notifiers before it chooses a victim; a notifier that reports freed
 * pages makes the task try its allocation again. So let the task sleep and report
 * one page.
 *
 * Locking: none; an OOM notifier runs under oom_lock, in the task that allocates.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/oom.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include "compat/cpuset.h"
#include "mm.h"

/*
 * For this time a task retries its allocation instead of killing by OOM; a bound
 * one does so as long as the last block of a node is isolated.
 */
#define CUSHION msecs_to_jiffies(3000)
#define CUSHION_STEP_MS 20

/*
 * Limit for the latter. The task holds the lock of the memory that it faults in, which
 * the offline may want, if it is the one that rebinds policies.
 */
#define BOUND_WAIT msecs_to_jiffies(30000)

/* End of the last cushion, in jiffies; 0 if there was none. */
static unsigned long cushion_end;

/* Number of nodes whose last block is being offlined. */
static atomic_t nodes_leaving = ATOMIC_INIT(0);

/**
 * dax_kmem_cushion_start - hold off the OOM killer for the next 3 seconds
 *
 * Called right before memory events that may leave a task without a usable node.
 */
void dax_kmem_cushion_start(void)
{
	WRITE_ONCE(cushion_end, (jiffies + CUSHION) | 1);
}

/**
 * dax_kmem_cushion_bound_begin - the offline of a node's last block begins
 *
 * Until dax_kmem_cushion_bound_end(), tasks with the memory policy MPOL_BIND wait for it
 * beyond these 3 seconds.
 */
void dax_kmem_cushion_bound_begin(void)
{
	dax_kmem_cushion_start();
	atomic_inc(&nodes_leaving);
}

/**
 * dax_kmem_cushion_bound_end - the offline of a node's last block has ended
 */
void dax_kmem_cushion_bound_end(void)
{
	dax_kmem_cushion_start();
	atomic_dec(&nodes_leaving);
}

static bool task_may_wait(unsigned long end)
{
	if (fatal_signal_pending(current))
		return false;
	return time_before(jiffies, end) ||
	       (atomic_read(&nodes_leaving) &&
		time_before(jiffies, end + BOUND_WAIT) && dax_kmem_is_bound());
}

/*
 * If the kernel has missed the task when it rebound policies, rebind the task here.
 * It keeps the nodes and the zone with which its allocation began until the
 * zonelists are rebuilt (check_retry_zonelist() in mm/page_alloc.c), which the
 * offline of the last block does in the end.
 */
static int cushion_oom(struct notifier_block *nb, unsigned long unused, void *freed)
{
	unsigned long end = READ_ONCE(cushion_end);

	if (!end)
		return NOTIFY_OK;
	if (dk_task_follow_memory(current)) {
		(*(unsigned long *)freed)++;
	} else if (task_may_wait(end)) {
		msleep(CUSHION_STEP_MS);
		(*(unsigned long *)freed)++;
	}
	return NOTIFY_OK;
}

static struct notifier_block oom_notifier = {
	.notifier_call = cushion_oom,
};

int dax_kmem_cushion_init(void)
{
	return register_oom_notifier(&oom_notifier);
}

void dax_kmem_cushion_exit(void)
{
	unregister_oom_notifier(&oom_notifier);
}
