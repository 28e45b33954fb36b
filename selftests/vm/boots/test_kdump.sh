#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kdump: a crash kernel loaded before a device is attached dumps its memory too, and no
# longer dumps it after a detach. kdump's udev rules, which reload the crash kernel at
# online and offline events of memory blocks, act once per change, and late enough. A
# kernel that updates the list of memory itself (crash_hotplug) does not need them. The
# guest panics, and the crash kernel prints the program headers of /proc/vmcore.
# tier: full
# timeout: 300
# shellcheck source=../../bed/common.sh
. "$(dirname "$0")/../../bed/common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
need qemu-system-x86_64 qemu-system-x86
need kexec kexec-tools
need busybox busybox-static
need cpio cpio
work=$(mktemp -d) || exit 1
kver=${KVER:-$("$bed/kernel" --list | tail -n 1)}
trap 'kill -9 "$(cat "$BED_DIR/pid" 2> /dev/null)" 2> /dev/null; rm -rf "$work"' EXIT
# The payload includes the crash kernel and its initrd.
export PAYLOAD_MB=192 BED_DIR=$work/guest
mkdir "$BED_DIR"

cat > "$work/script" <<'END_SCRIPT'
cd /tests && . ./lib.sh > /dev/null
how=$(cat /bed/how)
crash_kernel() {
	kexec -p "$how" --initrd=/bed/crash-initrd /bed/crash-vmlinuz \
		--command-line="console=ttyS0 panic=-1 nr_cpus=1 irqpoll reset_devices printk.devkmsg=on"
}

# does the same as kdump's rules; an event of /dev/null follows all earlier events
rule() {
	local action path _ n=0

	uevents | while read -r action path _; do
		case "$action $path" in
		"listening "*) echo > /tmp/listening ;;
		*line\ */memory/memory*) n=$((n + 1)); crash_kernel ;;
		*/mem/null) echo $n > /tmp/reloads ;;
		esac
	done
}

reloads() {
	rm -f /tmp/reloads
	echo change > /sys/devices/virtual/mem/null/uevent
	until_true 60 test -s /tmp/reloads && cat /tmp/reloads
}

crash_kernel && echo "loaded $(cat /sys/kernel/kexec_crash_loaded)"
echo "hotplug $(cat /sys/devices/system/memory/crash_hotplug 2> /dev/null || echo 0)"
load
if grep -q rule /bed/words; then
	rule < /dev/null > /tmp/rule 2>&1 &
	until_true 10 test -e /tmp/listening
fi
echo "bind $(bind_dev)"
echo "size $(attr usable_size)"
! grep -q rule /bed/words || echo "attach_reloads $(reloads)"
if grep -q detach /bed/words; then
	echo "detach $(set_state unplugged)"
	echo "detach_reloads $(reloads)"
fi
echo c > /proc/sysrq-trigger
END_SCRIPT

# crash_initrd: the crash kernel's userland. It prints through the kernel log, which is
# output at once; data written to the serial port could be lost in the reboot.
crash_initrd() {
	local root=$work/crash

	mkdir -p "$root"/{bin,proc,dev}
	cp "$(command -v busybox)" "$root/bin/"
	cat > "$root/init" <<-'END_INIT'
	#!/bin/busybox sh
	PATH=/bin
	busybox mount -t proc proc /proc
	busybox mount -t devtmpfs dev /dev
	busybox od -An -tx8 -w56 -j64 -N 3584 /proc/vmcore | while read -r line; do
		echo "header $line" > /dev/kmsg
	done
	busybox reboot -f
	END_INIT
	chmod +x "$root/init"
	(cd "$root" && find . | cpio -o -H newc --quiet -R 0:0) | gzip -1 > "$work/crash-initrd"
}

# headers: the program headers that the crash kernel printed
headers() {
	tr -d '\r' < "$work/console" | sed -n 's/^.*] header //p'
}

# dumped: the bytes in the dump at 4 GiB and above, where there is only the device: the sum
# of the sizes in headers of type LOAD
dumped() {
	local sum=0 type paddr size _

	while read -r type _ _ paddr size _; do
		[[ $type == *00000001 ]] || continue
		[ $((16#$paddr)) -lt $((1 << 32)) ] || sum=$((sum + 16#$size))
	done < <(headers)
	echo $sum
}

# crash TEXT HOW WORD...: runs the script with these words; sets said to what it prints
crash() {
	local word value text=$1

	shift
	said=()
	echo "$1" > "$work/how"
	shift
	echo "$*" > "$work/words"
	rm -f "$BED_DIR"/nvdimm*
	rm -f "$work/console"
	# The script ends in a reboot, without a result.
	BED_COPY=$work/console "$bed/script" "$kver" kdump \
		"$work"/{script,how,words,crash-vmlinuz,crash-initrd} > "$work/out" 2>&1
	while read -r word value; do
		[[ $word != [a-z_]* ]] || said[$word]=${value%$'\r'}
	done < "$work/out"
	at_least "$text: a crash kernel ran" "$(headers | wc -l)" 3
	is "... it was loaded before the device was bound" \
		"${said[loaded]:-} ${said[bind]:-}" "1 ok"
}

declare -A said
crash_initrd
cp "$("$bed/kernel" "$kver")/boot/vmlinuz-$kver" "$work/crash-vmlinuz"
echo "# Linux $kver"

crash "attach, with kexec -c and a rule, as in Debian" -c rule
is "... the rule acted once" "${said[attach_reloads]:-}" 1
is "... the dump contains the whole device" "$(dumped)" "${said[size]:-}"

crash "attach and detach" -c rule detach
is "... the rule acted twice" "${said[detach]:-} ${said[attach_reloads]:-} ${said[detach_reloads]:-}" "ok 1 2"
is "... the dump contains nothing of the device" "$(dumped)" 0

crash "attach, with kexec -s and no rule" -s
wanted=0
[ "${said[hotplug]:-}" != 1 ] || wanted=${said[size]}
is "... the dump contains the device if the kernel updates the list (here: ${said[hotplug]:-})" \
	"$(dumped)" "$wanted"
finish
