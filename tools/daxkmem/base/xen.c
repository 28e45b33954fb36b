// SPDX-License-Identifier: LGPL-2.1-or-later
/* The hypervisor that this system runs on. */
#include "base/base.h"

/* The version of Xen, as XEN_VERSION(major, minor); 0 if this is no Xen domain. */
int xen_version(const struct daxkmem_ctx *ctx)
{
	long long major = root_number(ctx, "/sys/hypervisor/version/major");
	long long minor = root_number(ctx, "/sys/hypervisor/version/minor");

	return major < 0 || minor < 0 ? 0 : XEN_VERSION(major, minor);
}
