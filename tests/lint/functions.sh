#!/bin/sh
# SPDX-License-Identifier: MIT
# Lengths of functions (lines from brace to brace) and their decisions (if, for,
# while, case, &&, ||, ?), reported; longer than 100 lines is a violation.
#
#	functions.sh ROOT

# shellcheck source=tests/lint/common.sh
. "$(dirname "$0")/common.sh"

max=100

# Prints: lines, decisions, file:line, name.
measure()
{
	code "$1" | awk -v file="$1" '
	function decisions(s) {
		gsub(/[^A-Za-z0-9_](if|for|while|case)[^A-Za-z0-9_]/, " @ ", s)
		gsub(/&&|\|\||\?/, "@", s)
		return gsub(/@/, "", s)
	}
	/^[A-Za-z_].*\(/ { name = $0; sub(/\(.*/, "", name)
		sub(/.*[ *]/, "", name) }
	/^\{/ { start = NR; n = 0 }
	start { n += decisions(" " $0 " ") }
	/^\}[[:space:]]*$/ && start {
		print NR - start - 1, n + 1, file ":" start, name
		start = 0
	}'
}

list=$(for file in $(sources c); do
	measure "$file"
done | sort -n)

echo "$list" | awk '
/ (api|cache|fs)\// { line[n++] = $1; if ($2 > worst) { worst = $2; at = $4 } }
END {
	if (!n)
		exit
	for (i = 0; i < n; i++)
		over += line[i] > 50
	printf "api cache fs: %d functions, median %d lines, 90th percentile " \
		"%d, over 50: %d, longest %d, most decisions %d (%s)\n", n,
		line[int(n / 2)], line[int(n * 0.9)], over, line[n - 1],
		worst, at
}'
echo "the longest:"
echo "$list" | tail -n 8
long=$(echo "$list" | awk -v max="$max" '$1 > max')
[ -z "$long" ] || complain "over $max lines:
$long"
verdict
