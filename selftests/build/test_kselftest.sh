#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The driver's tests work in a kernel tree: they build with its lib.mk, are installed by its
# Makefile and run by its run_kselftest.sh.
# tier: full
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=../bed/common.sh
. "$top/selftests/bed/common.sh"
# shellcheck source=../bed/source.sh
. "$bed/source.sh"

source_need
need rsync rsync
need qemu-system-x86_64 qemu-system-x86
plan 8

tree=$work/linux
suite=$tree/tools/testing/selftests
mkdir "$tree"
unpack_source "$tree" Makefile 'scripts/*' 'tools/testing/selftests/*' ||
	skip_all "the kernel source is missing"
mkdir "$suite/dax_kmem"
(cd "$vm_tests" && git ls-files -z 2> /dev/null || find . -type f -print0) |
	tar -C "$vm_tests" --null -T - -c | tar -C "$suite/dax_kmem" -x

out=$(make -C "$suite" TARGETS=dax_kmem INSTALL_PATH="$work/installed" install 2>&1)
is "the kernel's Makefile builds and installs the tests" $? 0
[ -d "$work/installed/dax_kmem" ] || sed 's/^/# /' <<< "$out" | tail -n 20
list=$(cd "$work/installed" && bash ./run_kselftest.sh -l)
is "run_kselftest.sh lists all tests" "$(grep -c '^dax_kmem:test_' <<< "$list")" \
	"$(find "$vm_tests" -maxdepth 1 -name 'test_*.sh' | wc -l)"
lacking=""
for f in "$vm_tests"/*.c "$vm_tests"/*.sh "$vm_tests"/{config,settings}; do
	f=${f##*/}
	[ -e "$work/installed/dax_kmem/${f%.c}" ] || lacking+=" ${f%.c}"
done
is "all files that the tests need are installed" "$lacking" ""
like "sysw needs no shared library" "$(ldd "$work/installed/dax_kmem/sysw" 2>&1)" \
	"not a dynamic executable"

# A test that passes, a test that cannot run, and a test without a device.
tar -C "$work" -cf "$work/installed.tar" installed
cat > "$work/script" <<-'END'
	tar -C /tmp -xf /bed/installed.tar
	modprobe -a nfit nd_pmem dax_pmem device_dax
	ndctl create-namespace -f -m devdax -M mem -e namespace0.0 > /dev/null
	rm -f /vm.conf
	# Kselftests need /dev/stdout, and the timeout of coreutils instead of busybox's.
	ln -s /proc/self/fd/1 /dev/stdout
	rm /usr/bin/timeout
	cp /bed/timeout /usr/bin/timeout
	cd /tmp/installed || exit 9
	DAX_KMEM_TEST_DEV=dax0.0 bash ./run_kselftest.sh -t dax_kmem:test_sequence.sh \
		-t dax_kmem:test_faults.sh
	bash ./run_kselftest.sh -t dax_kmem:test_sequence.sh
END
seen=$("$bed/script" "${kernels[-1]}" nvdimm "$work/script" "$work/installed.tar" \
	/usr/bin/timeout 2>&1)
is "the tests run in a guest" $? 0
# shellcheck disable=SC2317 # called by check
said() {
	grep -qx "$1" <<< "$seen"
}

check "a test passes" said "ok 1 selftests: dax_kmem: test_sequence.sh"
check "a test that this kernel cannot run is skipped" \
	said "ok 2 selftests: dax_kmem: test_faults.sh # SKIP"
check "a test without a device is skipped" \
	said "# 1..0 # SKIP name a dax device to test with, whose contents may go.*"
[ "$failed" = 0 ] || sed 's/^/# /' <<< "$seen" | tail -n 40
finish
