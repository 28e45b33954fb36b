// SPDX-License-Identifier: GPL-2.0-or-later
/* Check whether the driver keeps memory of gone or unbound devices. */
#include <errno.h>
#include <string.h>
#include "cmd/doctor/doctor.h"
#include "ops/kept.h"

static void unknown(int err)
{
	if (err == EOPNOTSUPP)
		found(UNKNOWN, "the dax_kmem that is loaded is older than daxkmem and does not say what it keeps of devices that have gone",
		      "daxkmem list shows what is attached; detach it, rmmod dax_kmem, and load the newer one");
	else
		found(UNKNOWN, say("what dax_kmem keeps of devices that have gone cannot be read: %s",
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
		found(OK, "no memory is kept of a device that has gone", NULL);
	kept_free(&all);
}
