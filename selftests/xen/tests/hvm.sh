# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Functions for HVM guests. Source this file after tool.sh, in a test with "brings: xen-hvm".

# Copies the device model and the firmware to their places. Files that exist, such as libraries
# of running programs, are left alone.
for f in $(cd /bed/xen-hvm-* && find . -type f); do
	[ -e "/$f" ] || { mkdir -p "/${f%/*}" && ln /bed/xen-hvm-*/"$f" "/$f"; }
done

# hvm_config NAME MEMORY [LINE...]: writes an xl configuration to /tmp/NAME.cfg
hvm_config() {
	printf '%s\n' "name = \"$1\"" 'type = "hvm"' "memory = $2" 'vcpus = 1' \
		'vnc = 0' 'on_crash = "preserve"' 'on_reboot = "preserve"' "${@:3}" > "/tmp/$1.cfg"
}

# logged ID REGEX: whether the guest with this domain number has printed a line that matches
logged() {
	xl dmesg | grep -a "^(XEN) (d$1) \|^(d$1) " | grep -qE "$2"
}

# last_logged ID TEXT: prints what followed TEXT in the guest's last line with TEXT
last_logged() {
	xl dmesg | grep -a "(d$1) " | sed -n "s/.*$2//p" | tail -n 1
}
