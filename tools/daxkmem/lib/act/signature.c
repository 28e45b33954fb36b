// SPDX-License-Identifier: LGPL-2.1-or-later
/* Find signatures of file systems and the like with libblkid. */
#include <blkid/blkid.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "lib/act/device.h"
#include "lib/act/signature.h"

/* Search for superblocks in this much of the start of a device. */
#define HEAD (2 << 20)
/* A superblock is taken to be the page that has the magic number. */
#define PAGE 4096
#define CACHE_LINE 64

/* FNV-1a, 64 bits */
#define HASH_BASIS 0xcbf29ce484222325ULL
#define HASH_PRIME 0x100000001b3ULL

static unsigned long long hash_page(const unsigned char *page,
				    unsigned long long hash)
{
	int i;

	for (i = 0; i < PAGE; i++)
		hash = (hash ^ page[i]) * HASH_PRIME;
	return hash;
}

/* Offset of the magic number that the last probe found; -1 if unknown. */
static long long magic_of(blkid_probe pr)
{
	const char *text;

	if (blkid_probe_lookup_value(pr, "SBMAGIC_OFFSET", &text, NULL) &&
	    blkid_probe_lookup_value(pr, "PTMAGIC_OFFSET", &text, NULL))
		return -1;
	return atoll(text);
}

/* Hash all superblocks in the order in which libblkid finds them. */
static unsigned long long hash_superblocks(int fd)
{
	unsigned long long hash = HASH_BASIS;
	blkid_probe pr = blkid_new_probe();
	unsigned char page[PAGE];
	long long magic;

	if (pr && !blkid_probe_set_device(pr, fd, 0, 0)) {
		blkid_probe_set_superblocks_flags(pr, BLKID_SUBLKS_MAGIC);
		blkid_probe_enable_partitions(pr, 1);
		blkid_probe_set_partitions_flags(pr, BLKID_PARTS_MAGIC);
		while (!blkid_do_probe(pr)) {
			magic = magic_of(pr);
			if (magic >= 0 && pread(fd, page, PAGE, magic / PAGE *
						PAGE) == PAGE)
				hash = hash_page(page, hash);
		}
	}
	blkid_free_probe(pr);
	return hash;
}

/* Returns 1 with the type in *what, 0 for nothing, or a negative errno. */
static int probe(int fd, const char **what)
{
	blkid_probe pr = blkid_new_probe();
	const char *type = NULL;
	int rc;

	if (!pr)
		return -ENOMEM;
	rc = blkid_probe_set_device(pr, fd, 0, 0) ? -EIO : 0;
	if (!rc) {
		blkid_probe_enable_partitions(pr, 1);
		rc = blkid_do_safeprobe(pr);
		/* 1: nothing, -2: ambivalent result, -1: error */
		rc = rc == 1 ? 0 : rc == -1 ? -EIO : 1;
	}
	if (rc > 0) {
		if (blkid_probe_lookup_value(pr, "TYPE", &type, NULL) &&
		    blkid_probe_lookup_value(pr, "PTTYPE", &type, NULL))
			type = "more than one kind of data";
		*what = say("%s", type);
	}
	blkid_free_probe(pr);
	return rc;
}

/* Write the pages that are not zero; the file has holes for the others. */
static int write_pages(int to, const char *p)
{
	static const char zero[PAGE];
	off_t at;

	for (at = 0; at < HEAD; at += PAGE)
		if (memcmp(p + at, zero, PAGE) &&
		    pwrite(to, p + at, PAGE, at) != PAGE)
			return -EIO;
	return ftruncate(to, HEAD) ? -errno : 0;
}

/* A dax device can only be mapped, so give libblkid a copy of its start. */
static int copy_head(int dax, size_t len, int to)
{
	void *p = mmap(NULL, len, PROT_READ, MAP_SHARED, dax, 0);
	int rc;

	if (p == MAP_FAILED)
		return -errno;
	rc = write_pages(to, p);
	munmap(p, len);
	return rc;
}

static int probe_head(int dax, size_t len, struct signature *s)
{
	int rc, copy = memfd_create("head", MFD_CLOEXEC);

	if (copy < 0)
		return -errno;
	rc = copy_head(dax, len, copy);
	if (!rc)
		rc = probe(copy, &s->what);
	if (rc > 0)
		s->hash = hash_superblocks(copy);
	close(copy);
	return rc;
}

/* Reading a bad page would kill this process. */
static bool head_is_bad(const struct daxkmem_device *d, size_t len)
{
	struct daxkmem_range *own = NULL, *bad = NULL;
	int nr_own = daxkmem_device_ranges(d, &own);
	int i, nr = daxkmem_device_bad(d, &bad);
	bool is = nr < 0 || nr_own <= 0;

	for (i = 0; i < nr && !is; i++)
		is = bad[i].start < own[0].start + len &&
		     bad[i].end > own[0].start;
	free(own);
	free(bad);
	return is;
}

/**
 * signature_of_dax - look for a file system or the like on a dax device
 * @s: receives the signature
 *
 * Returns 1 or 0; -ENXIO if device_dax is not bound; -EIO if the start has a
 * bad page or the bad pages are unknown; or another negative errno.
 */
int signature_of_dax(const struct daxkmem_device *d, struct signature *s)
{
	long long align = daxkmem_device_number(d, DAXKMEM_ALIGN);
	size_t len = align > HEAD ? align : HEAD;
	char path[PATH_MAX];
	int fd, rc = root_path(d->ctx, path, "/dev/%s", d->name);

	*s = (struct signature){ .what = NULL };
	if (rc)
		return rc;
	if (head_is_bad(d, len))
		return -EIO;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = probe_head(fd, len, s);
	close(fd);
	return rc;
}

/* A store to persistent memory is durable once it has left the CPU caches. */
static void write_back(char *p, size_t len)
{
#ifdef __x86_64__
	size_t i;

	for (i = 0; i < len; i += CACHE_LINE)
		__builtin_ia32_clflush(p + i);
	__builtin_ia32_sfence();
#else
	msync(p, len, MS_SYNC);
#endif
}

/* Overwrite the start of the device with zeros, on the medium. */
int signature_wipe(const struct daxkmem_device *d)
{
	long long align = daxkmem_device_number(d, DAXKMEM_ALIGN);
	size_t len = align > HEAD ? align : HEAD;
	char path[PATH_MAX];
	char *p;
	int fd, rc = root_path(d->ctx, path, "/dev/%s", d->name);

	if (rc)
		return rc;
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	rc = p == MAP_FAILED ? -errno : 0;
	if (!rc) {
		memset(p, 0, HEAD);
		write_back(p, HEAD);
		munmap(p, len);
	}
	close(fd);
	return rc;
}
