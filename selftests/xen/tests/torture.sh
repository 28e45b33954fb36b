# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2206
# Random operations that root can do with the driver and the tool. Each op_NAME sets cmd to
# a random command, or leaves it empty if test_torture.sh excludes that command at this
# moment. It sets alone if no other command may run at the same time. Source this file after
# lib.sh and guests.sh.

# pick WORD...: sets picked to one of the words
pick() {
	local n=$((RANDOM % $# + 1))

	picked=${!n}
}

# roll N: sets rolled to a number below N
roll() {
	rolled=$((RANDOM % $1))
}

# times TEXT N: prints TEXT N times
times() {
	printf "%*s" "$2" "" | sed "s/ /$1/g"
}

# Values that most attributes refuse.
nonsense=("" $'\n' " " x -1 0 1 99999999999999999999 0x "%s%n" $'\001\377'
	$'donated\nmapped' "$(times a 5000)" "$(times "0 " 60000)")

# some_word WORD...: sets word to one of them or, in one of five calls, to nonsense
some_word() {
	pick "$@"
	word=$picked
	roll 5
	if [ "$rolled" = 0 ]; then
		pick "${nonsense[@]}"
		word=$picked
	fi
	pick "" $'\n'
	word+=$picked
}

some_device() {
	pick dax0.0 dax1.0
	device=$picked
}

# some_name [DEVICE]: sets name, mostly to DEVICE, sometimes to a name that no device has
some_name() {
	some_device
	pick "$device" "${1:-$device}" "${1:-$device}" "${1:-$device}" "${1:-$device}"
	name=$picked
	roll 8
	if [ "$rolled" = 0 ]; then
		pick dax7.0 dax dax0.0.0 /dev/dax0.0 uuid= ""
		name=$picked
	fi
}

# decided DEVICE: whether the device has been donated or lent. Until then, no operation may
# donate or lend it.
decided() {
	[ "${fate[$1]:-}" != none ]
}

# some_page: sets page to an address in the device's last 512 MiB; the rest can be donated
some_page() {
	roll $(((512 << 20) / 4096))
	page=$((${end_of[$device]} - (rolled + 1) * 4096))
}

op_state() {
	some_device
	some_word unplugged donated mapped
	case ${word%$'\n'} in
	donated | mapped) decided "$device" || return ;;
	esac
	cmd=(try "$(dev "$device")/dax_kmem_xen/state" "$word")
}

# A device that is neither donated nor lent would be overwritten, 4 GiB at each call.
op_scrub() {
	some_device
	some_word 1 1 0
	[ "${word%$'\n'}" != 1 ] || decided "$device" || return
	cmd=(try "$(dev "$device")/dax_kmem_xen/scrub_extents" "$word")
}

op_pxm() {
	some_device
	some_word 0 1 2 3 77 -1 -1
	cmd=(try "$(dev "$device")/dax_kmem_xen/pxm" "$word")
}

op_bad_pages() {
	local sign end

	some_device
	some_page
	pick "" "" -
	sign=$picked
	roll 64
	end=$((page + (rolled + 1) * 4096 - 1))
	some_word "$sign$(printf %#x $page)" "$sign$(printf '%#x-%#x' $page $end)" \
		"$(printf '%#x %#x' $page $((end + 1)))" 0x1000 \
		"$(printf '%#x-%#x' $end $page)" "$(times "$(printf '%#x ' $page)" 3000)"
	cmd=(try "$(dev "$device")/dax_kmem_xen/bad_pages" "$word")
}

# Read-only attributes of the driver, and attributes of the bus and libnvdimm.
op_other_file() {
	local file

	some_device
	pick dax_kmem_xen/{usable_size,donated_size,extents,withheld,xen_node,memflags} \
		uevent size align resource target_node
	file=$picked
	some_word 4096 0 change remove
	cmd=(try "$(dev "$device")/$file" "$word")
}

op_parameter() {
	local files=(dax_kmem/parameters/{plug,policy,memmap_on_memory,bus_name})

	# trust_xen asserts that this Xen can add memory. Where that is wrong, the host panics.
	needs_patch || files+=(dax_kmem_xen/parameters/trust_xen)
	pick "${files[@]}"
	cmd=(try "/sys/module/$picked")
	some_word Y N online offline
	cmd+=("$word")
}

# Writing to the driver's bind and new_id donates the device.
op_bind() {
	pick bind new_id bind_unplugged unbind remove_id unbind bind_unplugged
	local file=$picked

	some_name
	some_word "$name"
	case $file:${word%$'\n'} in
	bind:dax?.0 | new_id:dax?.0) decided "${word%$'\n'}" || return ;;
	esac
	cmd=(try "$drv/$file" "$word")
}

