#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The help of each command, the man page and the completion have the same
# commands, options and settings; the ABI document and the driver have the same attributes.
# usage: test_words.sh [DAXKMEM]
# shellcheck source=tree.sh
. "$(dirname "$0")/tree.sh"

top=$cli/../..
man=$work/daxkmem.8.scd
abi=$top/Documentation/ABI/testing/sysfs-bus-dax-kmem
driver=$top/drivers/dax/kmem
# the sources of dax_kmem, and of dax_kmem_xen
sources=("$driver"/*.c "$driver"/sysfs/*.c "$driver"/range/bus.c "$driver"/kernel/unplugged.c)
xen_sources=("$driver"/xen/*.c)
# shellcheck source=../../tools/daxkmem/completion/daxkmem
. "$top/tools/daxkmem/completion/daxkmem"
plan 120
for page in daxkmem.8 daxkmem.conf.5 daxkmem-xen.8; do
	"$top/tools/daxkmem/man/expand" "$top/Documentation/$page.scd" > "$work/$page.scd"
done

# help_of WORD...: prints the help of a command; the help is cached
declare -A helps=()
help_of() {
	[ -n "${helps["daxkmem $*"]:-}" ] || helps["daxkmem $*"]=$("$tool" "$@" --help)
	printf '%s\n' "${helps["daxkmem $*"]}"
}

# commands_of WORD...: prints the commands in a help text. prefix is the word before them, such
# as xen.
prefix=()
commands_of() {
	help_of "$@" | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p'
}
# read_commands WORD...: sets commands, and caches the help of each
read_commands() {
	local c

	help_of "$@" > /dev/null
	mapfile -t commands < <(commands_of "$@")
	for c in "${commands[@]}"; do
		help_of "$@" "$c" > /dev/null
	done
}

read_commands
common=$(help_of | sed -n 's/^  \(--[a-z-]*\).*/\1/p' | sort)

# options COMMAND: prints the options in its help, without those of all commands
options() {
	help_of "${prefix[@]}" "$1" | common=$common awk '
		BEGIN { n = split(ENVIRON["common"], c, "\n"); while (n) has[c[n--]] }
		match($0, /^  --[a-z-]*/) {
			o = substr($0, 3, RLENGTH - 2)
			if (!(o in has)) print o
		}' | sort
}

# section NAME: prints a section of the man page
section() {
	sed -n "/^# $1\$/,/^# /p" "$man" | sed '1d;$d'
}

# "command --option" of the headers in COMMANDS
in_commands() {
	section COMMANDS | awk '/^\*/ {
		split($0, word, "*")
		for (rest = $0; match(rest, /\*--[a-z-]*/); rest = substr(rest, RSTART + RLENGTH))
			print word[2], substr(rest, RSTART + 1, RLENGTH - 1)
	}' | sort -u
}

# "command --option" of OPTIONS: a header, then "*command*, *command*: text";
# "all --option" where no command is named
in_options() {
	section OPTIONS | awk '
	/^\*/ { option = $0; sub(/.*\*--/, "--", option); sub(/\*.*/, "", option); next }
	option && /^\t\*[a-z*, -]*\*:/ {
		names = $0; sub(/:.*/, "", names); gsub(/[*\t,]/, "", names)
		n = split(names, name, " ")
		for (i = 1; i <= n; i++) print name[i], option
		option = ""; next
	}
	option { print "all", option; option = "" }' | sort -u
}

in_help() {
	local c o

	for c in "${commands[@]}"; do
		for o in $(options "$c"); do
			echo "$c $o"
		done
	done | sort -u
}

