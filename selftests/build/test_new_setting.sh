#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A setting is one entry of the table in tools/daxkmem/lib/settings.c: a new entry becomes an
# option, a key of the configuration, an argument of set, a completion, and a part of the man
# pages.
# tier: full
# timeout: 300
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

src=$work/src
tool=$src/tools/daxkmem
mkdir -p "$src"
cp -r "$top"/{.ci,dkms.conf,Documentation,drivers,tools} "$src"
find "$src" -name '*.o' -delete

cat > "$work/entry" <<'END'
	[SET_COLOUR] = {
		.name = "colour", .arg = "WORD", .attribute = "colour",
		.help = "paint the memory",
		.manual = "The colour that the memory is painted with.",
		.kind = DAXKMEM_SETTING_WORD, .words = colours },
END
sed -i 's/^\tSET_SIZE,/\tSET_COLOUR,\n&/' "$tool/lib/settings.h"
sed -i -e '/^static const struct daxkmem_setting table/i static const char *const colours[] = { "red", "green", NULL };\n' \
	-e "/\[SET_HUGEPAGES\] = {/,/ },\$/{/ },\$/r $work/entry"$'\n}' "$tool/lib/settings.c"
check "the tool builds with a new entry" make -s -j "$(nproc)" -C "$tool" CFLAGS=-O0 daxkmem man/expand
[ "$failed" = 0 ] || finish

like "the entry is an option of attach" "$("$tool/daxkmem" attach --help)" \
	"--colour WORD +paint the memory: red, green"
like "... and of plan" "$("$tool/daxkmem" plan --help)" "--colour WORD +paint the memory: red, green"
like "... which accepts its words only" "$("$tool/daxkmem" plan dax0.0 --colour blue 2>&1)" \
	"invalid --colour 'blue' \(choose red or green\)"
like "... and an argument of set" "$("$tool/daxkmem" set dax0.0 colour=blue 2>&1)" \
	"invalid colour 'blue' \(choose red or green\)"

dev=$work/tree/sys/bus/dax/devices/dax0.0
mkdir -p "$dev/dax_kmem" "$work/tree/etc/daxkmem.d" "$work/tree/sys/bus/dax/drivers/dax_kmem"
ln -s ../../drivers/dax_kmem "$dev/driver"
echo 4096 > "$dev/size"
echo offline > "$dev/state"
echo red > "$dev/dax_kmem/colour"
is "... show prints its value" "$("$tool/daxkmem" --sysroot "$work/tree" show dax0.0 colour)" red
printf '[device "dax0.0"]\ncolour = green\n' > "$work/tree/etc/daxkmem.d/a.conf"
like "... and the entry is a key of the configuration" "$("$tool/daxkmem" --sysroot "$work/tree" apply --dry-run)" \
	"dax0.0: would change: colour green"

# completes WORD...: print the completions of the last WORD on one line
completes() {
	COMP_WORDS=(daxkmem "$@")
	COMP_CWORD=$#
	COMPREPLY=()
	_daxkmem "$tool/daxkmem"
	echo "${COMPREPLY[*]}"
}
# shellcheck source=../../tools/daxkmem/completion/daxkmem
. "$tool/completion/daxkmem"
is "completion offers the option" "$(completes attach --co)" "--colour --color"
is "... and its words" "$(completes attach --colour "")" "red green"
is "... and the argument of set" "$(completes set dax0.0 co)" colour=
is "... and its words" "$(completes set dax0.0 colour = r)" red
is "... and the argument of show" "$(completes show dax0.0 co)" colour

page=$("$tool/man/expand" "$src/Documentation/daxkmem.8.scd")
is "daxkmem(8) lists the option of attach and plan" \
	"$(grep -cE '^\*(attach|plan)\*.* \[\*--colour\* _WORD_\]' <<< "$page")" 2
like "... and explains it" "$page" \
	$'\n\\*--colour\\* \\*red\\*\\|\\*green\\*\n\t\\*attach\\*, \\*plan\\*, \\*range\\*: paint the memory\\.\n'
like "... and explains the setting in SETTINGS" "$page" \
	$'\n\\*colour\\* = \\*red\\*\\|\\*green\\*\n\t'$'The colour that the memory is painted with\\.\n'
like "daxkmem.conf(5) explains the key" "$("$tool/man/expand" "$src/Documentation/daxkmem.conf.5.scd")" \
	$'\n\\*colour\\* = \\*red\\*\\|\\*green\\*\n\t'$'The colour that the memory is painted with\\.\n'
finish
