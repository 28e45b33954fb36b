// SPDX-License-Identifier: GPL-2.0-or-later
/* Check for kept memory: its device no longer exists or is unbound. */
#include <errno.h>
#include <string.h>
#include "cmd/doctor/doctor.h"
#include "ops/kept.h"

static void unknown(int err)
{
	if (err == EOPNOTSUPP)
		found(UNKNOWN, "the loaded dax_kmem is older than daxkmem and does not report the memory it keeps of devices that no longer exist or are unbound",
		      "detach the devices that daxkmem list shows as attached, rmmod dax_kmem, and load the newer module");
	else
		found(UNKNOWN, say("the memory that dax_kmem keeps of devices that no longer exist or are unbound cannot be read: %s",
				   strerror(err)), NULL);
}

void check_kept(void)
{
	struct kept_all all;
	int i;

	kept_read(&all);
	for (i = 0; i < all.nr; i++)
		found(WARN, kept_text(&all.v[i]), kept_next(&all.v[i]));
	if (all.err)
		unknown(all.err);
	else if (!all.nr)
		found(OK, "no memory is kept of devices that no longer exist or are unbound", NULL);
	kept_free(&all);
}