# The driver's man page has its parameters, and the attributes of the ABI document.
test_driver_man() {
	local page=$top/Documentation/dax_kmem.4.scd

	is "the driver's man page has its parameters" \
		"$(sed -n '/^# PARAMETERS/,/^# FILES/s/^\*\([a-z_]*\)\*=.*/\1/p' "$page" | sort)" \
		"$(sed -n 's/^module_param[a-z_]*(\([a-z_]*\),.*/\1/p' "${sources[@]}" | sort)"
	is "... and the attributes of a device" \
		"$(sed -n '/^# FILES/,/\/drivers\//s/^_/_/p' "$page" | grep -o '_[a-z_/]*_' |
			sed 's/^_//; s/_$//; s,^dax_kmem/,,' | sort)" \
		"$(sed -n 's,^What:.*/devices/daxX.Y/\(dax_kmem/\)\?,,p' "$abi" | sort)"
}

test_man() {
	is "the help has commands" "$((${#commands[@]} > 5))" 1
	is "the man page has the commands of the help" \
		"$(section COMMANDS | sed -n 's/^\*\([a-z-]*\)\*.*/\1/p' | sort -u)" \
		"$(printf '%s\n' "${commands[@]}" | sort)"
	is "... each with its options" "$(in_commands)" "$(in_help)"
	is "... which OPTIONS explains" "$(in_options | grep -v '^all ')" "$(in_help)"
	is "... and it explains the options of all commands" \
		"$(in_options | sed -n 's/^all //p')" "$common"
}

