// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem: use dax devices as memory with the dax_kmem driver. */
#include "cli/program.h"
#include "cmd/commands.h"

static const struct command *const commands[] = {
	&cmd_list,
	&cmd_plan,
	&cmd_attach,
	&cmd_detach,
	&cmd_resize,
	&cmd_state,
	&cmd_show,
	&cmd_set,
	&cmd_scrub,
	&cmd_bad,
	&cmd_apply,
	&cmd_monitor,
	&cmd_metrics,
	&cmd_doctor,
	&cmd_why,
	&cmd_map,
	&cmd_range,
	&cmd_compat,
	&cmd_xen,
};

static const struct program daxkmem = {
	"daxkmem", commands, ARRAY_SIZE(commands),
};

int main(int argc, char **argv)
{
	return program_main(&daxkmem, argc, argv);
}
