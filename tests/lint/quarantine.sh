#!/bin/sh
# SPDX-License-Identifier: MIT
# Foreign libraries stay in the files named here. A file counts as using one
# when it includes its header, itself or through headers of ours.
#
#	quarantine.sh ROOT

# shellcheck source=tests/lint/common.sh
. "$(dirname "$0")/common.sh"

# header prefix, then the files (shell patterns) that may use it
rules='
fuse           fs/fuse*.[ch] fs/ops*.[ch] fs/answer.[ch] fs/wait.[ch] fs/refresh.[ch] fs/notify*.[ch] fs/mount.[ch] fs/fs.c fs/xattr.[ch]
curl/          api/transport*.[ch] tests/sim/test_*.[ch]
jansson.h      api/cli_login.c api/err_body.c api/token*.c tests/sim/* tests/unit/* tests/fuzz/fuzz_json.c tests/bench/*
ini.h          api/config_file.c
xxhash.h       api/util.c
microhttpd.h   tests/sim/*
cmocka.h       tests/unit/* tests/integration/* tests/sim/test_*.[ch]
'

# Every include as "file header", headers of ours as paths.
edges()
{
	for file in $(sources c h); do
		includes "$file" | while read -r include; do
			name=${include#?}
			name=${name%?}
			for directory in "${file%/*}" fs cache api; do
				case $include in
				\"*) [ ! -f "$directory/$name" ] || break ;;
				esac
				directory=
			done
			echo "$file ${directory:+$directory/}$name"
		done
	done
}

# users PREFIX : "file header" for each file that reaches such a header, and the
# include by which it does. Edges on standard input.
users()
{
	awk -v prefix="$1" '
	{ from[NR] = $1; to[NR] = $2 }
	END {
		do {
			grown = 0
			for (i = 1; i <= NR; i++) {
				if (from[i] in via)
					continue
				if (index(to[i], prefix) == 1 || to[i] in via) {
					via[from[i]] = to[i]
					grown = 1
				}
			}
		} while (grown)
		for (file in via)
			print file, via[file]
	}' | sort
}

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
edges=$(edges)
violations=$(echo "$rules" | while read -r prefix patterns; do
	[ -n "$prefix" ] || continue
	echo "$edges" | users "$prefix" | while read -r user header; do
		# shellcheck disable=SC2086
		may "$user" $patterns ||
			echo "$user: $header brings $prefix, for: $patterns"
	done
done)
[ -z "$violations" ] || complain "$violations"
verdict
