# SPDX-License-Identifier: GPL-2.0-only
# dax_kmem: named device-dax instances as RAM of their own NUMA node.
# Run "make help" for a list of targets.

top := $(CURDIR)
bed := selftests/bed
VM_CACHE ?= $(top)/.cache
export VM_CACHE
# On Debian, a user's PATH does not include depmod, modinfo and modprobe.
export PATH := $(PATH):/usr/sbin:/sbin

# The newest kernel whose headers are installed; if none, Debian's newest kernel.
KVER ?= $(or $(shell cd /lib/modules 2>/dev/null && \
	for b in */build/Makefile; do [ -e $$b ] && echo $${b%%/*}; done | \
	sort -V | tail -n 1),$(shell $(bed)/kernel --list | tail -n 1))
KDIR ?= $(shell $(bed)/headers $(KVER))
# A kernel of another Debian release is built against with that release's compiler.
inside = $(bed)/inside $(KDIR)
VERSION := $(shell .ci/version)
PREFIX ?= /usr
LIBDIR ?= $(PREFIX)/lib
MACHINE ?= nvdimm

help:
	@sed -n 's/^#: //p' Makefile

#: make demo              hot-add a device's memory in a virtual machine
#: make demo-cxl          the same with a CXL device, at boot, and with bad pages
#: make check             run the everyday tests, in some minutes
#: make check T=NAME      run the tests whose names match, of any tier
#: make check CELL=6.12/hmem   run one cell of the matrix (also with T=)
#: make check-all         run every cell; resumes where it stopped
#: make check-cold [T=]   boot the guests instead of restoring them
#: make check-debug [T=] [COVERAGE=1]   run the tests on a debug kernel
#: make check-mutants [T=]   insert small faults; a test must fail on each
#: make bench [KVER=] [SIZES="16 64 256"] [ROUNDS=]   measure against daxctl
#: make modules [KVER=]   build drivers/dax/kmem/dax_kmem.ko (or with KDIR=)
#: make tools             build tools/daxkmem/daxkmem, and daxkmem-xen with libxen-dev
#: make install DESTDIR=  install tool, units, library and documentation
#: make modules_install   install the module for KVER
#: make shell [KVER=] [MACHINE=]  open a shell in a test guest
#: make lint              run static checks
#: make clean             remove what was built
#: For the tests see Documentation/testing.md

modules:
	@test -n "$(KDIR)" || { echo "no kernel headers for $(KVER); install linux-headers-$(KVER), or set KVER= to another kernel" >&2; exit 1; }
	$(inside) $(MAKE) -C $(KDIR) M=$(top) DK_IMAGES="$(wildcard $(VM_CACHE)/kernels/*/boot/vmlinuz-$(KVER))" modules

# kbuild skips depmod without System.map, which Debian's headers do not have.
modules_install:
	$(MAKE) -C $(KDIR) M=$(top) modules_install
	depmod -b "$(INSTALL_MOD_PATH)/" $$(modinfo -F vermagic drivers/dax/kmem/dax_kmem.ko | cut -d' ' -f1)

tools:
	$(MAKE) -C tools/daxkmem

install: tools
	@command -v scdoc > /dev/null || { echo "scdoc, which makes the man pages, is missing; install it" >&2; exit 1; }
	install -D -m 755 tools/daxkmem/daxkmem $(DESTDIR)$(PREFIX)/sbin/daxkmem
	test ! -e tools/daxkmem/xen/daxkmem-xen || install -D -m 755 -t \
		$(DESTDIR)$(PREFIX)/lib/daxkmem tools/daxkmem/xen/daxkmem-xen \
		tools/daxkmem/xen/daxkmem-xen-hotadd
	test ! -e tools/daxkmem/xen/daxkmem-xen || install -m 644 -t \
		$(DESTDIR)$(PREFIX)/lib/daxkmem tools/daxkmem/xen/daxkmem-xen-placement.so
	install -D -m 644 tools/daxkmem/completion/daxkmem \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/daxkmem
	$(MAKE) -C tools/daxkmem install-lib DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" LIBDIR="$(LIBDIR)"
	set -e; for page in Documentation/*.scd; do \
		name=$$(basename $$page .scd); \
		dir="$(DESTDIR)$(PREFIX)/share/man/man$${name##*.}"; \
		install -d "$$dir"; \
		text=$$(tools/daxkmem/man/expand $$page); \
		printf '%s\n' "$$text" | sed '1s/$$/ "dax_kmem $(VERSION)"/' | scdoc > "$$dir/$$name"; \
	done
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/daxkmem/schema tools/daxkmem/schema/*.json
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/udev/rules.d udev/95-daxkmem.rules
	test ! -e tools/daxkmem/xen/daxkmem-xen || install -m 644 -t \
		$(DESTDIR)$(PREFIX)/lib/udev/rules.d udev/95-daxkmem-xen.rules
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	for unit in daxkmem@ daxkmem-bad@ daxkmem-ranges $$(test ! -e tools/daxkmem/xen/daxkmem-xen || echo daxkmem-xen-watch); do \
		sed 's,/usr/sbin/,$(PREFIX)/sbin/,' udev/$$unit.service > $(DESTDIR)$(PREFIX)/lib/systemd/system/$$unit.service || exit; \
	done
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system/sysinit.target.wants
	ln -sf ../daxkmem-ranges.service \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/sysinit.target.wants/
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/daxkmem/examples udev/*.example
	install -d $(DESTDIR)/etc/daxkmem.d
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/daxkmem README.md \
		Documentation/*.md Documentation/ABI/testing/*

demo:
	@.ci/deps build tools vm
	@$(bed)/demo

demo-cxl:
	@.ci/deps build tools cli vm debian
	@$(bed)/demo-cxl

check check-all check-cold:
	@.ci/deps build tools cli vm debian xen fuzz packages
	@$(bed)/check $(check-$@) $(if $(CELL),--cell '$(value CELL)') '$(value T)'

check-check-all := --all
check-check-cold := --cold

check-debug:
	@.ci/deps build tools vm debug
	@$(bed)/check --debug $(if $(CELL),--cell '$(value CELL)') '$(value T)'

check-mutants:
	@.ci/deps build tools cli vm
	@prove -v -e '' selftests/mutants/check :: '$(value T)'
	@prove -v -e '' selftests/mutants/random-core

bench:
	@.ci/deps build tools vm
	@selftests/bench/bench $(KVER)

shell:
	@.ci/deps build tools vm
	@$(bed)/shell $(KVER) $(MACHINE)

lint:
	@.ci/deps build tools lint
	@prove -v .ci/lint

# Not with M=$(top): kbuild would also clean the kernels in $(VM_CACHE).
clean:
	-$(inside) $(MAKE) -C $(KDIR) M=$(top)/drivers/dax/kmem clean
	$(RM) modules.order Module.symvers .modules.order.cmd .Module.symvers.cmd
	$(MAKE) -C tools/daxkmem clean
	$(MAKE) -C selftests/unit clean
	$(MAKE) -C selftests/fuzz clean
	$(MAKE) -C selftests/cli/xen clean
	$(MAKE) -C selftests/vm/tests clean

.PHONY: help modules modules_install tools install demo demo-cxl check check-all check-cold \
	check-debug check-mutants bench shell lint clean
