# SPDX-License-Identifier: GPL-2.0-only
# dax_kmem: named device-dax instances as RAM of their own NUMA node.
# "make help" says what there is.

top := $(CURDIR)
bed := selftests/bed
VM_CACHE ?= $(top)/.cache
export VM_CACHE
# Debian gives users a PATH without depmod, modinfo and modprobe.
export PATH := $(PATH):/usr/sbin:/sbin

# The newest kernel whose headers are installed; without any, Debian's newest.
KVER ?= $(or $(shell cd /lib/modules 2>/dev/null && \
	for b in */build/Makefile; do [ -e $$b ] && echo $${b%%/*}; done | \
	sort -V | tail -n 1),$(shell $(bed)/kernel --list | tail -n 1))
KDIR ?= $(shell $(bed)/headers $(KVER))
VERSION := $(shell .ci/version)
PREFIX ?= /usr
LIBDIR ?= $(PREFIX)/lib
MACHINE ?= nvdimm

help:
	@sed -n 's/^#: //p' Makefile

#: make demo              see the main job done in a virtual machine
#: make check             the everyday tests, in some minutes
#: make check T=NAME      tests whose names match, whatever their tier
#: make check CELL=6.12/hmem   one cell of the matrix (T= too)
#: make check-all         every cell; goes on where it stopped
#: make check-cold [T=]   guests boot instead of being restored
#: make check-debug [T=] [COVERAGE=1]   tests on a debug kernel, built once
#: make check-mutants [T=]   small faults, each of which a test must notice
#: make modules [KVER=]   build drivers/dax/kmem/dax_kmem.ko (KDIR= works too)
#: make tools             build tools/daxkmem/daxkmem, and daxkmem-xen with libxen-dev
#: make install DESTDIR=  install the tool, its units, the library, documents
#: make modules_install   install the module for KVER
#: make shell [KVER=] [MACHINE=]  a prompt in a test guest
#: make lint              static checks
#: make clean             Documentation/testing.md says more of the tests

modules:
	@test -n "$(KDIR)" || { echo "no kernel headers for $(KVER); install linux-headers-$(KVER), or name another KVER=" >&2; exit 1; }
	$(MAKE) -C $(KDIR) M=$(top) DK_IMAGES="$(wildcard $(VM_CACHE)/kernels/*/boot/vmlinuz-$(KVER))" modules

# kbuild leaves depmod out where there is no System.map, as in Debian's headers.
modules_install:
	$(MAKE) -C $(KDIR) M=$(top) modules_install
	depmod -b "$(INSTALL_MOD_PATH)/" $$(modinfo -F vermagic drivers/dax/kmem/dax_kmem.ko | cut -d' ' -f1)

tools:
	$(MAKE) -C tools/daxkmem

install: tools
	@command -v scdoc > /dev/null || { echo "scdoc, which makes the man pages, is missing; install it" >&2; exit 1; }
	install -D -m 755 tools/daxkmem/daxkmem $(DESTDIR)$(PREFIX)/sbin/daxkmem
	test ! -e tools/daxkmem/xen/daxkmem-xen || install -D -m 755 -t \
		$(DESTDIR)$(PREFIX)/lib/daxkmem tools/daxkmem/xen/daxkmem-xen
	install -D -m 644 tools/daxkmem/completion/daxkmem \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/daxkmem
	$(MAKE) -C tools/daxkmem install-lib DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" LIBDIR="$(LIBDIR)"
	set -e; for page in Documentation/*.scd; do \
		name=$$(basename $$page .scd); \
		dir="$(DESTDIR)$(PREFIX)/share/man/man$${name##*.}"; \
		install -d "$$dir"; \
		sed '1s/$$/ "dax_kmem $(VERSION)"/' $$page | scdoc > "$$dir/$$name"; \
	done
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/daxkmem/schema tools/daxkmem/schema/*.json
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/udev/rules.d udev/60-daxkmem.rules
	test ! -e tools/daxkmem/xen/daxkmem-xen || install -m 644 -t \
		$(DESTDIR)$(PREFIX)/lib/udev/rules.d udev/60-daxkmem-xen.rules
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	for unit in daxkmem@ daxkmem-bad@ $$(test ! -e tools/daxkmem/xen/daxkmem-xen || echo daxkmem-xen-watch); do \
		sed 's,/usr/sbin/,$(PREFIX)/sbin/,' udev/$$unit.service > $(DESTDIR)$(PREFIX)/lib/systemd/system/$$unit.service || exit; \
	done
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/daxkmem/examples udev/*.example
	install -d $(DESTDIR)/etc/daxkmem.d
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/daxkmem README.md \
		Documentation/*.md Documentation/ABI/testing/*

demo:
	@.ci/deps build tools vm
	@$(bed)/demo

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

shell:
	@.ci/deps build tools vm
	@$(bed)/shell $(KVER) $(MACHINE)

lint:
	@.ci/deps build tools lint
	@prove -v .ci/lint

# Not with M=$(top): kbuild would clean the kernels in $(VM_CACHE) too.
clean:
	-$(MAKE) -C $(KDIR) M=$(top)/drivers/dax/kmem clean
	$(RM) modules.order Module.symvers .modules.order.cmd .Module.symvers.cmd
	$(MAKE) -C tools/daxkmem clean
	$(MAKE) -C selftests/unit clean
	$(MAKE) -C selftests/fuzz clean
	$(MAKE) -C selftests/cli/xen clean
	$(MAKE) -C selftests/vm/tests clean

.PHONY: help modules modules_install tools install demo check check-all check-cold \
	check-debug check-mutants shell lint clean
