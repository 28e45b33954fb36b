// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * System calls, changed for the test: paths of the system are redirected below
 * FAKE_XEN, writes to attributes of dax_kmem_xen do what the driver does,
 * /dev/mcelog has its ioctls, and sleeps are short.
 */
#include <asm/mce.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "host.h"

#define DRIVER "dax_kmem_xen"
/* Values of its attribute state. */
#define TRUST "donated trust_xen"
#define PATCHED "donated live_patch"
#define RECORDS 32		/* of /dev/mcelog */

/* Redirects the paths that a command without --sysroot opens. */
static const char *moved(const char *path)
{
	static const char *const prefixes[] = {
		"/sys/", "/run/daxkmem-xen", "/dev/mcelog",
		"/var/lib/daxkmem", "/var/log/xen/", "/etc/modprobe.d",
	};
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (!strncmp(path, prefixes[i], strlen(prefixes[i])))
			return host_path("root%s", path);
	return path;
}

static int mcelog = -1;

static bool may_open(const char *path)
{
	if (!strcmp(path, "/run/daxkmem-xen.lock"))
		return called("open:lock", "-") == GO;
	if (!strcmp(path, "/run/daxkmem-xen-hotadd.lock"))
		return called("open:hotadd_lock", "-") == GO;
	if (!strcmp(path, "/dev/mcelog"))
		return called("open:mcelog", "-") == GO;
	return true;
}

int open(const char *path, int flags, ...)
{
	static int (*real)(const char *path, int flags, ...);
	mode_t mode;
	va_list ap;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	if (!real)
		real = host_real("open");
	if (!may_open(path))
		return -1;
	/* A read must not block if there is no record. */
	if (!strcmp(path, "/dev/mcelog"))
		return mcelog = real(moved(path), flags | O_NONBLOCK, mode);
	return real(moved(path), flags, mode);
}

DIR *opendir(const char *path)
{
	DIR *(*real)(const char *path) = host_real("opendir");

	return real(moved(path));
}

int access(const char *path, int mode)
{
	int (*real)(const char *path, int mode) = host_real("access");

	return real(moved(path), mode);
}

ssize_t readlink(const char *path, char *buf, size_t len)
{
	ssize_t (*real)(const char *path, char *buf, size_t len) =
		host_real("readlink");

	return real(moved(path), buf, len);
}

int mkdir(const char *path, mode_t mode)
{
	int (*real)(const char *path, mode_t mode) = host_real("mkdir");

	return real(moved(path), mode);
}

int lstat(const char *path, struct stat *st)
{
	int (*real)(const char *path, struct stat *st) = host_real("lstat");

	return real(moved(path), st);
}

int rename(const char *from, const char *to)
{
	int (*real)(const char *from, const char *to) = host_real("rename");

	return real(moved(from), moved(to));
}

int unlink(const char *path)
{
	int (*real)(const char *path) = host_real("unlink");

	return real(moved(path));
}

/* Records have this kernel's length, unless the test injects another one. */
int ioctl(int fd, unsigned long request, ...)
{
	int (*real)(int fd, unsigned long request, ...) = host_real("ioctl");
	long long n;
	va_list ap;
	void *arg;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (fd != mcelog || fd < 0)
		return real(fd, request, arg);
	if (called(request == MCE_GET_RECORD_LEN ? "ioctl:record_len" :
		   "ioctl:log_len", "-") == FAIL)
		return -1;
	n = injected_number();
	if (request == MCE_GET_RECORD_LEN)
		*(int *)arg = n >= 0 ? n : (int)sizeof(struct mce);
	else
		*(int *)arg = n >= 0 ? n : RECORDS;
	return 0;
}

ssize_t read(int fd, void *buf, size_t len)
{
	static ssize_t (*real)(int fd, void *buf, size_t len);
	ssize_t n;

	if (!real)
		real = host_real("read");
	if (fd != mcelog || fd < 0)
		return real(fd, buf, len);
	if (called("read:mcelog", "%zu", len) == FAIL)
		return -1;
	n = real(fd, buf, len);
	return n < 0 && errno == EAGAIN ? 0 : n;
}

/* An attribute in devices/DEVICE/dax_kmem_xen, or this directory if empty. */
static const char *attribute(const char *device, const char *name)
{
	return host_path("root/sys/bus/dax/devices/%s/" DRIVER "%s%s", device,
			 *name ? "/" : "", name);
}

static void bind_device(const char *device)
{
	static const char *const numbers[][2] = {
		{ "state", "unplugged" }, { "pxm", "1" }, { "xen_node", "-1" },
		{ "scrub_extents", "" },
		{ "donated_size", "0" }, { "withheld_size", "0" },
		{ "bad_pages", "" }, { "extents", "" }, { "memflags", "" },
	};
	size_t i;

	mkdir(attribute(device, ""), 0755);
	for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		host_write(attribute(device, numbers[i][0]), numbers[i][1]);
	if (symlink("../../drivers/" DRIVER,
		    host_path("root/sys/bus/dax/devices/%s/driver", device)))
		abort();
}

