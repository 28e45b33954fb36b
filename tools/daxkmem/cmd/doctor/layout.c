// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The driver declares structures of the dax bus that are missing in the kernel
 * headers. Check with the kernel's BTF whether the driver knows their layout.
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include "cmd/doctor/doctor.h"

#define BTF "/sys/kernel/btf/vmlinux"
#define LAYOUTS 2
#define MEMBERS 16

/* Members in the order of the driver's dax_abi.h. */
static const struct {
	const char *name;
	const char *members[LAYOUTS];
} structs[] = {
	{ "dax_device_driver", {
		"drv ids match_always probe remove",
		"drv ids type probe remove",
	} },
	{ "dev_dax", {
		"region dax_dev align target_node dyn_id id ida dev pgmap nr_range ranges",
		"region dax_dev align target_node dyn_id id ida dev pgmap memmap_on_memory nr_range ranges",
	} },
	{ "dev_dax_range", {
		"pgoff range mapping",
		"pgoff range mapping",
	} },
};

/* Returns the names of a structure's members, or NULL if BTF lacks it. */
static const char *members_of(const struct btf *btf, const char *name)
{
	int i, id = btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT);
	const struct btf_type *type;
	const char *words = "";

	if (id < 0)
		return NULL;
	type = btf__type_by_id(btf, id);
	for (i = 0; i < btf_vlen(type) && i < MEMBERS; i++)
		words = say("%s%s%s", words, i ? " " : "",
			    btf__name_by_offset(btf, btf_members(type)[i].name_off));
	return words;
}

static bool known(const char *members, size_t which)
{
	int k;

	for (k = 0; k < LAYOUTS; k++)
		if (!strcmp(structs[which].members[k], members))
			return true;
	return false;
}

static void judge(const struct btf *btf)
{
	const char *members;
	bool good = true;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(structs); i++) {
		members = members_of(btf, structs[i].name);
		if (members && known(members, i))
			continue;
		good = false;
		if (members)
			found(FAIL,
			      say("struct %s of this kernel is not known: %s",
				  structs[i].name, members),
			      "boot a kernel that dax_kmem was made for: Debian's 6.1 or 6.12");
		else
			found(UNKNOWN,
			      say("this kernel's BTF has no struct %s",
				  structs[i].name), NULL);
	}
	if (good)
		found(OK, "the dax bus has the structures that dax_kmem knows",
		      NULL);
}

static int quiet(enum libbpf_print_level level, const char *format, va_list ap)
{
	(void)level;
	(void)format;
	(void)ap;
	return 0;
}

void check_layout(void)
{
	char path[PATH_MAX];
	struct btf *btf;

	if (root_path(ctx, path, BTF) || !root_exists(ctx, BTF)) {
		found(UNKNOWN, BTF " is not there: the dax bus's structures cannot be compared",
		      "boot a kernel with CONFIG_DEBUG_INFO_BTF");
		return;
	}
	libbpf_set_print(quiet);
	btf = btf__parse_raw(path);
	if (!btf) {
		found(UNKNOWN, say(BTF " cannot be understood: %s",
				   strerror(errno)), NULL);
		return;
	}
	judge(btf);
	btf__free(btf);
}
