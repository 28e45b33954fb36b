// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The driver uses structures of the dax bus that are missing in the kernel
 * headers. Its build takes their layout from the kernel's BTF. Check whether the
 * running kernel has the members that the driver uses.
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include "base/late.h"
#include "cmd/doctor/doctor.h"

#define LIBBPF "libbpf.so.1"
#define BTF "/sys/kernel/btf/vmlinux"
#define MEMBERS 5

/* The members in compat/btf-layout of the driver. "a|b": one of the two. */
static const struct {
	const char *name;
	const char *members[MEMBERS];
} structs[] = {
	{ "dev_dax_range", { "range" } },
	{ "dev_dax", { "target_node", "dev", "nr_range", "ranges" } },
	{ "dax_device_driver", { "drv", "probe", "remove", "type|match_always" } },
};

/* Functions of libbpf */
static struct {
	typeof(libbpf_set_print) *set_print;
	typeof(btf__parse_raw) *parse_raw;
	typeof(btf__find_by_name_kind) *find_by_name_kind;
	typeof(btf__type_by_id) *type_by_id;
	typeof(btf__name_by_offset) *name_by_offset;
	typeof(btf__free) *free;
} libbpf;

static bool load_libbpf(void)
{
	const struct late_call all[] = {
		{ "libbpf_set_print", &libbpf.set_print },
		{ "btf__parse_raw", &libbpf.parse_raw },
		{ "btf__find_by_name_kind", &libbpf.find_by_name_kind },
		{ "btf__type_by_id", &libbpf.type_by_id },
		{ "btf__name_by_offset", &libbpf.name_by_offset },
		{ "btf__free", &libbpf.free },
	};

	return late_open(LIBBPF, all, ARRAY_SIZE(all));
}

/* True if a structure has a member whose name is the first @len bytes of @name. */
static bool has(const struct btf *btf, const struct btf_type *type,
		const char *name, size_t len)
{
	const char *label;
	int i;

	for (i = 0; i < btf_vlen(type); i++) {
		label = libbpf.name_by_offset(btf, btf_members(type)[i].name_off);
		if (strlen(label) == len && !strncmp(label, name, len))
			return true;
	}
	return false;
}

/* As has(), but @names is one name, or "a|b" for either name. */
static bool has_one(const struct btf *btf, const struct btf_type *type,
		    const char *names)
{
	const char *other = strchr(names, '|');

	if (!other)
		return has(btf, type, names, strlen(names));
	return has(btf, type, names, other - names) ||
	       has(btf, type, other + 1, strlen(other + 1));
}

/* Report a missing structure or member. Returns false if one is missing. */
static bool judge_struct(const struct btf *btf, const char *name,
			 const char *const *members)
{
	int i, id = libbpf.find_by_name_kind(btf, name, BTF_KIND_STRUCT);
	const struct btf_type *type;

	if (id < 0) {
		found(UNKNOWN, say("the BTF of this kernel has no struct %s", name), NULL);
		return false;
	}
	type = libbpf.type_by_id(btf, id);
	for (i = 0; i < MEMBERS && members[i]; i++) {
		if (has_one(btf, type, members[i]))
			continue;
		found(FAIL,
		      say("struct %s of this kernel has no member %s",
			  name, members[i]),
		      "boot a kernel that dax_kmem supports, or install a newer dax_kmem");
		return false;
	}
	return true;
}

static void judge(const struct btf *btf)
{
	bool good = true;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(structs); i++)
		good &= judge_struct(btf, structs[i].name, structs[i].members);
	if (good)
		found(OK, "the dax bus has the structure members that dax_kmem uses",
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
		found(UNKNOWN, BTF " does not exist: the structures of the dax bus cannot be checked",
		      "boot a kernel with CONFIG_DEBUG_INFO_BTF");
		return;
	}
	if (!load_libbpf()) {
		found(UNKNOWN, LIBBPF " is missing: the structures of the dax bus cannot be checked",
		      "install libbpf (" LIBBPF ")");
		return;
	}
	libbpf.set_print(quiet);
	btf = libbpf.parse_raw(path);
	if (!btf) {
		found(UNKNOWN, say(BTF " cannot be parsed: %s",
				   strerror(errno)), NULL);
		return;
	}
	judge(btf);
	libbpf.free(btf);
}
