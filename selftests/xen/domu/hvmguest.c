// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program for an HVM guest, which runs instead of hvmloader and prints to
 * Xen's log (port 0xe9). It accesses one word of each page of 8 MiB at 4 GiB:
 * it counts the words that have its pattern, writes the pattern, and prints the
 * number again whenever it changes.
 */
#include <stdint.h>

#define PAGES 2048
#define PATTERN 0xda0c0000u
#define WINDOW 0x40000000u	/* virtual address of 4 GiB */
#define FOUR_GIB 0x100000000ull
#define LARGE (2u << 20)
#define TABLE 0x3		/* present, writable */
#define LARGE_PAGE 0x83		/* present, writable, large */

/*
 * The tables of long mode, because 32-bit addresses end at 4 GiB. The program
 * stays in a 32-bit code segment.
 */
static uint64_t tables[4][512] __attribute__((aligned(4096)));

static void out(char c)
{
	__asm__ volatile("outb %0, $0xe9" : : "a"(c));
}

static void print(const char *s)
{
	while (*s)
		out(*s++);
}

static void print_number(unsigned int n)
{
	if (n > 9)
		print_number(n / 10);
	out('0' + n % 10);
}

static void report(const char *what, unsigned int n)
{
	print("guest: ");
	print(what);
	print_number(n);
	out('\n');
}

/* Map the first GiB at its address, and the GiB at 4 GiB at WINDOW. */
static void fill_tables(void)
{
	uint32_t i;

	tables[0][0] = (uintptr_t)tables[1] | TABLE;
	tables[1][0] = (uintptr_t)tables[2] | TABLE;
	tables[1][1] = (uintptr_t)tables[3] | TABLE;
	for (i = 0; i < 512; i++) {
		tables[2][i] = (uint64_t)i * LARGE | LARGE_PAGE;
		tables[3][i] = (FOUR_GIB + (uint64_t)i * LARGE) | LARGE_PAGE;
	}
}

static void start_paging(void)
{
	uint32_t cr;

	fill_tables();
	__asm__ volatile("mov %%cr4, %0; or $0x20, %0; mov %0, %%cr4"
			 : "=r"(cr));
	__asm__ volatile("mov %0, %%cr3" : : "r"(tables));
	/* EFER: long mode */
	__asm__ volatile("wrmsr" : : "c"(0xc0000080), "a"(0x100), "d"(0));
	__asm__ volatile("mov %%cr0, %0; or $0x80000000, %0; mov %0, %%cr0"
			 : "=r"(cr) : : "memory");
}

static volatile uint32_t *word(uint32_t page)
{
	return (volatile uint32_t *)(WINDOW + page * 4096);
}

static unsigned int count(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < PAGES; i++)
		n += *word(i) == (PATTERN | i);
	return n;
}

__attribute__((used, noreturn)) static void run(void)
{
	unsigned int i, n, last;

	start_paging();
	report("pages found with the pattern: ", count());
	for (i = 0; i < PAGES; i++)
		*word(i) = PATTERN | i;
	last = PAGES + 1;
	for (;;) {
		n = count();
		if (n != last)
			report("pages with the pattern: ", n);
		last = n;
	}
}

__asm__(".globl _start\n"
	".pushsection .text.start, \"ax\"\n"
	"_start:\n"
	"	mov $stack + 4096, %esp\n"
	"	jmp run\n"
	".popsection\n"
	".lcomm stack, 4096\n");