# The settings, which are options of attach, in the sections that describe them.
test_settings() {
	local settings conf=${man%/*}/daxkmem.conf.5.scd

	settings=$(options attach | sed 's/^--//' | grep -vxE 'force|no-wait' | sort)
	is "show --keys has the settings" \
		"$("$tool" show --keys | sed '1d; s/ .*//' | sort)" "$settings"
	is "the man page has the settings" \
		"$(section SETTINGS | sed -n 's/^\*\([a-z-]*\)\* = .*/\1/p' | sort)" "$settings"
	is "... daxkmem.conf(5) has them as keys" \
		"$(man=$conf section KEYS | sed -n 's/^\*\([a-z-]*\)\* = .*/\1/p' | sort)" \
		"$(printf '%s\n' "$settings" use pxm signature return-to force | sort)"
}

# The commands of daxkmem-xen have their own man page.
test_xen() {
	local prefix=(xen) man=${man%/*}/daxkmem-xen.8.scd commands

	read_commands xen
	if [ ${#commands[@]} = 0 ] && [ -z "${CI:-}" ]; then
		skip "xen" "daxkmem-xen is not built; .ci/deps xen installs its dependencies" 7
		return
	fi
	is "xen: the man page has the commands of the help" \
		"$(section COMMANDS | sed -n 's/^\*\([a-z-]*\)\*.*/\1/p' | sort -u)" \
		"$(printf '%s\n' "${commands[@]}" | sort)"
	is "... each with its options" "$(in_commands)" "$(in_help)"
	is "... which OPTIONS explains" "$(in_options)" "$(in_help)"
	is "... the completion has the commands" "$(completes xen "" | tr ' ' '\n')" \
		"$(printf '%s\n' "${commands[@]}")"
	is "... a partial command" "$(completes --json xen po)" populate
	is "... the options of a command" "$(completes xen create --p)" "--pool --paused"
	tree_device dax0.0 4096 1
	is "... the devices" "$(completes --sysroot "$root" xen populate guest "")" "dax0.0"
}

# The help of each command shows its usage.
test_help() {
	local c

	for c in "${commands[@]}"; do
		like "$c --help shows its usage" "${helps["daxkmem $c"]}" \
			"^usage: daxkmem $c .*\[OPTION\.\.\.\]"
	done
}

# completes WORD...: prints the completions of the last word on one line
completes() {
	COMP_WORDS=(daxkmem "$@")
	COMP_CWORD=$#
	COMPREPLY=()
	_daxkmem "$tool"
	echo "${COMPREPLY[*]}"
}

test_completion() {
	local c

	is "completion: the commands of the help" "$(completes "" | tr ' ' '\n')" \
		"$(printf '%s\n' "${commands[@]}")"
	is "... a partial command" "$(completes res)" resize
	for c in "${commands[@]}"; do
		is "... the options of $c" \
			"$(completes "$c" -- | tr ' ' '\n' | sort)" \
			"$({ options "$c"; echo "$common"; } | sort)"
	done
	is "... after an option of all commands" "$(completes --json --sysroot / att)" attach
	is "... policies" "$(completes attach dax0.0 --policy online_)" \
		"online_kernel online_movable"
	is "... yes or no" "$(completes attach dax0.0 --scrub "")" "yes no"
	is "... colours" "$(completes list --color a)" "auto always"
	is "... a command after a colour" "$(completes --color never att)" attach
	is "... after =" "$(completes attach --policy = "off")" offline
	is "... at =" "$(completes attach --bad-policy =)" "page block"
	is "... states" "$(completes state dax0.0 o)" "online online_kernel online_movable"
	is "... columns" "$(completes list --output device,lat)" device,latency
	is "... columns of -o" "$(completes list -o dri)" driver
	is "... goals" "$(completes monitor dax0.0 --until "")" "attached detached"
	is "... nothing for a number" "$(completes detach --timeout "")" ""
	is "... nothing for a setting that is a number" "$(completes attach --node "")" ""
	is "... a word for a size" "$(completes attach --size "")" all
	is "... settings to show" "$(completes show dax0.0 "" | tr ' ' '\n' | grep -vE '^(all|dax.*)$' | sort)" \
		"$(options attach | sed 's/^--//' | grep -vxE 'force|no-wait|hugepages')"
	is "... settings to change" "$(completes set dax0.0 "" | tr ' ' '\n' | grep '=' | sort)" \
		"$(options attach | sed 's/^--//; s/$/=/' | grep -vxE 'force=|no-wait=')"
	is "... a partial setting" "$(completes set dax0.0 timeout = 5 po)" policy=
	is "... its values" "$(completes set dax0.0 policy = online_)" "online_kernel online_movable"
	is "... at =" "$(completes set dax0.0 memmap =)" "auto on off"
	is "... yes or no" "$(completes set dax0.0 scrub = "")" "yes no"
	is "... nothing for a size" "$(completes set dax0.0 kernel-size = "")" ""
	tree_device dax0.0 4096 1
	tree_device dax10.1 4096 1
	is "... existing devices" "$(completes --sysroot "$root" attach "")" "dax0.0 dax10.1"
	is "... a partial device name" "$(completes detach --sysroot "$root" --timeout 5 dax1)" dax10.1
	is "... no more devices than the command takes" "$(completes --sysroot "$root" xen plan dax0.0 dax)" ""
	is "... several devices" "$(completes --sysroot "$root" plan dax0.0 dax1)" dax10.1
	is "... before an argument of the command" "$(completes --sysroot "$root" state dax0.0 dax1)" dax10.1
	is "... after an action of the command" "$(completes --sysroot "$root" bad list dax0.0 dax1)" dax10.1
	is "... the word all" "$(completes --sysroot "$root" detach dax0.0 a)" all
	is "... any number of devices" "$(completes --sysroot "$root" monitor dax0.0 dax1)" dax10.1
	touch "$work/figures"
	is "... files" "$(completes metrics --output "$work/fig")" "$work/figures"
}

# documented PATH: prints "name (RW)" for each attribute that the document has below a path; an
# entry can describe several attributes
documented() {
	awk -v path="$1" '
	$1 == "What:" && index($2, path) == 1 { name[n++] = substr($2, length(path) + 1) }
	/^\t\t\((RW|RO|WO)\)/ { while (n) print name[--n], $1 }
	!NF { n = 0 }' "$abi" | sort -u
}

# all_declared: prints "name (RW)" for each attribute that the driver declares
all_declared() {
	sed -nE 's/^(static )?DEVICE_ATTR_(ADMIN_)?(R[OW]|WO)\(([a-z_]*)\);/\4 (\3)/p
		s/^(static )?BIN_ATTR_(ADMIN_)?(R[OW])\(([a-z_]*), .*/\4 (\3)/p
		s/^\t__BIN_ATTR\(([a-z_]*), 0600, .*/\1 (RW)/p' \
		"${sources[@]}" | sort
}

# declared: the same without kept, which is an attribute of the driver, not of a device
declared() {
	all_declared | grep -v '^kept '
}

test_abi() {
	local f name

	is "the driver declares attributes" "$(($(declared | wc -l) > 10))" 1
	is "the ABI document has the driver's attributes" \
		"$({ documented /sys/bus/dax/devices/daxX.Y/dax_kmem/
			documented /sys/bus/dax/devices/daxX.Y/ | grep -v /; } | sort)" \
		"$(declared)"
	for name in $(declared | cut -d' ' -f1); do
		check "... $name is in an attribute list of the driver" \
			grep -qE "^	&(dev|bin)_attr_$name(\.attr)?,|= &(dev|bin)_attr_$name|__BIN_ATTR\($name," "${sources[@]}"
	done
	is "... the module's parameters" \
		"$(documented /sys/module/dax_kmem/parameters/)" \
		"$(sed -n 's/^module_param\(_cb\)\?(\([a-z_]*\), .*, \([0-7]*\));/\2 \3/p' "${sources[@]}" |
			sed 's/0444/(RO)/; s/0400/(RO)/; s/0644/(RW)/' | sort)"
	is "... the driver's own attributes on its two buses" \
		"$({ documented /sys/bus/dax/drivers/dax_kmem/ | grep -vE '^(new_id|remove_id|bind|unbind|kept) '
			documented /sys/bus/platform/drivers/dax_kmem/
			echo "kept (RO)"; } | sort)" \
		"$({ sed -n 's/.*__ATTR[A-Z_]*(\([a-z_]*\), 0200,.*/\1 (WO)/p' "${sources[@]}"
			all_declared | grep '^kept '; } | sort)"
}

