// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem xen plan: show what attach would donate; change nothing. */
#include <stdlib.h>
#include "ops/device.h"
#include "ops/pool.h"
#include "daxkmem_xen.h"

/*
 * Bytes that Xen takes from the start of an added range for each page of it: 32
 * for its struct page_info and 8 for its entry of the M2P table.
 */
#define METADATA_OF_PAGE 40

static const char *pxm_word;

static const struct option_def options[] = {
	{ "pxm", "N", "proximity domain of the memory", WORD,
	  &pxm_word },
	{ 0 },
};

static struct json_object *piece_json(const struct dk_piece *piece)
{
	struct json_object *o = json_object_new_object();

	json_put_text(o, "start", say("0x%llx", piece->span.start));
	json_put_text(o, "end", say("0x%llx", piece->span.end - 1));
	json_put_count(o, "size", dk_span_len(piece->span));
	if (piece->fate != DK_FATE_GIVE)
		json_put_text(o, "reason", dk_fate_word(piece->fate));
	return o;
}

/* The ranges that would be donated (@give) or withheld (!@give). */
static struct json_object *pieces_json(const struct dk_donation *plan, bool give)
{
	struct json_object *list = json_object_new_array();
	u32 i;

	for (i = 0; i < plan->nr; i++)
		if ((plan->v[i].fate == DK_FATE_GIVE) == give)
			json_object_array_add(list, piece_json(&plan->v[i]));
	return list;
}

static void add_conflict(struct json_object *list, const char *text,
			 const char *next)
{
	struct json_object *o = json_object_new_object();

	json_put_text(o, "text", text);
	json_put_text(o, "next", next);
	json_object_array_add(list, o);
}

/* The known reasons why attach would fail. */
static struct json_object *conflicts_json(const struct daxkmem_device *d,
					  const struct pool_plan *plan)
{
	struct json_object *list = json_object_new_array();
	const struct daxkmem_error *e;

	if (daxkmem_pool_check(d)) {
		e = daxkmem_error(ctx);
		add_conflict(list, daxkmem_error_text(e, DAXKMEM_ERROR_CAUSE),
			     daxkmem_error_text(e, DAXKMEM_ERROR_NEXT));
	}
	if (plan->pxm < 0)
		add_conflict(list, "firmware's SRAT has no proximity domain for the device",
			     "specify one with --pxm");
	else if (!dk_donation_len(&plan->donation, DK_FATE_GIVE))
		add_conflict(list, "no part of the device can be donated", NULL);
	return list;
}

static struct json_object *plan_json(const struct daxkmem_device *d,
				     const struct pool_plan *plan)
{
	struct json_object *o = json_object_new_object();
	u64 give = dk_donation_len(&plan->donation, DK_FATE_GIVE);
	u64 metadata = give / XEN_PAGE * METADATA_OF_PAGE;
	long long size = daxkmem_device_number(d, DAXKMEM_SIZE);

	json_put_text(o, "chardev", device_name(d));
	json_put_text(o, "uuid", daxkmem_device_text(d, DAXKMEM_UUID));
	json_put_text(o, "state", daxkmem_device_text(d, DAXKMEM_STATE));
	json_put_count(o, "size", size);
	json_put_count(o, "pxm", plan->pxm);
	json_put_text(o, "pxm_from", plan->pxm < 0 ? NULL :
		      plan->pxm_given ? "hand" : "firmware");
	json_put_count(o, "usable_size", give);
	json_put_count(o, "withheld_size", size - (long long)give);
	json_put_count(o, "metadata_size", metadata);
	json_put_count(o, "xen_node", daxkmem_device_number(d, DAXKMEM_XEN_NODE));
	json_object_object_add(o, "extents", pieces_json(&plan->donation, true));
	json_object_object_add(o, "withheld", pieces_json(&plan->donation, false));
	json_object_object_add(o, "conflicts", conflicts_json(d, plan));
	return o;
}

static const char *text_of(struct json_object *o, const char *key)
{
	return json_object_get_string(json_object_object_get(o, key)) ?: "-";
}

