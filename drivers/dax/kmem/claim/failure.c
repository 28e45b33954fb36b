// SPDX-License-Identifier: GPL-2.0-only
/*
 * Record why the last change of a device failed. Inspect a block as soon as its
 * offline fails, before the undo, because its pages change afterwards. Programs
 * get the record from the attribute dax_kmem/failure and from a uevent; people
 * read the log.
 */
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/sysfs.h>
#include "block.h"
#include "failure.h"

static const char * const left_words[] = {
	[DK_LEFT_ALL] = "as_before",
	[DK_LEFT_REACHED] = "reached",
	[DK_LEFT_STUCK] = "stuck",
};

static const char * const op_words[DK_NR_OPS] = {
	[DK_ADD] = "add",
	[DK_ONLINE_BLOCK] = "online",
	[DK_OFFLINE_BLOCK] = "offline",
	[DK_REMOVE] = "remove",
	[DK_SCRUB] = "scrub",
};

static const char *step_word(const struct dk_failure *f)
{
	return f->begun ? op_words[f->op] : "check";
}

/* The reason why the step or the whole change ended. */
static const char *end_word(const struct dk_failure *f)
{
	bool offline = f->begun && f->op == DK_OFFLINE_BLOCK;

	if (f->need)
		return "room";
	switch (f->rc) {
	case -EINTR:
		return "signal";
	case -ETIMEDOUT:
		return "timeout";
	case -ENOMEM:
		return offline ? "room" : "memory";
	case -EEXIST:
		return "exists";
	case -EHWPOISON:
		return "bad_page";
	case -EBUSY:
		return offline && f->looked ? "pages" : "busy";
	default:
		return "refused";
	}
}

/* The pages that kept the block online: the kind that is hardest to move. */
static const char *kept_word(const struct dk_failure *f)
{
	const struct dk_use *use = &f->use;

	if (use->unmovable)
		return "unmovable";
	if (use->io)
		return "io";
	if (use->pinned)
		return "pinned";
	if (use->huge)
		return "hugetlb";
	return use->all || f->before ? "moving" : "nothing";
}

/* Send an event. The attribute failure has the details. */
static void failure_event(struct dax_kmem *dk, const struct dk_failure *f)
{
	char vars[5][40];
	char *envp[7];
	int i;

	envp[0] = "DAX_KMEM=failure";
	for (i = 0; i < 5; i++)
		envp[i + 1] = vars[i];
	envp[f->looked ? 6 : f->begun ? 5 : 4] = NULL;

	snprintf(vars[0], sizeof(vars[0]), "DAX_KMEM_STEP=%s", step_word(f));
	snprintf(vars[1], sizeof(vars[1]), "DAX_KMEM_ERRNO=%d", -f->rc);
	snprintf(vars[2], sizeof(vars[2]), "DAX_KMEM_END=%s", end_word(f));
	snprintf(vars[3], sizeof(vars[3]), "DAX_KMEM_BLOCK=memory%lu", f->block);
	snprintf(vars[4], sizeof(vars[4]), "DAX_KMEM_KEPT=%s",
		 kept_word(f));
	kobject_uevent_env(&dk->dev->kobj, KOBJ_CHANGE, envp);
}

/* Store the record for the attribute, unless the driver itself is retrying. */
static void failure_keep(struct dax_kmem *dk)
{
	if (dk->retrying)
		return;
	spin_lock(&dk->blocks_lock);
	dk->failure = dk->failing;
	spin_unlock(&dk->blocks_lock);
}

/* Clear the record at the start of a change. Caller holds dk->lock. */
void dax_kmem_failure_none(struct dax_kmem *dk)
{
	dk->failing = (struct dk_failure){ 0 };
	failure_keep(dk);
}

/* Complete dk->failing at the end of a change. Caller holds dk->lock. */
void dax_kmem_failure_end(struct dax_kmem *dk, int rc)
{
	dk->failing.rc = rc;
	failure_keep(dk);
	if (rc && !dk->retrying)
		failure_event(dk, &dk->failing);
}

/* Record that a change was refused before its start. Caller holds dk->lock. */
void dax_kmem_failure_refused(struct dax_kmem *dk, int rc)
{
	dax_kmem_failure_none(dk);
	dax_kmem_failure_end(dk, rc);
}

/*
 * Expected references of an anonymous or file page: mappings, the page cache or
 * the swap cache, and buffers of a file system, as in folio_migrate_mapping()
 * in mm/migrate.c. Only valid for order-0 folios: the mappings of a large folio
 * are counted in several places.
 */
static int folio_users(struct folio *folio)
{
	int users = atomic_read(&folio->_mapcount) + 1;

	users += folio_test_anon(folio) ? folio_test_swapcache(folio) :
					  !!folio->mapping;
	return users + folio_test_private(folio);
}

static bool is_pinned(struct folio *folio)
{
	if (folio_maybe_dma_pinned(folio))
		return true;
	return !folio_test_large(folio) &&
	       folio_ref_count(folio) > folio_users(folio);
}

