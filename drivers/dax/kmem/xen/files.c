// SPDX-License-Identifier: GPL-2.0-only
/* The attributes of a pool: parse, call, print. */
#include <linux/bits.h>
#include <linux/device.h>
#include <linux/kstrtox.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "bad/bad.h"
#include "sysfs/sysfs.h"
#include "xen.h"

static ssize_t state_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	struct dk_pool *pool = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%s\n",
			  dk_pool_state_words[READ_ONCE(pool->state)]);
}

static int refuse_word(struct dk_pool *pool, const char *file, const char *buf,
		       size_t len, const char *known)
{
	return dk_refuse_word("dax_kmem_xen", pool->name, file, buf, len,
			      known);
}

static ssize_t state_store(struct device *dev, struct device_attribute *attr,
			   const char *buf, size_t len)
{
	struct dk_pool *pool = dev_get_drvdata(dev);
	int state = __sysfs_match_string(dk_pool_state_words,
					 DK_NR_POOL_STATES, buf);
	enum dk_xen_patch patch = DK_XEN_STOCK;
	int rc;

	if (sysfs_streq(buf, "donated live_patch"))
		patch = DK_XEN_LIVE_PATCH;
	else if (sysfs_streq(buf, "donated trust_xen"))
		patch = DK_XEN_TRUSTED;
	if (patch != DK_XEN_STOCK)
		state = DK_POOL_DONATED;
	if (state < 0)
		return refuse_word(pool, "state", buf, len,
				   "unplugged, donated or mapped");
	rc = dk_pool_set_state(pool, state, patch);
	return rc ?: len;
}
static DEVICE_ATTR_RW(state);

/* Plan again while the plan can still change. On success holds pool->lock. */
static int get_plan(struct dk_pool *pool)
{
	int rc = mutex_lock_interruptible(&pool->lock);

	if (rc)
		return rc;
	rc = pool->state == DK_POOL_DONATED ? 0 : dk_pool_plan(pool);
	if (rc)
		mutex_unlock(&pool->lock);
	return rc;
}

static ssize_t show_bytes(struct device *dev, char *buf, bool usable)
{
	struct dk_pool *pool = dev_get_drvdata(dev);
	int rc = get_plan(pool);
	u64 give;

	if (rc)
		return rc;
	give = dk_donation_len(&pool->plan, DK_FATE_GIVE);
	mutex_unlock(&pool->lock);
	return sysfs_emit(buf, "%llu\n",
			  usable ? give :
				   dk_spanset_len(&pool->ranges) - give);
}

static ssize_t usable_size_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	return show_bytes(dev, buf, true);
}
static DEVICE_ATTR_RO(usable_size);

static ssize_t withheld_size_show(struct device *dev,
				  struct device_attribute *attr, char *buf)
{
	return show_bytes(dev, buf, false);
}
static DEVICE_ATTR_RO(withheld_size);

static ssize_t donated_size_show(struct device *dev,
				 struct device_attribute *attr, char *buf)
{
	struct dk_pool *pool = dev_get_drvdata(dev);
	u64 bytes = 0;
	int rc = mutex_lock_interruptible(&pool->lock);

	if (rc)
		return rc;
	if (pool->state == DK_POOL_DONATED)
		bytes = dk_donation_len(&pool->plan, DK_FATE_GIVE);
	mutex_unlock(&pool->lock);
	return sysfs_emit(buf, "%llu\n", bytes);
}
static DEVICE_ATTR_RO(donated_size);

/* The last line starts before this, so that all of it fits into the page. */
#define MOST_BYTES (PAGE_SIZE - 128)

/* Print the pieces of the plan, one per line: those @given, or the others. */
static ssize_t show_pieces(struct device *dev, char *buf, bool given)
{
	struct dk_pool *pool = dev_get_drvdata(dev);
	int rc = get_plan(pool), n = 0;
	u32 i;

	if (rc)
		return rc;
	for (i = 0; i < pool->plan.nr; i++) {
		struct dk_piece *p = &pool->plan.v[i];
		bool give = p->fate == DK_FATE_GIVE;

		if (give != given)
			continue;
		if (n > MOST_BYTES) {
			n += sysfs_emit_at(buf, n, "...\n");
			break;
		}
		n += sysfs_emit_at(buf, n, "%#018llx-%#018llx", p->span.start,
				   p->span.end - 1);
		if (!given)
			n += sysfs_emit_at(buf, n, " %s",
					   dk_fate_word(p->fate));
		n += sysfs_emit_at(buf, n, "\n");
	}
	mutex_unlock(&pool->lock);
	return n;
}

static ssize_t extents_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	return show_pieces(dev, buf, true);
}
static DEVICE_ATTR_ADMIN_RO(extents);

static ssize_t withheld_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	return show_pieces(dev, buf, false);
}
static DEVICE_ATTR_ADMIN_RO(withheld);

