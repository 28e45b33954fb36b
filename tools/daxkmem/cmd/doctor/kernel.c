// SPDX-License-Identifier: GPL-2.0-or-later
/* Check the kernel's configuration, boot parameters and lockdown. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cmd/doctor/doctor.h"

#define SECURITY "/sys/kernel/security"
#define SIG_ENFORCE "/sys/module/module/parameters/sig_enforce"
#define MEMMAP_PARAMETER "/sys/module/memory_hotplug/parameters/memmap_on_memory"
#define POLICY_PARAMETER "/sys/module/dax_kmem/parameters/policy"

static const struct {
	const char *name;
	enum result without;
	const char *what;	/* missing without the option */
} options[] = {
	{ "MEMORY_HOTPLUG", FAIL, "memory hot-add" },
	{ "MEMORY_HOTREMOVE", FAIL, "memory hot-remove" },
	{ "MIGRATION", FAIL, "migration of pages out of memory to be removed" },
	{ "ZONE_DEVICE", FAIL, "device memory" },
	{ "DAX", FAIL, "the dax bus" },
	{ "DEV_DAX", FAIL, "dax devices" },
	{ "NUMA", FAIL, "NUMA nodes" },
	{ "DEV_DAX_PMEM", WARN, "dax devices for persistent memory" },
	{ "DEV_DAX_HMEM", WARN, "dax devices for soft-reserved memory" },
	{ "ACPI_NUMA", WARN, "NUMA nodes from firmware" },
	{ "ACPI_HMAT", WARN, "latency and bandwidth of nodes" },
	{ "MEMORY_FAILURE", WARN, "exclusion of pages that become bad" },
	{ "ARCH_MHP_MEMMAP_ON_MEMORY_ENABLE", WARN,
	  "memmap on the device" },
};

static bool is_set(const char *config, const char *name)
{
	const char *line = say("CONFIG_%s=", name), *s = config;
	size_t len = strlen(line);

	while ((s = strstr(s, line))) {
		if ((s == config || s[-1] == '\n') &&
		    (s[len] == 'y' || s[len] == 'm'))
			return true;
		s += len;
	}
	return false;
}

static int read_config(char **text)
{
	int rc = root_read_all(ctx, text, "/boot/config-%s", kernel_release());

	if (rc == -ENOENT)
		rc = root_read_all(ctx, text, "/lib/modules/%s/config",
				   kernel_release());
	return rc;
}

/* Returns 1 if the kernel was built with an option, 0 if not, or a negative errno. */
int kernel_has(const char *name)
{
	char *config;
	int rc = read_config(&config);

	if (rc < 0)
		return rc;
	rc = is_set(config, name);
	free(config);
	return rc;
}

void check_config(void)
{
	bool good = true;
	char *config;
	size_t i;
	int rc = read_config(&config);

	if (rc < 0 && rc != -ENOENT) {
		unread(say("/boot/config-%s", kernel_release()), rc);
		return;
	}
	if (rc < 0) {
		found(UNKNOWN,
		      say("the kernel configuration is not in /boot/config-%s",
			  kernel_release()),
		      root_exists(ctx, "/proc/config.gz") ?
		      say("zcat /proc/config.gz > /boot/config-%s",
			  kernel_release()) : NULL);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(options); i++) {
		if (is_set(config, options[i].name))
			continue;
		good = false;
		found(options[i].without,
		      say("built without CONFIG_%s: no %s", options[i].name,
			  options[i].what),
		      "boot a kernel with this option, such as the one of Debian");
	}
	free(config);
	if (good)
		found(OK, say("Linux %s has all options that dax_kmem uses", kernel_release()),
		      NULL);
}

static const struct {
	const char *word;
	enum result result;
	const char *what;
} parameters[] = {
	{ "numa=off", FAIL, "there is only one node, and devices have none" },
	{ "numa=noacpi", FAIL, "there is only one node, and devices have none" },
	{ "numa=nohmat", WARN, "latency and bandwidth of nodes are unknown" },
	{ "acpi=off", FAIL, "nodes and devices from firmware are unknown" },
	{ "efi=nosoftreserve", WARN,
	  "memory meant for dax devices is ordinary memory" },
};

void check_boot(void)
{
	bool good = true;
	char *line;
	size_t i;
	int rc;

	rc = root_read_all(ctx, &line, "/proc/cmdline");
	if (rc < 0) {
		unread("/proc/cmdline", rc);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(parameters); i++) {
		if (!word_in(line, parameters[i].word))
			continue;
		good = false;
		found(parameters[i].result,
		      say("booted with %s: %s", parameters[i].word,
			  parameters[i].what),
		      say("remove %s from GRUB_CMDLINE_LINUX in /etc/default/grub; update-grub; reboot",
			  parameters[i].word));
	}
	free(line);
	if (good)
		found(OK, "no boot parameter prevents the use of dax devices", NULL);
}

