#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the bed chooses without a guest: emulation or KVM, cells by their age, and
# which tests run where.
# tier: quick
# shellcheck source=../common.sh
. "$(dirname "$0")/../common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
plan 28
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
kernels=$VM_CACHE/kernels
export KVERS="6.1.0-1-amd64 9.9.0-1-amd64"
# what check found for its own run
unset BED_KERNELS BED_BUILT

# accel_with SCRIPT: what accel says where that is QEMU, and how often it ran
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
is "a guest that gets to its init has KVM" \
	"$(accel_with 'case $* in *-version*) ;; *) echo "@init reached" ;; esac')" kvm
ran=$(wc -l < "$work/ran")
is "... which is remembered" "$(accel_again)" kvm
is "... and not tried again" "$(($(wc -l < "$work/ran") - ran))" 1
is "a guest that hangs before its init has not" "$(accel_with 'true')" tcg
is "without a /dev/kvm there is none" \
	"$(BED_ACCEL="" BED_KVM_DEVICE=$work/none "$bed/accel")" tcg
is "BED_ACCEL= is taken as it is" "$(BED_ACCEL=kvm "$bed/accel")" kvm

# The plan for a matrix of two kernels.
everyday=$("$bed/plan" everyday)
every=$("$bed/plan" every)
cells() {
	cut -d' ' -f1 <<< "$1" | sort -u | xargs
}

like "every: both kernels, all machines, Debian, local" "$(cells "$every")" \
	"6\.1/big .*6\.1/debian .*6\.1/nvdimm .*9\.9/debian .*9\.9/nvdimm .*local"
is "... each test once on a cell" "$(cut -d' ' -f1,2 <<< "$every" | sort | uniq -d)" ""
check "everyday is a part of it" test \
	"$(comm -23 <(sort <<< "$everyday") <(sort <<< "$every") | wc -l)" = 0
machines=$(cd "$bed/machines" && ls ./*.sh | sed 's,./,,; s,\.sh,,' | sort)
is "everyday boots every machine that a test names" \
	"$(comm -23 <(sed -n 's,^[0-9.]*/\([a-z_]*\) test_.*,\1,p' <<< "$every" | sort -u) \
		<(sed -n 's,^[0-9.]*/\([a-z_]*\) test_.*,\1,p' <<< "$everyday" | sort -u) | xargs)" ""
is "... no test names a machine that is not there" \
	"$(sed -n 's/^# machines: //p' "$vm_tests"/test_*.sh | tr ' ' '\n' | sort -u |
		comm -23 - <(echo "$machines") | xargs)" ""
is "... a next kernel has one test" \
	"$(BED_KERNELS="9.9 next 9.9.0-1-amd64 -" "$bed/plan" everyday '' '^9\.9/' | cut -d' ' -f1,2)" \
	"9.9/nvdimm test_sequence"
like "... the oldest kernel has a smoke run" "$everyday" "6\.1/nvdimm test_sequence "
like "... there is a Xen host" "$(cells "$everyday")" "6\.1/xen-bookworm"
like "... and a Debian with systemd" "$(cells "$everyday")" "9\.9/debian"
like "a name chooses a test of any tier" "$("$bed/plan" named 'test_soak$')" \
	"^6\.1/nvdimm test_soak .*9\.9/nvdimm test_soak "
rows="6.1 oldest 6.1.0-1-amd64 -"$'\n'"9.9 next 9.9.0-1-amd64 -"
is "... on the oldest and newest kernel" \
	"$(KVERS="" BED_KERNELS=$rows "$bed/plan" named 'test_soak$' | cut -d' ' -f1)" 6.1/nvdimm
is "... on others by their cell" \
	"$(KVERS="" BED_KERNELS=$rows "$bed/plan" named 'test_soak$' '^9\.9/' | cut -d' ' -f1)" 9.9/nvdimm
is "a cell chooses its tests" "$(cells "$("$bed/plan" named '' '^9.9/hmem$')")" 9.9/hmem

# Cells by age: HEAD is commit 0 where there is no git.
printf '6.1/nvdimm 3\n9.9/nvdimm 7\n' > "$work/record"
cells_at() {
	VM_CACHE=$work/cells BED_RECORD=$work/record "$bed/cells" "$@"
}

order=$(cells_at --order)
is "cells that never passed come first, then the oldest" \
	"$(tail -n 2 <<< "$order" | xargs)" "6.1/nvdimm 9.9/nvdimm"
like "... a cell that never passed is shown as such" "$(cells_at --table)" \
	"9\.9/hmem +has not passed yet; in the matrix for 0 commits"
printf '6.1/nvdimm -7\n' > "$work/record"
check_not "... a cell that is too old is red" cells_at --table 5
cells_at --passed 6.1/nvdimm
is "one that has just passed is the last" "$(cells_at --order | tail -n 1)" 6.1/nvdimm
like "... and the table says so" "$(cells_at --table)" "6.1/nvdimm +passed at this commit"

# What failed is shown, and what was expected to fail is not.
mkdir "$work/logs"
printf 'ok 1 - a\nnot ok 2 - b\n# got x\nok 3 - c\nnot ok 4 - d # TODO later\n' > "$work/logs/t.log"
is "a failed point is shown with what it says" "$("$bed/failures" "$work/logs" 2>&1)" \
	$'t.log: not ok 2 - b\nt.log: # got x'

# A folder that was copied together with what was built there. The kernel's Makefile
# is replaced by one that makes an empty module.
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
is "modules are built in a folder that was copied" \
	"$(VM_CACHE=$moved "$bed/build" $kver 2>&1)" "$moved/build/$kver/drivers/dax/kmem"
check "... from its own sources" test "$moved/build/$kver/Kbuild" -ef "$top/Kbuild"
check_not "... and with no object of others" test -e "$moved/build/$kver/drivers/dax/kmem/old.o"
finish
