// SPDX-License-Identifier: GPL-2.0-only
/* core/request: tables of requests, and every request cut short. */
#include <stdio.h>
#include "kselftest.h"
#include "../../drivers/dax/kmem/core/request.h"

#define NR(table) (sizeof(table) / sizeof(*(table)))

/* Parse a copy of the exact size, so that the sanitizer finds an overread. */
static int parse(const char *text, size_t len, struct dk_request *r)
{
	char *copy = malloc(len);
	int rc;

	if (len && !copy)
		abort();
	memcpy(copy, text, len);
	rc = dk_request_parse(copy, len, r);
	free(copy);
	return rc;
}

static void good_requests(void)
{
	static const struct {
		const char *text;
		struct dk_request r;
	} v[] = {
		{ "0x100000000 1G", { { 4ULL << 30, 5ULL << 30 }, -1, false, false, false } },
		{ "4G 1G\n", { { 4ULL << 30, 5ULL << 30 }, -1, false, false, false } },
		{ "4G,1G", { { 4ULL << 30, 5ULL << 30 }, -1, false, false, false } },
		{ " 4G\t1073741824 ", { { 4ULL << 30, 5ULL << 30 }, -1, false, false, false } },
		{ "0x0 0x1000", { { 0, 4096 }, -1, false, false, false } },
		{ "4G 1G node=0", { { 4ULL << 30, 5ULL << 30 }, 0, false, false, false } },
		{ "4G 1G node=12", { { 4ULL << 30, 5ULL << 30 }, 12, false, false, false } },
		{ "4G 1G node=65535", { { 4ULL << 30, 5ULL << 30 }, 65535, false, false, false } },
		{ "4G 1G unplugged", { { 4ULL << 30, 5ULL << 30 }, -1, true, false, false } },
		{ "4G 1G reserved", { { 4ULL << 30, 5ULL << 30 }, -1, false, true, false } },
		{ "4G 1G force", { { 4ULL << 30, 5ULL << 30 }, -1, false, false, true } },
		{ "4G,1G,force,node=1,unplugged,reserved",
		  { { 4ULL << 30, 5ULL << 30 }, 1, true, true, true } },
		{ "0xfffffffffffff000 4095",
		  { { 0xfffffffffffff000, ~0ULL }, -1, false, false, false } },
	};
	struct dk_request r;
	int good = 1;
	size_t i;

	for (i = 0; i < NR(v); i++) {
		bool ok = !parse(v[i].text, strlen(v[i].text), &r) &&
			  dk_span_equal(r.span, v[i].r.span) &&
			  r.node == v[i].r.node &&
			  r.unplugged == v[i].r.unplugged &&
			  r.reserved == v[i].r.reserved &&
			  r.force == v[i].r.force;

		if (ok)
			continue;
		printf("# \"%s\"\n", v[i].text);
		good = 0;
	}
	point(good, "a request is an address, a size, and options in any order");
}

static void bad_requests(void)
{
	static const struct {
		const char *text;
		int rc;
	} v[] = {
		{ "", -EINVAL }, { " ", -EINVAL }, { "4G", -EINVAL },
		{ "4G ", -EINVAL }, { "4G 0", -EINVAL }, { "4G x", -EINVAL },
		{ "x 1G", -EINVAL }, { "-4G 1G", -EINVAL },
		/* without a prefix or a suffix an address is ambiguous */
		{ "100000000 1G", -EINVAL }, { "0 1G", -EINVAL },
		{ "4G 1G node", -EINVAL }, { "4G 1G node=", -EINVAL },
		{ "4G 1G node=x", -EINVAL }, { "4G 1G node=-1", -EINVAL },
		{ "4G 1G node=1x", -EINVAL }, { "4G 1G node=65536", -EINVAL },
		{ "4G 1G node=99999999999999", -EINVAL },
		{ "4G 1G nod=1", -EINVAL }, { "4G 1G forced", -EINVAL },
		{ "4G 1G forc", -EINVAL }, { "4G 1G Force", -EINVAL },
		{ "4G 1G force;", -EINVAL },
		{ "0xfffffffffffff000 4096", -ERANGE },
		{ "0xffffffffffffffff 1", -ERANGE },
		{ "17179869184G 1G", -ERANGE },
		{ "4G 17179869184G", -ERANGE },
	};
	struct dk_request r;
	int good = 1;
	size_t i;

	for (i = 0; i < NR(v); i++) {
		int rc = parse(v[i].text, strlen(v[i].text), &r);

		if (rc == v[i].rc)
			continue;
		printf("# \"%s\": %d\n", v[i].text, rc);
		good = 0;
	}
	point(good, "anything else is refused");
}

/* Cut a request at each byte. The parser must not read beyond it. */
static void cut_requests(void)
{
	static const char text[] = "0x100000000 1G node=12 unplugged force";
	struct dk_request r;
	size_t len, good = 0;

	for (len = 0; len < sizeof(text); len++)
		good += !parse(text, len, &r);
	/* "1", "1G", the blank, node=1, node=12, the blank, unplugged, force */
	demand(good == 9,
	       "a truncated request is refused, or is a shorter valid one");
	point(1, "a truncated request is refused, or is a shorter valid one");
}

int main(void)
{
	points_planned(3);
	good_requests();
	bad_requests();
	cut_requests();
	finish();
}
