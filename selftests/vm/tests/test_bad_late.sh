#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Pages that turn out to be bad while their memory is online are taken out of use,
# regardless of how they are reported. If that fails, a later write retries it. A read of
# bad_pages does not search for pages, and no part of a long write is mistaken for another
# address.
# tier: quick
# machines: mce
# nvdimm-mb: 512
# skips-on: no-X86_MCE: no mce-inject
# after: reboot
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/mce.sh"
plan 33
mce_ready
[ -w $memory/hard_offline_page ] || skip_all "no hard_offline_page here"
node=$(node_of)

# range ADDRESS: the page as bad_pages lists it
range() {
	printf '%#018x-%#018x' "$1" $(($1 + 4095))
}

# listed ADDRESS...: how many of these pages bad_pages lists
listed() {
	local a n=0

	for a in "$@"; do
		n=$((n + $(attr bad_pages | grep -c "^$(range "$a")$")))
	done
	echo $n
}

# known_bytes: the size of all pages that bad_pages lists
known_bytes() {
	local first last sum=0

	while IFS=- read -r first last; do
		sum=$((sum + last + 1 - first))
	done < <(attr bad_pages)
	echo $sum
}

# shellcheck disable=SC2317
is_listed() {
	[ "$(listed "$1")" = 1 ]
}

# gone ADDRESS: has the kernel taken the page out of use?
# shellcheck disable=SC2317
gone() {
	[ "$(flag "$1" 19)" = 1 ]
}

corrupted() {
	awk '/^HardwareCorrupted/ { print $2 }' /proc/meminfo
}

start=$(cat "$(dev)/resource")
start=$(((start + block_size - 1) / block_size * block_size))
import=$((start + 1000 * 4096))
report=$((start + 2000 * 4096))
hard=$((start + 3000 * 4096))

# libnvdimm knows a bad page; the in-tree driver onlines it anyway.
inject $import
is "memory of the in-tree driver is taken over" "$(bind_leftover)" ok
is "... a bad page that libnvdimm knows is listed" "$(attr bad_pages)" "$(range $import)"
check "... and taken out of use" gone $import
is "... and counted by the kernel" "$(corrupted)" 4

# The address in a record has other bits: a key ID, and the offset in the page.
inject $((report | 1 << 50 | 0x5c0))
check "a machine check on an online page is listed" until_true 10 is_listed $report
check "... the page is taken out of use" until_true 10 gone $report
is "... and no other page" "$(attr bad_pages | wc -l) $(corrupted)" "2 8"

# Only the program that has the page is affected.
mkfifo /tmp/go
numactl --membind="$node" mcepage /tmp/go > /tmp/page &
reader=$!
until_true 20 grep -q x /tmp/page
used=$(cat /tmp/page)
inject "$used"
check "a machine check on a program's page takes it out of use" until_true 10 gone "$used"
echo > /tmp/go
wait $reader 2> /dev/null
is "... and kills the program that reads the page" $? $((128 + 7))
numactl --membind="$node" mcepage /tmp/go > /tmp/page &
reader=$!
until_true 20 grep -q x /tmp/page
used=$(cat /tmp/page)
known=$(known_bytes)
is "a program's page whose content is lost is written" "$(try "$(dev)/dax_kmem/bad_pages" "!$used")" ok
is "... it is listed, and taken out of use" "$(known_bytes) $(flag "$used" 19)" "$((known + 4096)) 1"
echo > /tmp/go
wait $reader 2> /dev/null
is "... the program that reads it gets SIGBUS" $? $((128 + 7))

# A page that cannot be moved at first.
numactl --membind="$node" pagepin /tmp/go > /tmp/pin &
pinner=$!
until_true 20 grep -q pinned /tmp/pin
pinned=$(sed -n 's/^pinned //p' /tmp/pin)
mark
is "a pinned page is reported as bad" "$(try "$(dev)/dax_kmem/bad_pages" "$pinned")" ok
check_not "... it stays in use" gone "$pinned"
like "... the log says so" "$(log)" \
	"dax_kmem $DEV: 1 bad pages of $pinned-0x[0-9a-f]+ are still in use; write the range to bad_pages to try again"
echo > /tmp/go
wait $pinner
is "... it is reported again after the pin is released" \
	"$(try "$(dev)/dax_kmem/bad_pages" "$pinned")" ok
check "... it is taken out of use" gone "$pinned"
known=$(attr bad_pages | wc -l)

is "only root can access bad_pages" "$(stat -c %a "$(dev)/dax_kmem/bad_pages")" 600
echo $hard > $memory/hard_offline_page
check "a page is taken out of use by hard_offline_page" gone $hard
is "... a read of bad_pages does not find it" "$(attr bad_pages | wc -l) $(listed $hard)" "$known 0"
is "... the next bind does" \
	"$(try $bus/drivers/$drv/unbind "$DEV") $(bind_dev) $(listed $hard)" "ok ok 1"
is "all memory can be unplugged" "$(set_state unplugged)" ok
is "... and plugged again without the bad pages" \
	"$(set_state online_movable; node_kb "$node" MemTotal)" \
	"ok"$'\n'$(($(attr usable_size) / 1024 - 6 * 4))
late=$(printf '%#x' $((hard + 8192)))
echo "$late" > $memory/hard_offline_page
check "another page is taken out of use by hard_offline_page" gone "$late"
is "... an unplug finds it" "$(set_state unplugged) $(listed "$late")" "ok 1"
known=$(attr bad_pages)

# A text longer than a page, which ends between the two addresses of a range.
many=$(for ((i = 5000; i < 5800; i += 4)); do
	printf '%#018x-%#018x\n' $((start + i * 4096)) $((start + (i + 2) * 4096 - 1))
done)
printf '%12s%s\n' "" "$many" > /tmp/many
check "$(wc -c < /tmp/many) bytes can be written in several writes" \
	dd if=/tmp/many of="$(dev)/dax_kmem/bad_pages" bs=64K
is "... all its pages are listed" "$(attr bad_pages | wc -l) $(attr bad_pages | grep -cxF "$many")" \
	"$(($(wc -l <<< "$known") + 200)) 200"
sed 's/0x/-0x/' /tmp/many > /tmp/forget
check "... and forgotten" dd if=/tmp/forget of="$(dev)/dax_kmem/bad_pages" bs=64K
is "... only the earlier pages are listed" "$(attr bad_pages)" "$known"
mark
check_not "a write that ends within a range is refused" \
	dd if=/tmp/many of="$(dev)/dax_kmem/bad_pages" bs=4096
like "... the log says why" "$(log)" \
	"dax_kmem $DEV: bad_pages: .0x[0-9a-f]*. may be truncated; end each write of less than 4096 bytes with a newline"
is "... and no part of the range is listed" "$(attr bad_pages | grep -vxF "$many")" "$known"
check "the module can be unloaded" sh -c "echo $DEV > $bus/drivers/$drv/unbind && rmmod dax_kmem"
finish
