// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes a record of /dev/mcelog to standard output.
 * usage: mcerecord VENDOR BANK STATUS MISC ADDR
 */
#include <asm/mce.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	struct mce m = { .finished = 1 };

	if (argc != 6)
		return 2;
	m.cpuvendor = strtoul(argv[1], NULL, 0);
	m.bank = strtoul(argv[2], NULL, 0);
	m.status = strtoull(argv[3], NULL, 0);
	m.misc = strtoull(argv[4], NULL, 0);
	m.addr = strtoull(argv[5], NULL, 0);
	return fwrite(&m, sizeof(m), 1, stdout) == 1 ? 0 : 1;
}
