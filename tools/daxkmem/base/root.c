// SPDX-License-Identifier: LGPL-2.1-or-later
/* Access files below the sysroot. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "base.h"

static int vpath(const struct daxkmem_ctx *ctx, char *path, const char *fmt,
		 va_list ap)
{
	int n, root = snprintf(path, PATH_MAX, "%s", ((const struct root *)ctx)->path);

	n = vsnprintf(path + root, PATH_MAX - root, fmt, ap);
	return n < 0 || n >= PATH_MAX - root ? -ENAMETOOLONG : 0;
}

/* @path is a buffer of PATH_MAX bytes. Returns 0 or -ENAMETOOLONG. */
int root_path(const struct daxkmem_ctx *ctx, char *path, const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = vpath(ctx, path, fmt, ap);
	va_end(ap);
	return rc;
}

bool root_exists(const struct daxkmem_ctx *ctx, const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = vpath(ctx, path, fmt, ap);
	va_end(ap);
	return !rc && !access(path, F_OK);
}

/*
 * Open a regular file, or /dev/null, which stands for an empty file. Refuse
 * anything else with -ENXIO: reading a FIFO, for example, may block forever.
 */
static int open_regular(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st)) {
		close(fd);
		return -EIO;
	}
	if (S_ISREG(st.st_mode) ||
	    (S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3)))
		return fd;
	close(fd);
	return S_ISDIR(st.st_mode) ? -EISDIR : -ENXIO;
}

static int vread(const struct daxkmem_ctx *ctx, char *buf, size_t len,
		 const char *fmt, va_list ap)
{
	char path[PATH_MAX];
	size_t line;
	ssize_t n;
	int fd, rc = vpath(ctx, path, fmt, ap);

	if (rc)
		return rc;
	fd = open_regular(path);
	if (fd < 0)
		return fd;
	n = read(fd, buf, len - 1);
	rc = n < 0 ? -errno : 0;
	close(fd);
	if (rc)
		return rc;

	buf[n] = 0;
	line = strcspn(buf, "\n");
	if (line == len - 1)
		return -EOVERFLOW;
	buf[line] = 0;
	return line;
}

/*
 * Read the first line of a file without the newline. Returns its length;
 * -EOVERFLOW if the line and its newline do not fit into @len bytes; or another
 * negative errno.
 */
int root_read(const struct daxkmem_ctx *ctx, char *buf, size_t len,
	      const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = vread(ctx, buf, len, fmt, ap);
	va_end(ap);
	return rc;
}

/* Read a non-negative decimal number. Returns -1 on any error. */
long long root_number(const struct daxkmem_ctx *ctx, const char *fmt, ...)
{
	char text[WORD_LEN], *end;
	long long value;
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = vread(ctx, text, sizeof(text), fmt, ap);
	va_end(ap);
	if (rc <= 0)
		return -1;
	errno = 0;
	value = strtoll(text, &end, 10);
	return errno || end == text || *end || value < 0 ? -1 : value;
}

/* Read all of @fd into a string, freed by the caller. Returns its length. */
static int read_fd(int fd, char **text)
{
	size_t have = 0, room = 0;
	char *buf = NULL, *more;
	ssize_t n;

	do {
		if (have + 1 >= room) {
			room = room ? 2 * room : 4096;
			more = realloc(buf, room);
			if (!more) {
				free(buf);
				return -ENOMEM;
			}
			buf = more;
		}
		n = read(fd, buf + have, room - have - 1);
		if (n > 0)
			have += n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	if (n < 0) {
		free(buf);
		return -errno;
	}
	buf[have] = 0;
	*text = buf;
	return have;
}

/*
 * Read a whole file of any type at a path given by the user, outside the
 * sysroot. The caller frees @text. Returns its length, or a negative errno.
 */
int file_read_all(const char *path, char **text)
{
	int rc, fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	rc = read_fd(fd, text);
	close(fd);
	return rc;
}

/* Read a whole file. The caller frees @text. Returns its length. */
int root_read_all(const struct daxkmem_ctx *ctx, char **text,
		  const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list ap;
	int fd, rc;

	va_start(ap, fmt);
	rc = vpath(ctx, path, fmt, ap);
	va_end(ap);
	if (rc)
		return rc;
	fd = open_regular(path);
	if (fd < 0)
		return fd;
	rc = read_fd(fd, text);
	close(fd);
	return rc;
}

/* Call write(2) once, as sysfs requires. A signal may end it with -EINTR. */
int root_write(const struct daxkmem_ctx *ctx, const char *word,
	       const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list ap;
	int fd, rc;

	va_start(ap, fmt);
	rc = vpath(ctx, path, fmt, ap);
	va_end(ap);
	if (rc)
		return rc;
	fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, word, strlen(word)) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

/* Copy the last component of the target of a link. */
int root_target(const struct daxkmem_ctx *ctx, char *buf, size_t len,
		const char *fmt, ...)
{
	char path[PATH_MAX], link[PATH_MAX];
	const char *base;
	va_list ap;
	ssize_t n;
	int rc;

	va_start(ap, fmt);
	rc = vpath(ctx, path, fmt, ap);
	va_end(ap);
	if (rc)
		return rc;
	n = readlink(path, link, sizeof(link) - 1);
	if (n < 0)
		return -errno;
	link[n] = 0;
	base = strrchr(link, '/');
	base = base ? base + 1 : link;
	if (strlen(base) >= len)
		return -ENAMETOOLONG;
	strcpy(buf, base);
	return 0;
}

void root_list_free(char **names, int nr)
{
	while (nr > 0)
		free(names[--nr]);
	free(names);
}

static int by_number(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

static int add_name(char ***names, int nr, const char *name)
{
	char **more = reallocarray(*names, nr + 1, sizeof(**names));

	if (!more)
		return -ENOMEM;
	*names = more;
	more[nr] = strdup(name);
	return more[nr] ? nr + 1 : -ENOMEM;
}

static int list_dir(DIR *dir, char ***names)
{
	char **v = NULL;
	struct dirent *e;
	int rc, nr = 0;

	while ((e = readdir(dir))) {
		if (e->d_name[0] == '.')
			continue;
		rc = add_name(&v, nr, e->d_name);
		if (rc < 0) {
			root_list_free(v, nr);
			return rc;
		}
		nr = rc;
	}
	if (nr)
		qsort(v, nr, sizeof(*v), by_number);
	*names = v;
	return nr;
}

/*
 * List the names in a directory, dax2.0 before dax10.0. Free the array with
 * root_list_free(). Returns the number of names.
 */
int root_list(const struct daxkmem_ctx *ctx, char ***names,
	      const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list ap;
	DIR *dir;
	int rc;

	va_start(ap, fmt);
	rc = vpath(ctx, path, fmt, ap);
	va_end(ap);
	if (rc)
		return rc;
	dir = opendir(path);
	if (!dir)
		return -errno;
	rc = list_dir(dir, names);
	closedir(dir);
	return rc;
}

/* The directory with the devices of the bus that a device of this name is on. */
const char *bus_of(const char *name)
{
	return strncmp(name, RANGE_NAME, strlen(RANGE_NAME)) ? DAX_DEVICES :
							       PLATFORM_DEVICES;
}
