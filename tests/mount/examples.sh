#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every command of the manual pages' EXAMPLES, as it is printed.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/mount/shown.sh
. "$here/shown.sh"

for needed in mandoc col column sqlite3; do
	command -v "$needed" >/dev/null || skip_all "no $needed"
done

# These may well print nothing.
silent='^(runaifs (https|refresh)|cp |diff |find |id=|node=|cd .*&& (cd|runaifs -u) )'
silent+='|idleGpus'

# The commands, each ended by a NUL: from a `$ ` to the next one or the end of
# its block.
#
# commands PAGE
commands()
{
	mandoc -T ascii "$here/../../man/$1" 2>/dev/null | col -bx |
		awk '
	/^[A-Z]/ { on = /^EXAMPLES$/ }
	!on { next }
	/^ *\$ / { end(); sub(/^ *\$ /, ""); text = $0; next }
	text != "" && /^            / { text = text "\n" $0; next }
	{ end() }
	END { end() }
	function end() { if (text != "") printf "%s%c", text, 0; text = "" }'
}

for page in runaifs.1 runaifs-tree.7; do
	commands "$page" >"$tmp/commands"
	before=$passed
	while IFS= read -r -d '' command <&3; do
		run_shown "$page" "$command" "$silent"
	done 3<"$tmp/commands"
	holds "$page has many" "$passed - $before >= 12"
	refuted "they leave no mount" mounted "$HOME/runai"
done

finish
