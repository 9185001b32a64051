#!/bin/sh
# SPDX-License-Identifier: MIT
# No mutable global or static variable: two mounts in one process must not
# meet. What only the loader writes (.data.rel.ro) is constant.
#
#	globals.sh ROOT LIBRARY...

# shellcheck source=tests/lint/common.sh
. "$(dirname "$0")/common.sh"

[ $# -gt 0 ] || skip "no library"
command -v objdump >/dev/null || skip "no objdump"

for library; do
	case $library in
	/*) ;;
	*) library=$started_in/$library ;;
	esac
	objdump -t "$library" >/dev/null || complain "$library: cannot be read"
	hits=$(objdump -t "$library" | awk '
	/:[[:space:]]+file format/ { object = $1 }
	NF >= 4 {
		section = $(NF - 2)
		if (section !~ /^(\.(data|bss|tdata|tbss)(\.|$)|\*COM\*)/)
			next
		if (section ~ /^\.data\.rel\.ro/ || $NF == section)
			next
		print object " " $NF " in " section
	}')
	[ -z "$hits" ] || complain "$hits"
done
verdict
