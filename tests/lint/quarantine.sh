#!/bin/sh
# SPDX-License-Identifier: MIT
# Foreign libraries stay in the files named here, and so does what they need.
#
#	quarantine.sh ROOT

# shellcheck source=tests/lint/common.sh
. "$(dirname "$0")/common.sh"

# header prefix, then the files (shell patterns) that may include it
rules='
fuse           fs/fuse*.[ch] fs/ops*.[ch] fs/mount*.[ch] fs/notify*.[ch] fs/fs.c
curl/          api/transport*.[ch]
jansson.h      api/cli_login.c api/err_body.c api/token*.c tests/sim/* tests/unit/*
ini.h          api/config_file.c
xxhash.h       api/util.c
microhttpd.h   tests/sim/*
cmocka.h       tests/unit/* tests/integration/*
'

# may FILE PATTERN...
may()
{
	file=$1
	shift
	for pattern; do
		# shellcheck disable=SC2254
		case $file in
		$pattern) return 0 ;;
		esac
	done
	return 1
}

set -f
for file in $(sources c h); do
	includes "$file" | sed -n 's/^<\(.*\)>$/\1/p' | while read -r header; do
		echo "$rules" | while read -r prefix patterns; do
			[ -n "$prefix" ] || continue
			case $header in
			"$prefix"*)
				# shellcheck disable=SC2086
				may "$file" $patterns ||
					echo "$file: <$header> is for: $patterns"
				;;
			esac
		done
	done
done >"${TMPDIR:-/tmp}/quarantine.$$"
while read -r line; do
	complain "$line"
done <"${TMPDIR:-/tmp}/quarantine.$$"
rm -f "${TMPDIR:-/tmp}/quarantine.$$"
verdict
