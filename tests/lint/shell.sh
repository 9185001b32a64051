#!/bin/sh
# SPDX-License-Identifier: MIT
# Every shell script, by shellcheck: what is called *.sh, and what begins like
# one.
#
#	shell.sh ROOT

# shellcheck source=tests/lint/common.sh
. "$(dirname "$0")/common.sh"

command -v shellcheck >/dev/null || skip "no shellcheck"

is_script()
{
	case $1 in
	*.sh) return 0 ;;
	esac
	head -c 64 "$1" | head -n 1 | grep -aqE '^#!.*[/ ](ba|da)?sh( |$)'
}

find .ci tests man -type f ! -path '*/corpus/*' >"${TMPDIR:-/tmp}/shell.$$"
while IFS= read -r file; do
	is_script "$file" || continue
	shellcheck -x "$file" || complain "$file: see above"
done <"${TMPDIR:-/tmp}/shell.$$"
rm -f "${TMPDIR:-/tmp}/shell.$$"
verdict