static long long count_of(struct json_object *o, const char *key)
{
	struct json_object *v = json_object_object_get(o, key);

	return v ? json_object_get_int64(v) : -1;
}

static void print_pieces(struct json_object *plan, const char *key)
{
	struct json_object *list = json_object_object_get(plan, key), *o;
	size_t i;

	for (i = 0; i < json_object_array_length(list); i++) {
		o = json_object_array_get_idx(list, i);
		printf("    %s-%s %s%s%s\n", text_of(o, "start"),
		       text_of(o, "end"), size_text(count_of(o, "size")),
		       json_object_object_get(o, "reason") ? " " : "",
		       json_object_object_get(o, "reason") ?
		       text_of(o, "reason") : "");
	}
}

static void print_conflicts(struct json_object *plan)
{
	struct json_object *list = json_object_object_get(plan, "conflicts"), *o;
	size_t i;

	for (i = 0; i < json_object_array_length(list); i++) {
		o = json_object_array_get_idx(list, i);
		printf("  in the way: %s\n", text_of(o, "text"));
		if (json_object_object_get(o, "next"))
			printf("    next: %s\n", text_of(o, "next"));
	}
}

static void print(struct json_object *plan)
{
	long long give = count_of(plan, "usable_size");
	long long node = count_of(plan, "xen_node");

	printf("%s would be donated to the hypervisor until the host reboots:\n",
	       text_of(plan, "chardev"));
	printf("  proximity domain: %s%s\n", text_of(plan, "pxm"),
	       count_of(plan, "pxm") < 0 ? "" :
	       say(", set by %s", text_of(plan, "pxm_from")));
	printf("  donated: %s of %s\n", size_text(give),
	       size_text(count_of(plan, "size")));
	print_pieces(plan, "extents");
	printf("  withheld: %s\n", size_text(count_of(plan, "withheld_size")));
	print_pieces(plan, "withheld");
	printf("  donated memory used for Xen's own tables: about %s\n",
	       size_text(count_of(plan, "metadata_size")));
	printf("  memory flag: %s\n", node < 0 ?
	       "known once Xen has numbered the node; see daxkmem xen flags" :
	       say("0x%llx", (unsigned long long)XENMEMF_exact_node(node)));
	print_conflicts(plan);
}

/* Return: FAILED if attach is known to fail, else DONE. */
static int show(const struct daxkmem_device *d, const struct pool_plan *plan)
{
	struct json_object *o = plan_json(d, plan), *conflicts;
	bool bad;

	conflicts = json_object_object_get(o, "conflicts");
	bad = !pool_donated(d) && json_object_array_length(conflicts);
	if (opt.json)
		json_print(o);
	else if (pool_donated(d))
		printf("%s is already donated to the hypervisor, until the host reboots; see daxkmem xen list\n",
		       device_name(d));
	else
		print(o);
	json_object_put(o);
	return bad ? FAILED : DONE;
}

/*
 * Print a plan. @pxm: the proximity domain from the user, or -1. Return: DONE,
 * or an exit code; FAILED also if attach is known to fail.
 */
int xen_plan_show(const struct daxkmem_device *d, long long pxm)
{
	struct pool_plan plan;
	int rc;

	/* without --pxm the driver's value; -1: from firmware */
	if (pxm < 0)
		pxm = daxkmem_device_number(d, DAXKMEM_PXM);
	rc = pool_plan_make(d, pxm, "plan", &plan);
	if (!rc)
		rc = show(d, &plan);
	pool_plan_free(&plan);
	return rc;
}

static int run(int argc, char **argv)
{
	struct daxkmem_device *d;
	long long pxm;
	int rc = pool_pxm(pxm_word, &pxm);

	(void)argc;
	if (!rc)
		rc = device_find(&d, argv[0], "plan");
	if (rc)
		return rc;
	rc = xen_plan_show(d, pxm);
	daxkmem_device_unref(d);
	return rc;
}

const struct command cmd_xen_plan = {
	"plan", run, "DEVICE", "show what attach would donate without doing it",
	options, 1, 1,
};
