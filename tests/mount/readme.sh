#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every command that README.md shows, but those that install, build and test,
# and the output that it shows with them.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/mount/shown.sh
. "$here/shown.sh"

readme=$here/../../README.md
command -v column >/dev/null || skip_all "no column"

# whole lines that are not run here
skipped_lines='tests/demo
tests/run
tests/install build
meson setup build
ninja -C build
sudo ninja -C build install'

# block LANGUAGE : the text of all blocks of that language.
block()
{
	awk -v begin="\`\`\`$1" '
	/^```/ { on = !on && $0 == begin; next }
	on' "$readme"
}

# ---- console: `$ ` and a command, then what it prints ----

command='' output=''
run_console()
{
	[ -z "$command" ] ||
		run_shown README "$command" '^(runaifs https|cd )' "$output"
}
while IFS= read -r line <&3; do
	case $line in
	'$ '*)
		run_console
		command=${line#'$ '}
		output=''
		;;
	*) output+=${output:+$'\n'}$line ;;
	esac
done 3< <(block console)
run_console
cd "$tmp"
check "unmounting" runaifs -u "$HOME/runai"

# ---- sh: whole blocks ----

unset RUNAI_CLIENT_ID RUNAI_CLIENT_SECRET
block sh | grep -vxF "$skipped_lines" |
	sed "s|$acme|$sim|; s|my-service-account|runaifs|
		s|^client_secret = .*|client_secret = sim-secret|" >"$tmp/block"
run_shown README "$(cat "$tmp/block")" .
check "the mount is there" mounted "$HOME/runai"
check "and works" ls "$HOME/runai/clusters"

# ---- what the text names ----

# shellcheck disable=SC2016
tr '\n' ' ' <"$readme" | grep -oE '`(runaifs|cat) [^`]*`' | tr -d '`' |
	grep -vx 'runaifs ~/runai' >"$tmp/named"
while IFS= read -r command <&3; do
	run_shown README "${command/PATH/\~\/runai}" 'refresh|-u'
done 3< <(grep -v -- -u "$tmp/named" && grep -- -u "$tmp/named")
refuted "the last of them unmounts" mounted "$HOME/runai"

finish
