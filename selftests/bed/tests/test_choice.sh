#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Choices of the bed that need no guest: KVM or emulation, the order of the cells, and the
# tests that run on each cell.
# tier: quick
# shellcheck source=../common.sh
. "$(dirname "$0")/../common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
plan 35
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
kernels=$VM_CACHE/kernels
export KVERS="6.1.0-1-amd64 9.9.0-1-amd64"
# set by check for its own run
unset BED_KERNELS BED_BUILT

# accel_with SCRIPT: run accel with SCRIPT as QEMU; $work/ran gets a line for each run of it
accel_with() {
	rm -rf "${work:?}"/{cache,bin,ran}
	mkdir -p "$work/cache" "$work/bin"
	ln -s "$kernels" "$work/cache/kernels"
	printf '#!/bin/bash\necho run >> %s\n%s\n' "$work/ran" "$1" \
		> "$work/bin/qemu-system-x86_64"
	chmod +x "$work/bin/qemu-system-x86_64"
	: > "$work/kvm"
	accel_again
}

accel_again() {
	PATH=$work/bin:$PATH VM_CACHE=$work/cache BED_ACCEL="" BED_KVM_DEVICE=$work/kvm \
		KVERS=$(ls "$kernels" | head -n 1) "$bed/accel"
}

mkdir -p "$kernels"
KVERS="" "$bed/kernel" "$(KVERS="" "$bed/kernel" --list | head -n 1)" > /dev/null
is "KVM is used if the trial guest reaches its init" \
	"$(accel_with 'case $* in *-version*) ;; *) echo "@init reached" ;; esac')" kvm
ran=$(wc -l < "$work/ran")
is "... the answer is cached" "$(accel_again)" kvm
is "... and used without another trial" "$(($(wc -l < "$work/ran") - ran))" 1
is "emulation is used if the trial guest does not reach its init" "$(accel_with 'true')" tcg
is "emulation is used without /dev/kvm" \
	"$(BED_ACCEL="" BED_KVM_DEVICE=$work/none "$bed/accel")" tcg
is "BED_ACCEL= is used without a trial" "$(BED_ACCEL=kvm "$bed/accel")" kvm

# The plan for a matrix of two kernels.
everyday=$("$bed/plan" everyday)
every=$("$bed/plan" every)
cells() {
	cut -d' ' -f1 <<< "$1" | sort -u | xargs
}

like "every includes both kernels, all machines, Debian and local" "$(cells "$every")" \
	"6\.1/big .*6\.1/debian .*6\.1/nvdimm .*9\.9/debian .*9\.9/nvdimm .*local"
is "... and each test once on a cell" "$(cut -d' ' -f1,2 <<< "$every" | sort | uniq -d)" ""
check "everyday is a subset of every" test \
	"$(comm -23 <(sort <<< "$everyday") <(sort <<< "$every") | wc -l)" = 0
machines=$(cd "$bed/machines" && ls ./*.sh | sed 's,./,,; s,\.sh,,' | sort)
is "everyday boots every machine that a test names" \
	"$(comm -23 <(sed -n 's,^[0-9.]*/\([a-z_]*\) test_.*,\1,p' <<< "$every" | sort -u) \
		<(sed -n 's,^[0-9.]*/\([a-z_]*\) test_.*,\1,p' <<< "$everyday" | sort -u) | xargs)" ""
is "... no test names an unknown machine" \
	"$(sed -n 's/^# machines: //p' "$vm_tests"/test_*.sh | tr ' ' '\n' | sort -u |
		comm -23 - <(echo "$machines") | xargs)" ""
is "... one test runs on the next kernel" \
	"$(BED_KERNELS="9.9 next 9.9.0-1-amd64 -" "$bed/plan" everyday '' '^9\.9/' | cut -d' ' -f1,2)" \
	"9.9/nvdimm test_sequence"
like "... a smoke run on the oldest kernel" "$everyday" "6\.1/nvdimm test_sequence "
like "... and tests on a Xen host" "$(cells "$everyday")" "6\.1/xen-bookworm"
like "... and in a Debian guest with systemd" "$(cells "$everyday")" "9\.9/debian"
like "a name selects a test of any tier" "$("$bed/plan" named 'test_soak$')" \
	"^6\.1/nvdimm test_soak .*9\.9/nvdimm test_soak "
rows="6.1 oldest 6.1.0-1-amd64 -"$'\n'"9.9 next 9.9.0-1-amd64 -"
is "... only on the oldest and the newest kernel" \
	"$(KVERS="" BED_KERNELS=$rows "$bed/plan" named 'test_soak$' | cut -d' ' -f1)" 6.1/nvdimm
is "... and on another kernel if its cell is given" \
	"$(KVERS="" BED_KERNELS=$rows "$bed/plan" named 'test_soak$' '^9\.9/' | cut -d' ' -f1)" 9.9/nvdimm
