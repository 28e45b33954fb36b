// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem doctor: check whether dax_kmem can work here, and suggest fixes. */
#include "cmd/commands.h"
#include "cmd/doctor/doctor.h"

static const struct {
	const char *name;
	void (*run)(void);
} checks[] = {
	{ "kernel", check_config },
	{ "boot", check_boot },
	{ "memmap", check_memmap },
	{ "onlining", check_auto_online },
	{ "lockdown", check_lockdown },
	{ "layout", check_layout },
	{ "module", check_module },
	{ "kmem", check_in_tree },
	{ "policy", check_policy },
	{ "kept", check_kept },
	{ "kdump", check_kdump },
	{ "tools", check_tools },
	{ "devices", check_devices },
	{ "namespaces", check_namespaces },
	{ "cxl", check_cxl },
};

static int run(int argc, char **argv)
{
	size_t i;

	(void)argc;
	(void)argv;
	for (i = 0; i < ARRAY_SIZE(checks); i++) {
		findings_begin(checks[i].name);
		checks[i].run();
	}
	return findings_print();
}

const struct command cmd_doctor = {
	"doctor", run, "", "check whether dax_kmem can work on this machine", NULL, 0, 0,
};
