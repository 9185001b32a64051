#!/bin/sh
# SPDX-License-Identifier: MIT
# What the tables of the program say is in runaifs(1): every option with its
# default, every error number. The tree: manual_tree.sh.
#
#	manual.sh ROOT RUNAIFS

# shellcheck source=tests/lint/common.sh
. "$(dirname "$0")/common.sh"

page=man/runaifs.1
runaifs=$1
case $runaifs in
/*) ;;
*) runaifs=$started_in/$runaifs ;;
esac
command -v mandoc >/dev/null || skip "no mandoc"
text=${TMPDIR:-/tmp}/manual.$$
trap 'rm -f "$text" "$text".*' EXIT
mandoc -T ascii "$page" 2>/dev/null | sed 's/.\x08//g' >"$text"

# section TITLE : its text, a word a line, without commas and full stops.
section()
{
	awk -v title="$1" '/^[A-Z]/ { on = $0 == title; next } on' "$text" |
		tr -s ' ,\n' '\n' | sed 's/\.$//'
}

# has WHAT TITLE WORD... : all these are words of that section.
has()
{
	what=$1 title=$2
	shift 2
	section "$title" >"$text.words"
	[ $# -gt 0 ] || complain "no $what found to look for"
	for word; do
		grep -qxF -e "$word" "$text.words" ||
			complain "$page: $what $word is not in $title"
	done
}

# ---- options ----

"$runaifs" --help >"$text.help" || complain "$runaifs --help fails"
names=$(sed -n 's/^  -o \([a-z_]*\).*/\1/p' "$text.help")
for name in $names; do
	grep -q "^\.It Cm $name\([ .]\|\$\)" "$page" ||
		complain "$page: option $name has no entry"
done
[ -n "$names" ] || complain "--help shows no options"
letters=$(sed -n 's/^  -\([a-z]\) .*/\1/p' "$text.help")
for letter in $letters; do
	grep -q "^\.It Fl $letter\( \|\$\)" "$page" ||
		complain "$page: -$letter has no entry"
done

# default NAME : "(default)" at the end of its help, perhaps on the next line.
default()
{
	awk -v name="$1" '
	/^  -o / { on = match($0, "^  -o " name "[[=]") || $2 == name }
	on && /\(.*\)$/ { sub(/.*\(/, ""); sub(/\)$/, ""); print; exit }' \
		"$text.help"
}

# entry NAME : the text of its entry in the page's source; several may share it.
entry()
{
	awk -v name="$1" '
	/^\.It/ { on = on && heading || $3 == name; heading = 1; next }
	/^\.(El|Sh|Ss)/ { on = 0 }
	{ heading = 0 }
	on' "$page" | tr '\n' ' '
}

for name in $names; do
	value=$(default "$name" | sed 's/^default: //')
	[ -n "$value" ] || continue
	entry "$name" | grep -qE "(Default: +(.Cm )?|Cm )$value([ .,]|\$)" ||
		complain "$page: default of $name is $value, says --help"
done

# ---- errors ----

# shellcheck disable=SC2046
has error 'ERROR NUMBERS' $(sed -n 's/.*{"[a-z-]*", -\(E[A-Z]*\),.*/[\1]/p' \
	api/err.c | grep -vxE '\[(ECANCELED|ENOMEM)\]' | sort -u)
verdict
