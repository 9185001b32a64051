#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The tour as a user without privileges. Where /dev/fuse is for root alone, root
# lays a device of the same number and open to all over it, in a mount namespace
# that ends with this test.
set -euo pipefail
: "${RUNAIFS:?path of runaifs}" "${RUNAI_SIM:?path of runai-sim}"
here=$(cd "$(dirname "$0")" && pwd)
nobody=65534

if [ "$(id -u)" != 0 ]; then
	exec bash "$here/tour.sh"
fi

skip_all()
{
	echo "skip: $*"
	exit 77
}

as_nobody=(setpriv --reuid "$nobody" --regid "$nobody" --clear-groups)
"${as_nobody[@]}" test -r "$here/lib.sh" -a -x "$RUNAIFS" -a -x "$RUNAI_SIM" ||
	skip_all "another user may not read this directory"
command -v fusermount3 >/dev/null || skip_all "no fusermount3"
unshare --mount true 2>/dev/null || skip_all "no mount namespaces"

dir=$(mktemp -d)
trap 'rm -rf --one-file-system "$dir"' EXIT
# shellcheck disable=SC2016 # expanded by the inner shell
unshare --mount --propagation private bash -c '
	set -eu
	# a copy of the mount of a test beside this one would keep it alive
	awk "/ - fuse.runaifs / { print \$5 }" /proc/self/mountinfo |
		while IFS= read -r point; do umount -l "$point"; done
	mknod -m 666 "$1/fuse" c 10 229
	mount --bind "$1/fuse" /dev/fuse
	shift
	exec "$@"' - "$dir" "${as_nobody[@]}" env -u XDG_RUNTIME_DIR \
	HOME=/nonexistent bash "$here/tour.sh"
