#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A reserved device and kexec: a kernel without the driver neither uses it as RAM nor
# changes it; a kernel with the driver and the same policy reserves it again. The host
# compares the pages, in the NVDIMM's file.
# tier: full
# shellcheck source=../../bed/common.sh
. "$(dirname "$0")/../../bed/common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
# shellcheck source=kexec.sh
. "$(dirname "$0")/kexec.sh"
{
	cat "$work/words"
	cat <<-END
	reserve() {
		modprobe dax_kmem policy=reserved 2>&1
		bind_dev
		grep ": \$DEV (reserved)\$" /proc/iomem | tr -d ' '
	}
	if grep -q bed.second /proc/cmdline; then
		common_words 2
		[ "\$(uname -r)" = $kver ] && echo "2 reserved \$(reserve | xargs)"
		exit
	fi
	common_words 1
	echo "1 reserved \$(reserve | xargs)"
	echo "1 load \$(kexec -l \$(cat /bed/how) --initrd=/bed/next-initrd --reuse-cmdline --append=bed.second /bed/next-vmlinuz 2>&1 || echo failed)"
	echo "@still"
	read -r _ < /dev/ttyS1
	echo "@jump"
	kexec -e
	END
} > "$work/script"

for to in $(targets) $kver; do
	next_of "$to" || { fail "kernel $to can be prepared"; continue; }
	jump "$kver" -s
	like "$kver to $to: the first kernel reserves the device" "${said[1 reserved ]}" \
		"^ok [0-9a-f]+-[0-9a-f]+:dax0.0\(reserved\)$"
	is "... the next kernel ran" "${said[1 load ]}${said[2 kernel ]}" "$to"
	is "... it sees the same persistent memory, without RAM in it" \
		"${said[2 iomem ]}" "${said[1 iomem ]}"
	is "... the node has no memory" "${said[2 total ]}" 0
	is "... the namespace has its UUID" "${said[2 uuid ]}" "${said[1 uuid ]}"
	[ "$to" != "$kver" ] ||
		is "... its driver reserves the same addresses" \
			"${said[2 reserved ]}" "${said[1 reserved ]}"
	is "... the checksums were taken before the jump" "$early" ""
	read -r pages _ _ numbered lost _ _ changed _ < <(
		"$top/selftests/vm/boots/pages" compare "$work"/{before,after} | tr -d ,)
	echo "# $numbered of $pages pages were the host's; $lost of them and $changed others have changed"
	at_least "... nearly all pages were written by the host" "$numbered" $((mib * 256 * 95 / 100))
	is "... none of them has changed" "$lost" 0
done
finish
