/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read the configuration of a guest. */
#ifndef DAXKMEM_XEN_GUEST_CONFIG_H
#define DAXKMEM_XEN_GUEST_CONFIG_H

#include "placing.h"

/* The configuration as parsed by xl. */
struct guest_config {
	struct json_object *json;	/* owns the strings below */
	const char *name, *uuid, *type;
	long long memory, most;		/* bytes */
	bool vnuma;
	bool stubdomain;		/* its device model is a domain */
};

int guest_config_read(struct guest_config *g, const struct placing *p,
		      const char *file);
void guest_config_free(struct guest_config *g);

#endif /* DAXKMEM_XEN_GUEST_CONFIG_H */
