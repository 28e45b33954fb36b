// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem-xen: use named dax devices as memory for the guests of a Xen host. */
#include "daxkmem_xen.h"

static const struct command *const commands[] = {
	&cmd_xen_list,
	&cmd_xen_plan,
	&cmd_xen_attach,
	&cmd_xen_create,
	&cmd_xen_populate,
	&cmd_xen_map,
	&cmd_xen_unmap,
	&cmd_xen_maps,
	&cmd_xen_broken,
	&cmd_xen_watch,
	&cmd_xen_flags,
	&cmd_xen_enable,
	&cmd_xen_disable,
};

static const struct program daxkmem_xen = {
	"daxkmem xen", commands, ARRAY_SIZE(commands),
};

int main(int argc, char **argv)
{
	return program_main(&daxkmem_xen, argc, argv);
}
