#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual pages, by mandoc.
#
#	man.sh ROOT

# shellcheck source=tests/lint/common.sh
. "$(dirname "$0")/common.sh"

command -v mandoc >/dev/null || skip "no mandoc"
set -- man/*.[1-9]*
[ -f "$1" ] || skip "no manual page"
mandoc -T lint -W warning "$@" || complain "see above"
verdict