/* Returns the memmap size of all devices as text: 64 bytes per 4096 bytes. */
static const char *memmap_cost(void)
{
	struct daxkmem_device **v;
	int i, nr = daxkmem_devices(ctx, &v);
	long long size, sum = 0;

	for (i = 0; i < nr; i++) {
		size = daxkmem_device_number(v[i], DAXKMEM_SIZE);
		sum += size > 0 ? size / 64 : 0;
	}
	if (nr >= 0)
		daxkmem_devices_free(v, nr);
	return sum ? say(", %s for the existing devices", human(sum)) : "";
}

void check_memmap(void)
{
	char word[WORD_LEN];
	int rc = root_read(ctx, word, sizeof(word), MEMMAP_PARAMETER);

	if (rc < 0 && rc != -ENOENT) {
		unread(MEMMAP_PARAMETER, rc);
		return;
	}
	if (rc >= 0 && (!strcmp(word, "Y") || !strcmp(word, "force"))) {
		found(OK, "the memmap can be on the device", NULL);
		return;
	}
	found(WARN,
	      say("the memmap of added memory is allocated from other memory%s",
		  memmap_cost()),
	      rc < 0 ? "a kernel with CONFIG_ARCH_MHP_MEMMAP_ON_MEMORY_ENABLE can place it on the device" :
	      "add memory_hotplug.memmap_on_memory=1 to GRUB_CMDLINE_LINUX in /etc/default/grub; update-grub; reboot");
}

/*
 * Returns 1 if dax_kmem follows auto_online_blocks; 0 if it does not or is not
 * loaded; or a negative errno.
 */
static int policy_is_auto(void)
{
	char word[WORD_LEN];
	int rc = root_read(ctx, word, sizeof(word), POLICY_PARAMETER);

	if (rc < 0)
		return rc == -ENOENT ? 0 : rc;
	return !strcmp(word, "auto");
}

void check_auto_online(void)
{
	char word[WORD_LEN];
	int is_auto = policy_is_auto();
	int rc = root_read(ctx, word, sizeof(word), MEMORY "/auto_online_blocks");

	if (is_auto < 0)
		unread(POLICY_PARAMETER, is_auto);
	if (rc < 0 && rc != -ENOENT)
		unread(MEMORY "/auto_online_blocks", rc);
	if (is_auto < 0 || (rc < 0 && rc != -ENOENT))
		return;
	if (rc < 0) {
		found(FAIL, MEMORY "/auto_online_blocks does not exist: the kernel cannot add memory",
		      "boot a kernel with CONFIG_MEMORY_HOTPLUG");
		return;
	}
	if (!is_auto || !strcmp(word, "offline") ||
	    !strcmp(word, "online_movable")) {
		found(OK, say("auto_online_blocks is %s; the policy of dax_kmem applies",
			      word), NULL);
		return;
	}
	found(WARN,
	      say("auto_online_blocks is %s, and the policy auto of dax_kmem follows it: the memory may not be removable",
		  word),
	      "echo online_movable > " MEMORY "/auto_online_blocks");
}

/*
 * Returns 1 if locked down, 0, or an errno. In "none [integrity] confidentiality"
 * the mode in brackets is in effect. If securityfs has the list of security
 * modules but no lockdown attribute, the kernel does not support lockdown.
 */
static int locked_down(void)
{
	char text[WORD_LEN];
	int rc = root_read(ctx, text, sizeof(text), SECURITY "/lockdown");

	if (rc == -ENOENT && root_exists(ctx, SECURITY "/lsm"))
		return 0;
	return rc < 0 ? rc : !strstr(text, "[none]");
}

/* Returns 1, 0 (also if the kernel has no signatures), or a negative errno. */
static int signatures_enforced(void)
{
	char text[WORD_LEN];
	int rc = root_read(ctx, text, sizeof(text), SIG_ENFORCE);

	if (rc < 0)
		return rc == -ENOENT ? 0 : rc;
	return *text == 'Y';
}

/* Report the files that cannot be read. */
static void lockdown_unread(int locked, int enforced)
{
	if (locked == -ENOENT)
		found(UNKNOWN,
		      "the lockdown state of the kernel is unknown: " SECURITY "/lockdown does not exist",
		      "mount -t securityfs none " SECURITY);
	else if (locked < 0)
		unread(SECURITY "/lockdown", locked);
	if (enforced < 0)
		unread(SIG_ENFORCE, enforced);
}

void check_lockdown(void)
{
	int locked = locked_down(), enforced = signatures_enforced();

	if (locked <= 0 && enforced <= 0 && (locked < 0 || enforced < 0))
		lockdown_unread(locked, enforced);
	else if (!locked && !enforced)
		found(OK, "modules need no signature", NULL);
	else if (daxkmem_driver(ctx))
		found(OK, "modules need a signature, and dax_kmem has one",
		      NULL);
	else
		found(WARN,
		      "only signed modules can be loaded (Secure Boot, lockdown)",
		      "mokutil --import /var/lib/dkms/mok.pub; reboot, and enrol that key");
}
