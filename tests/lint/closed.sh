#!/bin/sh
# SPDX-License-Identifier: MIT
# The tree is complete in itself: nothing names a place beside it.
#
#	closed.sh ROOT

# shellcheck source=tests/lint/common.sh
. "$(dirname "$0")/common.sh"

for place in .ci api cache fs man tests README.md meson.build \
	meson_options.txt; do
	[ -e "$place" ] || continue
	hits=$(grep -rnIE '\.\./share[d]|/wor[k]/(shared|main)' "$place")
	[ -z "$hits" ] || complain "$hits"
done
verdict