static void unbind_device(const char *device)
{
	static const char *const files[] = {
		"state", "pxm", "xen_node", "scrub_extents", "donated_size", "withheld_size",
		"bad_pages", "extents", "memflags",
	};
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(*files); i++)
		unlink(attribute(device, files[i]));
	rmdir(attribute(device, ""));
	unlink(host_path("root/sys/bus/dax/devices/%s/driver", device));
}

/* The whole device, as one extent, becomes node 1 of the hypervisor. */
static void donate(const char *device)
{
	long long start = host_number(host_path("root/sys/bus/dax/devices/%s/mapping0/start",
						device), 0);
	long long end = host_number(host_path("root/sys/bus/dax/devices/%s/mapping0/end",
					      device), -1);
	char text[96];

	snprintf(text, sizeof(text), "0x%016llx-0x%016llx", start, end);
	host_write(attribute(device, "extents"), text);
	host_set(attribute(device, "donated_size"), end + 1 - start);
	host_set(attribute(device, "xen_node"), 1);
	host_write(attribute(device, "memflags"), "0x20200");
	snprintf(text, sizeof(text), "%lld %lld 0x%llx", end + 1 - start,
		 end + 1 - start, start);
	host_write(host_path("nodes/1"), text);
}

static int fail(int err)
{
	errno = err;
	return -1;
}

/* Xen 4.18 panics if memory is added and the live patch is not applied. */
static int try_to_donate(const char *device, const char *word)
{
	bool patched = host_number(host_path("patches/daxkmem_node_data"), 0) == 2;

	if (host_number(host_path("version"), 0) >= (4 << 16 | 18)) {
		if (!strcmp(word, "donated"))
			return fail(EOPNOTSUPP);
		if (!strcmp(word, PATCHED) && !patched)
			return fail(EINVAL);
		if (!strcmp(word, TRUST) && !host_number(host_path("writable"), 0))
			host_write(host_path("panic"), device);
	}
	donate(device);
	return 0;
}

/* The last three parts of the path of a descriptor, if it is an attribute. */
static bool split(int fd, char *path, size_t len, char **device, char **group,
		  char **file)
{
	char link[32];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, len - 1);
	if (n <= 0)
		return false;
	path[n] = 0;
	if (!strstr(path, "/sys/") || !strstr(path, "/" DRIVER "/"))
		return false;
	*file = strrchr(path, '/');
	*(*file)++ = 0;
	*group = strrchr(path, '/');
	*(*group)++ = 0;
	*device = strrchr(path, '/') + 1;
	return !strcmp(*group, DRIVER);
}

/* A write to an attribute of the driver, or of a device bound to it. */
static int store(const char *device, const char *file, const char *word)
{
	char name[64];

	snprintf(name, sizeof(name), "write:%s", file);
	if (called(name, "%s %s", device, word) == FAIL)
		return -1;
	if (!strcmp(file, "bind_unplugged"))
		bind_device(word);
	else if (!strcmp(file, "unbind"))
		unbind_device(word);
	else if (!strcmp(file, "state") && !strncmp(word, "donated", 7))
		return try_to_donate(device, word);
	return 0;
}

ssize_t write(int fd, const void *buf, size_t len)
{
	static ssize_t (*real)(int fd, const void *buf, size_t len);
	char path[512], *device, *group, *file, *word;
	int rc;

	if (!real)
		real = host_real("write");
	if (!split(fd, path, sizeof(path), &device, &group, &file))
		return real(fd, buf, len);
	word = strndup(buf, len);
	rc = store(device, file, word);
	if (!strcmp(word, TRUST) || !strcmp(word, PATCHED))
		len = strlen("donated");
	free(word);
	if (rc)
		return -1;
	/* The driver adds bad pages to those it knows. */
	if (!strcmp(file, "bad_pages"))
		lseek(fd, 0, SEEK_END);
	else if (ftruncate(fd, 0))
		return -1;
	return real(fd, buf, len);
}

unsigned int sleep(unsigned int seconds)
{
	struct timespec t = { .tv_nsec = 10 * 1000 * 1000 };

	called("sleep", "%u", seconds);
	nanosleep(&t, NULL);
	return 0;
}

int usleep(useconds_t usec)
{
	struct timespec t = { .tv_nsec = usec };

	called("usleep", "%u", usec);
	nanosleep(&t, NULL);
	return 0;
}

/* Exported by a program that is built for coverage. */
void __gcov_dump(void) __attribute__((weak));

void _exit(int status)
{
	void (*real)(int status) __attribute__((noreturn)) = host_real("_exit");

	if (__gcov_dump)
		__gcov_dump();
	real(status);
}
