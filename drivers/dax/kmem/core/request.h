/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* Requests to make a range of physical addresses a device. */
#ifndef DK_CORE_REQUEST_H
#define DK_CORE_REQUEST_H

#include "span.h"

/**
 * struct dk_request - a range, as a user names it
 * @span: its physical addresses
 * @node: the node for its memory; -1 for the node that firmware names
 * @unplugged: do not add memory yet
 * @reserved: the policy is "reserved"
 * @force: also accept addresses that firmware does not describe as memory
 */
struct dk_request {
	struct dk_span span;
	int node;
	bool unplugged;
	bool reserved;
	bool force;
};

int dk_request_parse(const char *text, size_t len, struct dk_request *r);

#endif /* DK_CORE_REQUEST_H */
