#!/bin/sh
# SPDX-License-Identifier: MIT
# Every source file names its licence in one of its first three lines.
#
#	spdx.sh ROOT

# shellcheck source=tests/lint/common.sh
. "$(dirname "$0")/common.sh"

for file in $(find .ci api cache fs tests \( -name '*.[ch]' -o -name '*.sh' -o \
	-path '.ci/run' -o -name '*.py' \) -type f | sort); do
	head -n 3 "$file" | grep -q 'SPDX-License-Identifier: MIT' ||
		complain "$file: no SPDX line"
done
verdict
