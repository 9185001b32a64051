#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# README.txt: its first screen is one, its commands work, and every path that it
# names is there.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/mount/shown.sh
. "$here/shown.sh"
command -v column >/dev/null || skip_all "no column"

# what is nothing but secret is a file only where it may be read
mount_fs m -o rate=2000,burst=2000,ttl=3600,ttl_org=3600,ttl_more=3600,reveal_secrets
cd "$M"
readme=$tmp/readme
zero_counts
cp README.txt "$readme"
same "it costs no request" "$(api_requests)" 0

# ---- the first screen ----

refuted "no line is longer than a screen" grep -E '.{80}' "$readme"
same "the first screen ends there" "$(sed -n 25p "$readme")" ""
for word in lists/ workloads/ diagnostics/ 'grep -r' more/ runaifs-tree; do
	check "the first screen has $word" \
		grep -qF -e "$word" <(head -n 24 "$readme")
done
while IFS= read -r command <&3; do
	run_shown README.txt "${command// X / e }" '^$'
done 3< <(head -n 24 "$readme" | sed -n 's/^  \([a-z]\)/\1/; T; s/    .*//p; t; p')

# ---- the rest: the first word of a line that begins with two blanks ----

# part TITLE : the paths between that title and the next.
part()
{
	awk -v title="$1" '
	/^[A-Z][A-Z]/ { on = index($0, title) == 1 }
	on && /^  [^ ]/ { print $1 }' "$readme"
}

# pattern PATH : what stands for a name becomes `*`.
pattern()
{
	sed -E 's/FORMAT/count/; s/\b[A-Z][A-Z-]+\b/*/g' <<<"$1"
}

# there WHAT PATTERN...
there()
{
	local what=$1 one
	shift
	for one; do
		if compgen -G "$one" >/dev/null; then
			pass "$what"
			return
		fi
	done
	fail "$what" "nothing of this is there: $*"
}

homes=()
while IFS= read -r path; do
	homes+=("$(pattern "$path")")
	there "$path" "$(pattern "$path")*/info.json"
done < <(part "DIRECTORIES OF OBJECTS")

while IFS= read -r path; do
	[ "$path" != workloads/WORKLOAD ] || continue
	there "$path" "$path*"
done < <(part "DIRECTORIES OF LINKS")

# Names that are not listed are tried below.
while IFS= read -r path; do
	case $path in
	*'*'*) continue ;;
	esac
	there "$path" "${homes[@]/%/"*/$(pattern "$path")"}"
done < <(part "IN AN OBJECT'S DIRECTORY" && part "BEHIND more/")

while IFS= read -r path; do
	case $path in
	*'*'*) continue ;;
	esac
	there "$path" "$(pattern "$path")"
done < <(part "FILES OF THE TENANT" && part "LINKS AT THE TOP")

kinds=$(awk '/^FORMATS/ { on = 1 } /^LINKS/ { on = 0 } on' "$readme" |
	tr -s ' \n' ' ' | sed 's/.*KIND is one of //; s/,//g')
holds "there are many kinds" "$(wc -w <<<"$kinds") >= 40"
for kind in $kinds; do
	for format in $(part FORMATS | grep -v KIND); do
		check "lists/$kind.$format" [ -f "lists/$kind.$format" ]
	done
done

check "a name that is not listed: cli/admin/*/checksum" \
	jq . cli/admin/linux/checksum
check "tenant/security-settings/*.json" \
	jq . tenant/security-settings/autoRedirectSSO.json

finish
