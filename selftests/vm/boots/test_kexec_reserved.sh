#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A reserved device over kexec: a kernel without the driver takes none of it for RAM,
# and changes nothing; a kernel with the driver and the same policy has it reserved as
# before. The pages are compared from outside, in the file behind the NVDIMM.
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
	next_of "$to" || { fail "there is a kernel $to to jump to"; continue; }
	jump "$kver" -s
	like "$kver to $to: the first kernel has the device reserved" "${said[1 reserved ]}" \
		"^ok [0-9a-f]+-[0-9a-f]+:dax0.0\(reserved\)$"
	is "... the next kernel ran" "${said[1 load ]}${said[2 kernel ]}" "$to"
	is "... it has the same persistent memory, and no RAM in it" \
		"${said[2 iomem ]}" "${said[1 iomem ]}"
	is "... the node has no memory" "${said[2 total ]}" 0
	is "... the namespace has its UUID" "${said[2 uuid ]}" "${said[1 uuid ]}"
	[ "$to" != "$kver" ] ||
		is "... with the driver the device is reserved as before" \
			"${said[2 reserved ]}" "${said[1 reserved ]}"
	is "... the pages were looked at before the jump" "$early" ""
	read -r pages _ _ numbered lost _ _ changed _ < <(
		"$top/selftests/vm/boots/pages" compare "$work"/{before,after} | tr -d ,)
	echo "# of $pages pages $numbered were written by the host; after it $lost of them and $changed others differ"
	at_least "... nearly all pages were the host's" "$numbered" $((mib * 256 * 95 / 100))
	is "... not one of them has changed" "$lost" 0
done
finish
