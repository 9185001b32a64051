#!/bin/sh
# SPDX-License-Identifier: MIT
# fs -> cache -> api, and no way back; the simulator shares nothing with them.
# Checked by what is included, and by compiling every header by itself with the
# include paths that its layer may have.
#
#	layering.sh ROOT CC...

# shellcheck source=tests/lint/common.sh
. "$(dirname "$0")/common.sh"

# reach DIRECTORY : where its quoted includes may be found.
reach()
{
	case $1 in
	api) echo api ;;
	cache) echo cache api ;;
	fs) echo fs cache api ;;
	tests/sim) echo tests/sim ;;
	esac
}

# allowed HEADER DIRECTORY... : is it in one of them? A path is a way around.
allowed()
{
	header=$1
	shift
	case $header in
	*/*) return 1 ;;
	esac
	for directory; do
		[ -f "$directory/$header" ] && return 0
	done
	return 1
}

check_include()
{
	file=$1 include=$2 paths=$3
	name=${include#?}
	name=${name%?}
	case $include in
	\"*)
		# shellcheck disable=SC2086
		allowed "$name" $paths ||
			complain "$file: #include $include is not in: $paths"
		;;
	*)
		if allowed "$name" api cache fs tests/sim; then
			complain "$file: $include hides a header of ours: use quotes"
		fi
		;;
	esac
}

compile_alone()
{
	header=$1 with=$2
	shift 2
	for directory in $with; do
		set -- "$@" "-I$directory"
	done
	printf '#include "%s"\n' "$root/$header" |
		"$@" -std=gnu11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -Wall \
			-Wno-unused-function -Werror -fsyntax-only -x c - ||
		complain "$header: does not compile by itself with: $with"
}

case $(pkg-config --cflags fuse3 2>/dev/null) in
*-I*) fuse=$(pkg-config --cflags-only-I fuse3 | sed 's/-I//g') ;;
*) fuse= ;;
esac

for layer in api cache fs tests/sim; do
	paths=$(reach "$layer")
	for file in "$layer"/*.[ch]; do
		[ -f "$file" ] || continue
		for include in $(includes "$file"); do
			check_include "$file" "$include" "$paths"
		done
		case $file in
		fs/*.h) compile_alone "$file" "$paths $fuse" "$@" ;;
		*.h) compile_alone "$file" "$paths" "$@" ;;
		esac
	done
done
verdict
