// SPDX-License-Identifier: GPL-2.0-only
/*
 * In Dom0: makes the hypervisor handle a machine check, with these values in
 * bank 7 of the first CPU.
 * usage: mceinject STATUS MISC ADDR
 */
#include <stdio.h>
#include <stdlib.h>
#include <xenctrl.h>

#define BANK 7
#define MCG_STATUS 0x17a
#define MCI_STATUS (0x401 + 4 * BANK)
#define MCI_ADDR (MCI_STATUS + 1)
#define MCI_MISC (MCI_STATUS + 2)
#define RESTARTABLE 0x1
#define IN_PROGRESS 0x4

int main(int argc, char **argv)
{
	xc_interface *xc = xc_interface_open(NULL, NULL, 0);
	struct xen_mc msrs = {
		.cmd = XEN_MC_msrinject,
		.interface_version = XEN_MCA_INTERFACE_VERSION,
	};
	struct xen_mc_msrinject *in = &msrs.u.mc_msrinject;
	struct xen_mc check = {
		.cmd = XEN_MC_mceinject,
		.interface_version = XEN_MCA_INTERFACE_VERSION,
	};
	int i;

	if (!xc || argc != 4) {
		fprintf(stderr, "usage: mceinject STATUS MISC ADDR\n");
		return 2;
	}
	in->mcinj_flags = MC_MSRINJ_F_INTERPOSE;
	in->mcinj_count = 4;
	in->mcinj_msr[0].reg = MCG_STATUS;
	in->mcinj_msr[0].value = RESTARTABLE | IN_PROGRESS;
	for (i = 1; i < 4; i++)
		in->mcinj_msr[i].value = strtoull(argv[i], NULL, 0);
	in->mcinj_msr[1].reg = MCI_STATUS;
	in->mcinj_msr[2].reg = MCI_MISC;
	in->mcinj_msr[3].reg = MCI_ADDR;
	if (xc_mca_op(xc, &msrs) || xc_mca_op(xc, &check)) {
		perror("mceinject");
		return 1;
	}
	return 0;
}
