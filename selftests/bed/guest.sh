# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A guest that runs: start, monitor, time limit, end. Source it after common.sh.
# All its files are in one folder:
#	console		what the kernel prints
#	qemu		what QEMU itself prints
#	pid		of QEMU
#	qmp.in, qmp.out	QEMU's monitor (QMP, docs/interop/qmp-spec)
#	why		why the bed ended it, if it did

# guest_qmp_open DIR: to be called before QEMU starts; sets qmp_to, qmp_from
guest_qmp_open() {
	rm -f "$1"/qmp.in "$1"/qmp.out
	mkfifo "$1"/qmp.in "$1"/qmp.out || return
	# Open both ways, or each end would wait for the other.
	exec {qmp_to}<> "$1/qmp.in" {qmp_from}<> "$1/qmp.out"
}

# qmp COMMAND [ARGUMENTS]: in JSON; sets qmp_answer; false on an error. Events are
# skipped.
qmp() {
	local line

	printf '{"execute":"%s"%s}\n' "$1" "${2:+,\"arguments\":$2}" >&"$qmp_to"
	while IFS= read -r -t "${qmp_timeout:-60}" -u "$qmp_from" line; do
		case $line in
		'{"return"'*) qmp_answer=$line; return 0 ;;
		'{"error"'*) qmp_answer=$line; return 1 ;;
		esac
	done
	qmp_answer="no answer"
	return 1
}

qmp_hello() {
	qmp qmp_capabilities
}

# hmp WORDS: the human monitor's commands, for what QMP lacks (mce)
hmp() {
	qmp human-monitor-command "{\"command-line\":\"$1\"}"
}

ignore_shared='{"capabilities":[{"capability":"x-ignore-shared","state":true}]}'

# qmp_migrated: waits for the end of a migration; false if it failed
qmp_migrated() {
	local n=3000

	while [ $((n--)) -gt 0 ]; do
		qmp query-migrate || return
		case $qmp_answer in
		*'"status": "completed"'*) return 0 ;;
		*'"status": "failed"'*) return 1 ;;
		esac
		sleep 0.02
	done
	return 1
}

# guest_save FILE: stops it, and saves all but its RAM files. The caller ends it.
guest_save() {
	qmp stop && qmp migrate-set-capabilities "$ignore_shared" &&
		qmp migrate "{\"uri\":\"exec:cat > $1\"}" && qmp_migrated
}

# guest_restore FILE: into a QEMU that was started with -incoming defer
guest_restore() {
	qmp_hello && qmp migrate-set-capabilities "$ignore_shared" &&
		qmp migrate-incoming "{\"uri\":\"exec:cat $1\"}" &&
		qmp_migrated && qmp cont
}

# guest_own_ms PID: milliseconds that QEMU has had or could have had a CPU: since
# some moment in the past, without the time for which its emulated CPUs' thread
# stood in the host's run queue (/proc/PID/task/TID/schedstat, field 2). By that
# clock a guest on a busy host is not slow.
guest_own_ms() {
	local now waited=0 w ran most=-1 t

	now=${EPOCHREALTIME/./}
	for t in "/proc/$1/task"/*/schedstat; do
		read -r ran w _ 2> /dev/null < "$t" || continue
		[ "$ran" -gt "$most" ] && most=$ran waited=$w
	done
	[ "$most" -ge 0 ] || return
	echo $((now / 1000 - waited / 1000000))
}

# guest_cpu_ms PID: milliseconds of CPU time that QEMU has used
guest_cpu_ms() {
	local ran sum=0 t

	for t in "/proc/$1/task"/*/schedstat; do
		read -r ran _ 2> /dev/null < "$t" && sum=$((sum + ran))
	done
	echo $((sum / 1000000))
}

# guest_watch DIR PID SECONDS: ends it after that much time of its own. Meant to
# run in the background; writes cpu_ms as it goes.
guest_watch() {
	local dir=$1 pid=$2 limit=$(($3 * 1000)) start now

	start=$(guest_own_ms "$pid") || return 0
	while sleep 0.5; do
		now=$(guest_own_ms "$pid") || return 0
		guest_cpu_ms "$pid" > "$dir/cpu_ms"
		[ $((now - start)) -lt "$limit" ] && continue
		echo "did not end within $3 s of its own time" > "$dir/why"
		kill -9 "$pid"
		return
	done
}

# guest_died_in_boot WHAT DIR: notes a guest that died before any test had begun, for
# the summary at the end of a run; in BED_DEATHS, if that is set
guest_died_in_boot() {
	mkdir -p "$VM_CACHE/t"
	echo "$1: $(grep -a -m 1 -E 'Kernel panic|Panic on CPU' "$2/console" | tr -d '\r' ||
		echo "no panic was printed")" >> "${BED_DEATHS:-$VM_CACHE/t/deaths}"
}
