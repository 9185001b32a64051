# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Sourced by every check of this directory, which gets the root of the source
# tree as its first argument. A check prints one line for each violation and
# ends with `verdict`: 0 fine, 1 violated; 77 means that it cannot run here.

# shellcheck disable=SC2034
started_in=$PWD
root=$1
shift
cd "$root" || exit 1
found=0

complain()
{
	echo "$*"
	found=1
}

verdict()
{
	exit "$found"
}

skip()
{
	echo "skip: $*"
	exit 77
}

# sources SUFFIX... : C files of the libraries and the tests.
sources()
{
	for suffix; do
		find api cache fs tests -name "*.$suffix"
	done | sort
}

# includes FILE : `"x.h"` or `<x.h>`, one a line.
includes()
{
	sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*\([<"][^>"]*[>"]\).*/\1/p' "$1"
}

# code FILE : the text without comments, strings and character constants; line
# numbers stay.
code()
{
	awk '
	function strip(s,   out, c, two) {
		out = ""
		while (s != "") {
			c = substr(s, 1, 1)
			two = substr(s, 1, 2)
			if (comment) {
				if (two == "*/") { comment = 0; s = substr(s, 3) }
				else s = substr(s, 2)
			} else if (quote != "") {
				if (c == "\\") s = substr(s, 3)
				else { if (c == quote) quote = ""; s = substr(s, 2) }
			} else if (two == "/*") { comment = 1; s = substr(s, 3) }
			else if (two == "//") break
			else {
				if (c == "\"" || c == "\047") quote = c
				else out = out c
				s = substr(s, 2)
			}
		}
		quote = ""
		return out
	}
	{ print strip($0) }' "$1"
}
