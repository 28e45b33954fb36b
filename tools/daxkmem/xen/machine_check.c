// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Read machine checks. Dom0's kernel passes on those of the hypervisor in
 * /dev/mcelog, in the native format. Reading removes the records. The bits of
 * IA32_MCi_STATUS and IA32_MCi_MISC are in the Intel SDM, volume 3B, 15.3.2.
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
#define VENDOR_INTEL 0		/* cpuvendor: the kernel's X86_VENDOR_INTEL */
#define PAGE_SHIFT 12
#define MOST_SHIFT 30		/* ignore addresses coarser than 1 GiB */

static int ask_sizes(struct mcelog *log)
{
	int len, records;

	if (ioctl(log->fd, MCE_GET_RECORD_LEN, &len) ||
	    ioctl(log->fd, MCE_GET_LOG_LEN, &records))
		return -errno;
	/* newer kernels have added fields at the end of the record */
	if (len < (int)offsetof(struct mce, synd) || records < 1)
		return -EPROTO;
	log->len = len;
	log->records = records;
	log->buf = calloc(records, len);
	return log->buf ? 0 : -ENOMEM;
}

/**
 * mcelog_open - open the log of machine checks exclusively
 * @log: receives the log, to be closed with mcelog_close()
 *
 * Return: 0, or a negative errno: -EBUSY if another program has it open.
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

/*
 * Read all records of the log into its buffer, without waiting. Return: the
 * number of records, or a negative errno.
 */
int mcelog_read(const struct mcelog *log)
{
	/* read() fails unless the buffer has room for the whole log */
	ssize_t n = read(log->fd, log->buf, (size_t)log->records * log->len);

	return n < 0 ? -errno : n / (int)log->len;
}

/*
 * True if the processor reports a valid physical address. AMD processors do not
 * report the kind of address; in some banks it is internal to a memory
 * controller.
 */
static bool is_placed(const struct mce *m)
{
	return m->cpuvendor == VENDOR_INTEL &&
	       m->status & STATUS_HAS_ADDR && m->status & STATUS_HAS_MISC &&
	       MISC_MODE(m->misc) == MODE_PHYSICAL &&
	       MISC_LSB(m->misc) <= MOST_SHIFT;
}

/* Decode record @i of the last mcelog_read(). */
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
