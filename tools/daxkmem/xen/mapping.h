/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of a device that guests have mapped, and their holders. */
#ifndef DAXKMEM_MAPPING_H
#define DAXKMEM_MAPPING_H

#include <xenstore.h>
#include "rangeset.h"
#include "daxkmem_xen.h"

#define HANDLE_LEN 37		/* as text, with the final 0 */

/* A guest that holds a part. The handle detects a reused domain number. */
struct holder {
	uint32_t domid;
	xen_domain_handle_t handle;
};

struct mapping {
	struct daxkmem_device *d;
	const char *action;	/* for error messages */
	struct ranges own;	/* addresses of the device */
	struct dk_rangeset set;	/* holders of its parts, in pages */
	struct holder *holders;	/* all holders in the set, maybe more */
	int nr_holders;
	xc_interface *xc;
	struct xs_handle *xs;
	char id[2 * WORD_LEN];	/* the device's name in xenstore */
	bool locked;
	bool known;		/* xenstore has a record of the device */
};

/* mapping_open.c */
int mapping_open(struct mapping *m, const char *word, const char *action,
		 bool hold);
int mapping_settle(struct mapping *m);
void mapping_close(struct mapping *m);

/* mapping.c */
u64 mapping_pages(const struct mapping *m);
int mapping_grow(struct mapping *m, u32 more);
int mapping_fails(const struct mapping *m, int err, const char *cause,
		  const char *next);
u64 mapping_page(const struct mapping *m, u64 mfn);
u64 mapping_frame(const struct mapping *m, u64 page, u64 *left);
int mapping_span(const struct mapping *m, const char *offset, const char *size,
		 struct dk_span *s);

/* mapping_driver.c */
int driver_hold(struct mapping *m);
int driver_allows(struct mapping *m);
int driver_settle(struct mapping *m);

/* mapping_store.c */
int store_load(struct mapping *m);
int store_save(struct mapping *m);
int store_claim(struct mapping *m, uint32_t domid, struct dk_span gfns);
bool store_sees(uint32_t domid, const xen_domain_handle_t handle,
		struct dk_span gfns);

/* holders.c */
int holder_find(struct mapping *m, const char *word, struct holder *h);
int holder_read(xc_interface *xc, uint32_t domid, struct holder *h);
int holder_is_gone(xc_interface *xc, const struct holder *h, bool *gone);
int holder_remember(struct mapping *m, const struct holder *h);
struct holder *holder_of(const struct mapping *m, uint32_t domid);
const char *holder_text(const struct mapping *m, uint32_t domid);
char *holder_name(const struct mapping *m, uint32_t domid);

/* holders_end.c */
int holders_reap(struct mapping *m);
int holders_end_doomed(struct mapping *m);

/* frames.c */
int frames_check(const struct mapping *m, const struct holder *h,
		 struct dk_span s, u64 gfn);
int frames_map(const struct mapping *m, uint32_t domid, struct dk_span s,
	       u64 gfn);
int frames_unmap(const struct mapping *m, uint32_t domid, struct dk_span s,
		 u64 gfn);

/* frame_types.c */
int frames_find_used(uint32_t domid, u64 *gfn, u64 end);

/* mapping_print.c */
struct json_object *mapping_rows(const struct mapping *m);
int mapping_done(struct mapping *m, const char *text);
const char *pages_text(struct dk_span s);
const char *handle_text(const xen_domain_handle_t handle);

#endif /* DAXKMEM_MAPPING_H */