op_dax_kmem() {
	pick bind new_id bind_unplugged unbind remove_id
	local file=$picked

	some_name
	some_word "$name"
	cmd=(try "$bus/drivers/dax_kmem/$file" "$word")
}

# The modules can be unloaded while nothing is donated or lent; settle loads them again.
op_module() {
	pick "rmmod dax_kmem_xen" "modprobe dax_kmem_xen" "modprobe dax_kmem" \
		"rmmod dax_kmem" "modprobe -r dax_kmem_xen" "modprobe device_dax" \
		"modprobe dax_kmem_xen trust_xen=7" "modprobe -r nd_pmem" "modprobe nd_pmem"
	cmd=($picked)
}

# is_enabled NAMESPACE: ndctl list omits disabled namespaces
is_enabled() {
	ndctl list -N | grep -q "\"dev\":\"$1\""
}

op_ndctl() {
	local what n

	pick disable-namespace enable-namespace disable-region enable-region \
		destroy-namespace disable-namespace enable-namespace
	what=$picked
	roll 2
	n=namespace$rolled.0
	case $what in
	*-region) n=region$rolled ;;
	destroy-namespace) alone=1; is_enabled "$n" || return ;;
	esac
	pick -f ""
	# -f would destroy an enabled namespace.
	[ "$what" != destroy-namespace ] || picked=
	cmd=(ndctl "$what" ${picked:+$picked} "$n")
}

# daxctl rebinds a device from one driver to another.
op_daxctl() {
	local mode

	pick devdax system-ram
	mode=$picked
	some_name
	pick -f ""
	case $name in
	dax?.0) reserved "$name" || return ;;
	esac
	alone=1
	cmd=(daxctl reconfigure-device -m $mode ${picked:+$picked} "$name")
}

# The commands of daxkmem that are not for Xen hosts.
op_ram() {
	pick attach detach list plan map why doctor state scrub
	local what=$picked

	some_name
	pick "" --json --force
	cmd=(daxkmem $what)
	case $what in
	list | map | doctor) ;;
	*) cmd+=("$name") ;;
	esac
	[ -z "$picked" ] || cmd+=("$picked")
}

op_apply() {
	some_device
	pick "use = xen" "use = xen" "use = ram" "use = xen\npxm = 5" "use ="
	printf '[device "%s"]\n%b\n' "$device" "$picked" > /etc/daxkmem.d/torture.conf
	pick "" "" --dry-run --detach
	decided "$device" || return
	cmd=(daxkmem apply ${picked:+$picked})
}

op_query() {
	some_name
	pick list "list --json" "list --guests" "plan $name" "flags $name" "maps $name" \
		"maps --json" "plan $name --pxm 3" "flags" "list x" "watch --once"
	cmd=(daxkmem xen $picked)
}

op_attach() {
	some_name "$pool"
	pick "" "" "--pxm 2" "--pxm 77" "--pxm x" --dry-run
	case $name in
	dax?.0) decided "$name" || [ "$picked" = --dry-run ] || return ;;
	esac
	# shellcheck disable=SC2086
	cmd=(daxkmem xen attach "$name" $picked)
}

# The program that applies the live patch, also while an attach runs it.
op_live_patch() {
	pick check hold clean nonsense
	cmd=(bash -c "exec daxkmem-xen-hotadd $picked < /dev/null")
}

