// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Dom0's kernel hands on what the hypervisor saw in /dev/mcelog, in the format
 * of the native one. What was read is gone from it. The bits are those of the
 * Intel SDM's volume 3B, 15.3.2: IA32_MCi_STATUS and IA32_MCi_MISC.
 */
#include <asm/mce.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "machine_check.h"

#define STATUS_UNCORRECTED (1ULL << 61)
#define STATUS_HAS_MISC (1ULL << 59)
#define STATUS_HAS_ADDR (1ULL << 58)
#define MISC_LSB(misc) ((misc) & 0x3f)
#define MISC_MODE(misc) ((misc) >> 6 & 7)
#define MODE_PHYSICAL 2
#define VENDOR_INTEL 0		/* cpuvendor, as the kernel counts them */
#define PAGE_SHIFT 12
#define MOST_SHIFT 30		/* a larger piece than this is no place */

static int ask_sizes(struct mcelog *log)
{
	int len, records;

	if (ioctl(log->fd, MCE_GET_RECORD_LEN, &len) ||
	    ioctl(log->fd, MCE_GET_LOG_LEN, &records))
		return -errno;
	/* Records have grown at their end. */
	if (len < (int)offsetof(struct mce, synd) || records < 1)
		return -EPROTO;
	log->len = len;
	log->records = records;
	log->buf = calloc(records, len);
	return log->buf ? 0 : -ENOMEM;
}

/**
 * mcelog_open - nobody else may read it then
 * @log: mcelog_close() ends it
 *
 * Returns 0, or a negative errno: EBUSY where another program reads it.
 */
int mcelog_open(struct mcelog *log)
{
	int rc;

	*log = (struct mcelog){
		.fd = open(MCELOG, O_RDONLY | O_EXCL | O_CLOEXEC),
	};
	if (log->fd < 0)
		return -errno;
	rc = ask_sizes(log);
	if (rc)
		mcelog_close(log);
	return rc;
}

/* Waits for none. Returns how many there are, or a negative errno. */
int mcelog_read(const struct mcelog *log)
{
	/* It gives all or nothing, so there has to be room for all. */
	ssize_t n = read(log->fd, log->buf, (size_t)log->records * log->len);

	return n < 0 ? -errno : n / (int)log->len;
}

/*
 * Only where the processor says that the address is physical. Those of AMD do
 * not say: some banks have addresses of a memory controller's own.
 */
static bool is_placed(const struct mce *m)
{
	return m->cpuvendor == VENDOR_INTEL &&
	       m->status & STATUS_HAS_ADDR && m->status & STATUS_HAS_MISC &&
	       MISC_MODE(m->misc) == MODE_PHYSICAL &&
	       MISC_LSB(m->misc) <= MOST_SHIFT;
}

/* One of those that were read last. */
struct machine_check mcelog_record(const struct mcelog *log, int i)
{
	const struct mce *m = (const void *)(log->buf + (size_t)i * log->len);
	int shift = MISC_LSB(m->misc) > PAGE_SHIFT ? MISC_LSB(m->misc) :
						     PAGE_SHIFT;
	struct machine_check c = {
		.placed = is_placed(m),
		.corrected = !(m->status & STATUS_UNCORRECTED),
		.bank = m->bank,
		.status = m->status,
	};

	if (c.placed) {
		c.where.start = m->addr >> shift << shift;
		c.where.end = c.where.start + (1ULL << shift);
	}
	return c;
}

void mcelog_close(struct mcelog *log)
{
	close(log->fd);
	free(log->buf);
}
