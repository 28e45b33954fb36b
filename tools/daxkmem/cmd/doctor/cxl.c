// SPDX-License-Identifier: GPL-2.0-or-later
/* Check whether the memory of CXL memory devices can have dax devices. */
#include <stdlib.h>
#include <string.h>
#include "cmd/doctor/doctor.h"
#include "ops/cxl.h"

#define PCI_DEVICES "/sys/bus/pci/devices"
#define PCI_CLASS "0x0502"	/* CXL memory devices */

/* Returns the first PCI function of this class, or NULL. */
static const char *find_function(void)
{
	const char *found = NULL;
	char class[WORD_LEN], **names;
	int i, nr = root_list(ctx, &names, PCI_DEVICES);

	for (i = 0; i < nr && !found; i++)
		if (root_read(ctx, class, sizeof(class), PCI_DEVICES "/%s/class",
			      names[i]) > 0 &&
		    !strncmp(class, PCI_CLASS, strlen(PCI_CLASS)))
			found = say("%s", names[i]);
	if (nr >= 0)
		root_list_free(names, nr);
	return found;
}

/* Up to Linux 6.2, CXL regions have no dax devices. */
static bool regions_have_dax(void)
{
	int has = kernel_has("DEV_DAX_CXL");

	return root_exists(ctx, "/sys/module/dax_cxl") || has > 0 ||
	       (has < 0 && module_exists("dax_cxl"));
}

static bool check_support(void)
{
	if (regions_have_dax())
		return true;
	found(WARN, say("Linux %s has no dax devices for CXL regions: it was built without CONFIG_DEV_DAX_CXL, which exists since Linux 6.3",
			kernel_release()),
	      "boot a newer kernel with this option, such as Linux 6.12 of Debian");
	return false;
}

static bool check_memdev(const struct daxkmem_memdev *m)
{
	if (*m->region)
		return true;
	found(WARN, say("%s (serial %#llx) is part of no region", m->name, m->serial),
	      cxl_create_command(m));
	return false;
}

static void check_memdevs(const struct daxkmem_memdev *v, int nr)
{
	bool good = true;
	int i;

	for (i = 0; i < nr; i++)
		good &= check_memdev(&v[i]);
	if (good)
		found(OK, nr == 1 ? "1 CXL memory device found, which is part of a region" :
		      say("%d CXL memory devices found, which are part of regions", nr),
		      NULL);
}

void check_cxl(void)
{
	const char *function = find_function();
	struct daxkmem_memdev *v;
	int nr = daxkmem_memdevs(ctx, &v);

	if (nr < 0)
		unread(CXL_DEVICES, nr);
	else if (!nr && !function)
		found(OK, "no CXL memory devices found", NULL);
	else if (check_support() && nr)
		check_memdevs(v, nr);
	else if (!nr)
		found(WARN, say("%s is a CXL memory device without a driver", function),
		      "modprobe -a cxl_acpi cxl_pci cxl_mem cxl_port");
	free(v);
}
