// SPDX-License-Identifier: GPL-2.0-or-later
/* Donate a device to the hypervisor as a pool. */
#include "ops/device.h"
#include "ops/pool.h"

/* Parse a proximity domain; NULL is -1, the firmware's. Returns 0, or USAGE. */
int pool_pxm(const char *word, long long *pxm)
{
	*pxm = -1;
	if (!word || (!parse_number(word, pxm) && *pxm >= 0 && *pxm <= INT_MAX))
		return 0;
	return usage("--pxm", say("invalid --pxm '%s' (choose the number of a proximity domain of the SRAT)",
				  word), "daxkmem xen plan DEVICE");
}

static int report(struct daxkmem_device *d, const char *text)
{
	long long node;

	daxkmem_device_refresh(d);
	node = daxkmem_device_number(d, DAXKMEM_XEN_NODE);
	text = say("%s, %s of %s donated to the hypervisor until the host reboots",
		   text, human(daxkmem_device_number(d, DAXKMEM_DONATED)),
		   human(daxkmem_device_number(d, DAXKMEM_SIZE)));
	if (node >= 0)
		text = say("%s, memory of its node %lld", text, node);
	device_done(d, text);
	return DONE;
}

/**
 * pool_attach - make a device a pool in one step, or leave it unchanged
 * @d: the device; is refreshed
 * @pxm: from pool_pxm()
 * @scrub: overwrite the memory before
 *
 * Returns an exit code, after a success line or an error message.
 */
int pool_attach(struct daxkmem_device *d, long long pxm, bool scrub)
{
	int rc;

	stop_catch();
	rc = daxkmem_pool_attach(d, pxm, scrub ? DAXKMEM_POOL_SCRUB : 0);
	if (rc < 0)
		return report_result(rc);
	return report(d, rc ? "already attached" : "attached");
}