# some_part: sets part to an offset and a size
some_part() {
	part=()
	roll 1000
	pick 0 0 2M 64M 1G 4K "$((rolled * 2))M" "$((rolled * 3))M" 100
	part+=("$picked")
	pick 2M 2M 64M 64M 256M 1G 4K 6K 1T
	part+=("$picked")
}

some_guest() {
	pick g g g g g g h h p 0 nobody ""
	guest=$picked
}

op_map() {
	some_guest
	some_name "$lent"
	some_part
	roll 30000
	printf -v picked '0x%x' $((0x100000 + rolled * 512))
	pick 0x100000 0x100200 "$picked" "$picked" "$picked" "$picked" 0x100001 0xfee00 \
		0xfffffffffff x
	case $name in
	dax?.0) decided "$name" || return ;;
	esac
	cmd=(daxkmem xen map "$guest" "$name" "${part[@]}" "$picked")
}

op_unmap() {
	some_guest
	some_name "$lent"
	some_part
	roll 2
	[ "$rolled" = 0 ] || part=()
	cmd=(daxkmem xen unmap "$guest" "$name" "${part[@]}")
}

op_broken() {
	some_device
	roll 256
	pick "$((${end_of[$device]} - ${start_of[$device]} - (rolled + 1) * 4096))" 100 "" 1T
	cmd=(daxkmem xen broken $device "$picked")
	pick "" 4096 8192 0
	[ -z "$picked" ] || cmd+=("$picked")
}

op_populate() {
	some_guest
	some_name "$pool"
	pick 4K 2M 16M 64M 100G x
	cmd=(daxkmem xen populate "$guest" "$name" "$picked")
}

# le NUMBER...: prints each number as four bytes, little endian
le() {
	local n

	for n; do
		printf "%b" "$(printf '\\x%02x' $((n & 255)) $((n >> 8 & 255)) $((n >> 16 & 255)) $((n >> 24)))"
	done
}

# A kernel for a guest that never runs: an ELF file with one segment and the note with Xen's
# entry point. Creating a guest from it is seconds faster than from a Linux kernel.
tiny_kernel() {
	printf '\x7fELF\x01\x01\x01\0\0\0\0\0\0\0\0\0'
	le 0x30002 1 0x100088 52 0 0 0x200034 2 0
	le 1 0 0x100000 0x100000 139 4096 7 4096
	le 4 116 0x100074 0x100074 20 20 4 4
	le 4 4 18
	printf 'Xen\0'
	le 0x100088
	printf '\xf4\xeb\xfd'
}

tiny_config() {
	[ -e /tmp/tiny ] || tiny_kernel > /tmp/tiny
	printf 'name = "%s"\ntype = "pvh"\nkernel = "/tmp/tiny"\nmemory = 64\nvcpus = 1\n' \
		"$1" > "/tmp/$1.cfg"
}

# tiny_guest NAME: creates a PVH guest that stays paused
tiny_guest() {
	tiny_config "$1"
	xl create -p "/tmp/$1.cfg"
}

# Creates a guest, or destroys it if it exists.
op_guest() {
	pick g g g h
	if lives "$picked"; then
		cmd=(xl destroy "$picked")
	else
		cmd=(tiny_guest "$picked")
	fi
}

op_pool_guest() {
	some_name "$pool"
	pick "" "" =32M =1T
	name+=$picked
	pick p p p pv
	if lives p; then
		cmd=(xl destroy p)
	else
		cmd=(daxkmem xen create "/tmp/$picked.cfg" --pool "$name" --paused)
	fi
}

op_end() {
	pick g h p nobody
	cmd=(xl destroy $picked)
}

# settle, in test_torture.sh, binds the devices again.
op_settle() {
	cmd=(settle)
}

# The operations, each repeated according to its weight.
ops=(state state state scrub pxm bad_pages bad_pages other_file parameter bind bind bind
	bind dax_kmem dax_kmem module ndctl ndctl daxctl ram apply query query attach
	live_patch map map map map map map unmap unmap unmap broken populate populate guest guest
	pool_guest pool_guest end settle settle settle settle)

# next_op: sets cmd by a random operation
next_op() {
	pick "${ops[@]}"
	cmd=() alone=
	"op_$picked"
}