/* Pages of the kernel itself are on no LRU list, and neither file nor anon. */
static bool is_unmovable(struct page *page, struct folio *folio)
{
	return PageSlab(page) || PageTable(page) ||
	       (!folio_test_lru(folio) && !folio->mapping &&
		!folio_test_swapbacked(folio));
}

/* Add @bytes in use at @page to @use. */
static void count_use(struct page *page, u64 bytes, struct dk_use *use)
{
	struct folio *folio = page_folio(page);

	use->all += bytes;
	if (PageHuge(page))
		use->huge += bytes;
	else if (is_unmovable(page, folio))
		use->unmovable += bytes;
	else if (folio_test_writeback(folio) || folio_test_locked(folio))
		use->io += bytes;
	else if (folio_test_lru(folio) && is_pinned(folio))
		use->pinned += bytes;
}

/**
 * dax_kmem_failure_look - inspect a block that could not be offlined
 * @dk: the claim; caller holds dk->lock and prevents removal of the block
 * @i: index of the block, which is online
 * @before: bytes of the block that were in use when the attempt began
 *
 * Reads the pages without locks. Pages that are freed meanwhile may be counted.
 */
void dax_kmem_failure_look(struct dax_kmem *dk, u32 i, u64 before)
{
	struct dk_failure *f = &dk->failing;
	struct dk_span span = dax_kmem_block_span(dk, i);
	unsigned long pfn = PHYS_PFN(span.start), end = PHYS_PFN(span.end), nr;
	struct page *page;

	f->looked = true;
	f->before = before;
	f->use = (struct dk_use){ 0 };
	dax_kmem_block_state(dk, i, &f->zone);
	while ((page = dax_kmem_next_used(&pfn, end, &nr)))
		count_use(page, PFN_PHYS(nr), &f->use);
}

/* Record that other nodes have too little room. Caller holds dk->lock. */
void dax_kmem_failure_room(struct dax_kmem *dk, u64 need, u64 room)
{
	dk->failing.need = need;
	dk->failing.room = room;
}

static ssize_t print_look(const struct dk_failure *f, char *buf, ssize_t at)
{
	const struct dk_use *use = &f->use;
	u64 moved = f->before > use->all ? f->before - use->all : 0;

	at += sysfs_emit_at(buf, at, "kept=%s\nzone=%s\n", kept_word(f), f->zone);
	at += sysfs_emit_at(buf, at, "used=%llu\nmoved=%llu\n", use->all, moved);
	at += sysfs_emit_at(buf, at, "unmovable=%llu\nio=%llu\n",
			    use->unmovable, use->io);
	return at + sysfs_emit_at(buf, at, "pinned=%llu\nhugetlb=%llu\n",
				  use->pinned, use->huge);
}

/**
 * dax_kmem_failure_print - format the value of the attribute failure
 * @dk: the claim
 * @buf: a page
 *
 * Prints lines "key=value", see Documentation/ABI, or nothing if the last
 * requested change has not failed.
 *
 * Return: the length.
 */
ssize_t dax_kmem_failure_print(struct dax_kmem *dk, char *buf)
{
	struct dk_failure f;
	ssize_t at;

	spin_lock(&dk->blocks_lock);
	f = dk->failure;
	spin_unlock(&dk->blocks_lock);
	if (!f.rc)
		return 0;
	at = sysfs_emit(buf, "step=%s\n", step_word(&f));
	if (f.begun)
		at += sysfs_emit_at(buf, at, "block=memory%lu\n", f.block);
	at += sysfs_emit_at(buf, at, "errno=%d\nend=%s\nleft=%s\n", -f.rc,
			    end_word(&f), left_words[f.left]);
	if (f.begun)
		at += sysfs_emit_at(buf, at, "done=%u\nsteps=%u\nmsecs=%lld\n",
				    f.done, f.steps, f.msecs);
	if (f.need)
		at += sysfs_emit_at(buf, at, "need=%llu\nroom=%llu\n", f.need,
				    f.room);
	return f.looked ? print_look(&f, buf, at) : at;
}

/* The past participle of a step, for the log. */
const char *dax_kmem_op_word(u8 op)
{
	static const char * const words[DK_NR_OPS] = {
		[DK_ADD] = "added",
		[DK_ONLINE_BLOCK] = "brought online",
		[DK_OFFLINE_BLOCK] = "taken offline",
		[DK_REMOVE] = "removed",
		[DK_SCRUB] = "scrubbed",
	};

	return words[op];
}

/* The reason why a step failed with @rc, for the log. */
const char *dax_kmem_reason(struct dk_step step, int rc)
{
	switch (rc) {
	case -EINTR:
		return "interrupted by a signal";
	case -ETIMEDOUT:
		return "the time limit in dax_kmem/timeout expired";
	case -ENOMEM:
		return step.op == DK_OFFLINE_BLOCK ?
			"other nodes have no room for its contents" :
			"no memory for its memmap or page tables";
	case -EEXIST:
		return "memory already exists at its addresses";
	case -EHWPOISON:
		return "it has a known bad page";
	case -EBUSY:
		return step.op == DK_OFFLINE_BLOCK ?
			"it has pages that cannot be moved" : "it is in use";
	default:
		return "the kernel refused";
	}
}
