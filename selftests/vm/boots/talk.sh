# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A test of which one half runs in a guest, with its own test points, and the
# other half here. Source it after common.sh and ktap.sh, with $work set.

# Seconds that one guest may take.
talk_limit=600

# heard LINE: one line from the guest; its points become points of ours
heard() {
	case $1 in
	"ok "[0-9]*) pass "$kver: ${1#ok * - }" ;;
	"not ok "[0-9]*) fail "$kver: ${1#not ok * - }" ;;
	"@ask "*)
		read -ra ask <<< "${1#@ask }"
		"host_${ask[0]}" "${ask[@]:1}" >&"$to_guest" ;;
	1..[1-9]*) talk_end="with a plan" ;;
	"@exit "*) talk_end="$talk_end, exit status ${1#@exit }" ;;
	*) echo "# ${1#\# }" ;;
	esac
}

# talk KVER GUEST FILE: runs FILE in a guest. Where that says "ask WORD ARG..."
# the function host_WORD is called with the rest, and prints one line that is
# the answer.
talk() {
	local kver=$1 fifo=$work/to-guest to_guest ask line talk_end="without a plan"

	rm -f "$fifo"
	mkfifo "$fifo"
	exec {to_guest}<> "$fifo"
	while IFS= read -r line; do
		heard "${line%$'\r'}"
	done < <(VM_INPUT=$fifo timeout "$talk_limit" \
		"$here/run" script "$kver" "$2" "$3" 2> "$work/last-words"
		echo "@exit $?")
	exec {to_guest}>&-
	case $talk_end in
	"with a plan, exit status "[01]) pass "$kver: the guest runs to its end" ;;
	*)
		fail "$kver: the guest runs to its end ($talk_end)" \
			"$(tr -d '\r' < "$work/last-words")" ;;
	esac
}