rows="6.1 oldest 6.1.0-1-amd64 -"$'\n'"8.8 other 8.8.0-1-amd64 -"$'\n'"8.8-cloud flavour 8.8.0-1-cloud-amd64 -"
# on_cell KERNEL: the runs of the selection "every" on a kernel's machines and in the Debian
# guest, without the test that builds packages for a Debian release's own kernel
on_cell() {
	KVERS="" BED_KERNELS=$rows "$bed/plan" every '' "^$1/" |
		awk '$2 != "test_newcomer" { sub(/.*\//, "", $1); print $1, $2 }' | sort
}
is "a flavour runs the tests that other kernels run" "$(on_cell 8.8-cloud)" "$(on_cell 8.8)"
like "... including those in a Debian guest" "$(on_cell 8.8-cloud)" "debian test_automation"
like "... and of CXL devices" "$(on_cell 8.8-cloud)" "cxl_two test_cxl_named"
is "... if the test does not exclude that kernel" "$(rows="${rows//8.8/6.1}" on_cell 6.1-cloud | grep cxl)" ""
is "... and none in everyday" "$(KVERS="" BED_KERNELS=$rows "$bed/plan" everyday '' '^8')" ""
is "a cell selects its tests" "$(cells "$("$bed/plan" named '' '^9.9/hmem$')")" 9.9/hmem

# The age of cells. Without git, HEAD is commit 0.
printf '6.1/nvdimm 3\n9.9/nvdimm 7\n' > "$work/record"
cells_at() {
	VM_CACHE=$work/cells BED_RECORD=$work/record "$bed/cells" "$@"
}

order=$(cells_at --order)
is "cells that never passed come first, then the oldest" \
	"$(tail -n 2 <<< "$order" | xargs)" "6.1/nvdimm 9.9/nvdimm"
like "... the table names a cell that never passed" "$(cells_at --table)" \
	"9\.9/hmem +has not passed yet; in the matrix for 0 commits"
printf '6.1/nvdimm -7\n' > "$work/record"
check_not "... the table fails if a cell is too old" cells_at --table 5
cells_at --passed 6.1/nvdimm
is "a cell that has just passed comes last" "$(cells_at --order | tail -n 1)" 6.1/nvdimm
like "... and the table shows that it passed" "$(cells_at --table)" "6.1/nvdimm +passed at this commit"

# Failed points are printed, but not expected failures.
mkdir "$work/logs"
printf 'ok 1 - a\nnot ok 2 - b\n# got x\nok 3 - c\nnot ok 4 - d # TODO later\n' > "$work/logs/t.log"
is "a failed point is printed with its diagnostics" "$("$bed/failures" "$work/logs" 2>&1)" \
	$'t.log: not ok 2 - b\nt.log: # got x'

# A full disk.
mkdir "$work/full_disk"
printf '#!/bin/sh\necho Avail\necho 1048576\n' > "$work/full_disk/df"
chmod +x "$work/full_disk/df"
refused=$(PATH=$work/full_disk:$PATH VM_CACHE=$work/full "$bed/check" everything 2>&1)
is "a run does not start on a full disk" "$?" 1
like "... and names the directory, the sizes and a next step" "$refused" \
	"$work/full has 1 GiB of free disk space, and the tests need 8 GiB: make room, for example rm -rf $work/full/templates, or set VM_CACHE"

# A build tree that was copied with its objects. The kernel's Makefile is replaced by one
# that makes an empty module.
kver=9.9.0-1-amd64
moved=$work/moved
headers=$moved/headers/$kver/usr/src
mkdir -p "$headers"/linux-headers-{$kver,common} "$moved/kernels/$kver" \
	"$moved/build/$kver/drivers/dax/kmem"
echo "include /elsewhere/headers/$kver/usr/src/linux-headers-common/Makefile" \
	> "$headers/linux-headers-$kver/Makefile"
# shellcheck disable=SC2016
printf 'modules:\n\t@mkdir -p $(M)/drivers/dax/kmem && touch -d 2000-01-01 $(M)/drivers/dax/kmem/dax_kmem.ko\n' \
	> "$headers/linux-headers-common/Makefile"
touch "$work/Kbuild" "$moved/build/$kver/drivers/dax/kmem/old.o"
ln -s "$work/Kbuild" "$moved/build/$kver/Kbuild"
is "modules are built in a build tree that was copied" \
	"$(VM_CACHE=$moved "$bed/build" $kver 2>&1)" "$moved/build/$kver/drivers/dax/kmem"
check "... from this tree's sources" test "$moved/build/$kver/Kbuild" -ef "$top/Kbuild"
check_not "... and without the copied objects" test -e "$moved/build/$kver/drivers/dax/kmem/old.o"
finish