# The same for the driver of Xen hosts.
test_xen_abi() {
	local abi=${abi}-xen page=$top/Documentation/dax_kmem_xen.4.scd
	local sources=("${xen_sources[@]}")

	is "the Xen driver's attributes are in its ABI document" \
		"$(sed -n 's,^What:.*/daxX.Y/dax_kmem_xen/,,p' "$abi" | sort)" \
		"$(declared | cut -d' ' -f1)"
	is "... and in its man page" \
		"$(sed -n '/^# FILES/,/^# DIAG/s/^_/_/p' "$page" | grep -o '_[a-z_/]*_' |
			sed 's/^_//; s/_$//; s,^dax_kmem_xen/,,' | sort)" \
		"$(declared | cut -d' ' -f1)"
	is "... its parameters in both" \
		"$(documented /sys/module/dax_kmem_xen/parameters/) $(sed -n '/^# PARAMETERS/,/^# FILES/s/^\*\([a-z_]*\)\*=.*/\1/p' "$page")" \
		"$(sed -n 's/^module_param(\([a-z_]*\), .*/\1 (RW) \1/p' "${xen_sources[@]}")"
}

# driver_members: prints "struct member" for each member that the driver's build looks up in BTF
driver_members() {
	awk '/^my @used = \($/, /^\);$/ {
		if (match($0, /\[[a-z_]+/)) name = substr($0, RSTART + 1, RLENGTH - 1)
		if (/^\t\t[a-z_]+ =>/) print name, $1
	}
	/^my %passive/ { print name, "type|match_always" }' "$driver/compat/btf-layout"
}

# doctors_members: the same for doctor
doctors_members() {
	sed -n 's/^\t{ "\([a-z_]*\)", { \(.*\) } },$/\1 \2/p' \
		"$top/tools/daxkmem/cmd/doctor/layout.c" | tr -d '",' |
		awk '{ for (i = 2; i <= NF; i++) print $1, $i }'
}

# The driver has a table of types, the tool a list of names.
test_layouts() {
	is "the driver uses members" "$(driver_members | wc -l)" 9
	is "doctor checks the members that the driver uses" \
		"$(doctors_members | sort)" "$(driver_members | sort)"
}

test_help
test_man
test_settings
test_layouts
test_driver_man
test_xen
test_completion
test_abi
test_xen_abi
finish