static ssize_t pxm_show(struct device *dev, struct device_attribute *attr,
			char *buf)
{
	struct dk_pool *pool = dev_get_drvdata(dev);
	int pxm = READ_ONCE(pool->pxm);

	return sysfs_emit(buf, "%d\n", pxm == DK_NO_PXM ? pool->fw_pxm : pxm);
}

static ssize_t pxm_store(struct device *dev, struct device_attribute *attr,
			 const char *buf, size_t len)
{
	struct dk_pool *pool = dev_get_drvdata(dev);
	int pxm, rc = kstrtoint(buf, 10, &pxm);

	if (rc || pxm < DK_NO_PXM)
		return refuse_word(pool, "pxm", buf, len,
				   "a proximity domain, or -1 for the one in firmware's SRAT");
	rc = dk_pool_set_pxm(pool, pxm);
	return rc ?: len;
}
static DEVICE_ATTR_RW(pxm);

static ssize_t scrub_extents_store(struct device *dev,
				   struct device_attribute *attr,
				   const char *buf, size_t len)
{
	struct dk_pool *pool = dev_get_drvdata(dev);
	int rc;

	if (!sysfs_streq(buf, "1"))
		return refuse_word(pool, "scrub_extents", buf, len, "1");
	rc = dk_pool_scrub(pool);
	return rc ?: len;
}
static DEVICE_ATTR_WO(scrub_extents);

static ssize_t xen_node_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	struct dk_pool *pool = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%d\n", READ_ONCE(pool->xen_node));
}
static DEVICE_ATTR_RO(xen_node);

/* From Xen's public/memory.h, which kernels only declare in part. */
#define XENMEMF_NODE(n) ((((u32)(n) + 1) & 0xff) << 8)
#define XENMEMF_EXACT_NODE BIT(17)

static ssize_t memflags_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	struct dk_pool *pool = dev_get_drvdata(dev);
	int node = READ_ONCE(pool->xen_node);

	if (node == DK_NO_XEN_NODE)
		return 0;
	return sysfs_emit(buf, "%#lx\n",
			  XENMEMF_NODE(node) | XENMEMF_EXACT_NODE);
}
static DEVICE_ATTR_RO(memflags);

static ssize_t bad_pages_read(struct file *file, struct kobject *kobj,
			      DK_CONST_BIN struct bin_attribute *attr,
			      char *buf, loff_t off, size_t count)
{
	struct dk_pool *pool = dev_get_drvdata(kobj_to_dev(kobj));

	return dax_kmem_bad_pages_print(&pool->ranges, buf, off, count);
}

/* Xen keeps its memory; the ledger saves the bad pages for the next boot. */
static int add_bad(void *owner, struct dk_span span, bool lost)
{
	struct dk_pool *pool = owner;
	bool known = dax_kmem_bad_len(span) == dk_span_len(span);
	int rc;

	if (known)
		return 0;
	rc = dax_kmem_bad_add(span, lost);
	if (rc)
		return rc;
	dax_kmem_bad_tell(pool->dev, span);
	if (READ_ONCE(pool->state) == DK_POOL_DONATED)
		pool_warn(pool, "%#llx-%#llx is bad, but Xen keeps donated pages in it until the host reboots\n",
			  span.start, span.end - 1);
	return 0;
}

static int forget_bad(void *owner, struct dk_span span)
{
	return dax_kmem_bad_forget(span);
}

static ssize_t bad_pages_write(struct file *file, struct kobject *kobj,
			       DK_CONST_BIN struct bin_attribute *attr,
			       char *buf, loff_t off, size_t count)
{
	struct dk_pool *pool = dev_get_drvdata(kobj_to_dev(kobj));
	const struct dk_bad_file f = {
		.driver = "dax_kmem_xen",
		.name = pool->name,
		.ranges = &pool->ranges,
		.add = add_bad,
		.forget = forget_bad,
		.owner = pool,
	};

	return dax_kmem_bad_pages_take(&f, buf, off, count);
}

static struct bin_attribute pool_bad_pages =
	__BIN_ATTR(bad_pages, 0600, bad_pages_read, bad_pages_write, 0);

static struct attribute *pool_attrs[] = {
	&dev_attr_state.attr,
	&dev_attr_usable_size.attr,
	&dev_attr_donated_size.attr,
	&dev_attr_withheld_size.attr,
	&dev_attr_extents.attr,
	&dev_attr_withheld.attr,
	&dev_attr_pxm.attr,
	&dev_attr_scrub_extents.attr,
	&dev_attr_xen_node.attr,
	&dev_attr_memflags.attr,
	NULL,
};

static DK_CONST_BIN struct bin_attribute *pool_bin_attrs[] = {
	&pool_bad_pages,
	NULL,
};

static const struct attribute_group pool_group = {
	.name = "dax_kmem_xen",
	.attrs = pool_attrs,
	.bin_attrs = pool_bin_attrs,
};

const struct attribute_group *dk_pool_groups[] = { &pool_group, NULL };
