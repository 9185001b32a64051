#!/bin/sh
# SPDX-License-Identifier: MIT
# The tables of the tree are in runaifs-tree(7), and nothing is there that is
# not in them: kinds, places, operations, columns, formats, windows, phases,
# telemetry.
#
#	manual_tree.sh ROOT TABLES
#
# TABLES is the program of tables.c.

# shellcheck source=tests/lint/common.sh
. "$(dirname "$0")/common.sh"

page=man/runaifs-tree.7
tables=$1
case $tables in
/*) ;;
*) tables=$started_in/$tables ;;
esac
text=$("$tables") || complain "$tables fails"
complaints=$(printf '%s\n' "$text" | awk -F '\t' -v page="$page" '
# ---- the page: what each entry says, by the paths in its heading ----

function names(heading,   word, n, i, count) {
	n_names = 0
	count = split(heading, word, " ")
	for (i = 2; i <= count; i++) {
		if (word[i] ~ /^(,|Pa|Cm|Ar|Ns)$/)
			continue
		sub(/\/$/, "", word[i])
		sub(/^\\&/, "", word[i])
		name[++n_names] = word[i]
	}
}

# "/api/v1/workloads/ID" is "/api/v1/workloads/{}".
function ask(word,   step, n, i, path) {
	n = split(word, step, "/")
	for (i = 2; i <= n; i++)
		path = path "/" (step[i] ~ /^[A-Z]+(\.md)?$/ ? "{}" : step[i])
	asked[path] = 1
}

function operations(line,   word, n, i) {
	n = split(line, word, /[ ,;:]+/)
	for (i = 1; i <= n; i++)
		if (word[i] ~ /^\/(api|v1)\//)
			ask(word[i])
}

function read_page(   line, i) {
	while ((getline line < page) > 0) {
		if (line ~ /^\.Sh /) {
			section = substr(line, 5)
			n_names = 0
		} else if (line ~ /^\.(El|Bl)/) {
			n_names = 0
		} else if (line ~ /^\.It /) {
			names(line)
			for (i = 1; i <= n_names; i++) {
				says[section, name[i]] = " "
				if (line ~ /^\.It Pa /)
					told[section, name[i]] = 1
			}
		} else {
			operations(line)
			sub(/^\.(Cm|Va|Pa|Pq|Er|Nm|Sx) /, "", line)
			gsub(/ [,;.:]|[,;.:]$|[,;:] /, " ", line)
			all[section] = all[section] line " "
			for (i = 1; i <= n_names; i++)
				says[section, name[i]] = \
					says[section, name[i]] line " "
		}
	}
}

# What the page says of a path, wherever but in COLUMNS; "" for nothing.
function about(path,   key, part, out) {
	for (key in says) {
		split(key, part, SUBSEP)
		if (part[2] == path && part[1] != "COLUMNS")
			out = out says[key]
	}
	known[path] = 1
	return out
}

function has(text, word) {
	return index(" " text " ", " " word " ") > 0
}

function complain(what) {
	print page ": " what
}

function want(where, path, word) {
	if (word != "" && !has(about(path), word))
		complain(where " " path " does not say " word)
}

function in_section(section, what, word) {
	if (!has(all[section], word) && !((section, word) in says))
		complain(what " " word " is not in " section)
}

BEGIN { read_page() }
{ count[$1]++ }

$1 == "kind" || $1 == "place" {
	path = $1 == "kind" ? $3 : $2
	if (about(path) == "")
		complain($1 " " path " has no entry")
}
$1 == "kind" {
	want("kind", $3, $2)
	want("kind", $3, $4)
	want("kind", $3, $5)
	want("kind", $3, $6)
}
$1 == "place" {
	gsub(/\{\}/, "ID", $3)
	want("place", $2, $3)
}
$1 == "contained" {
	gsub(/-/, " ", $2)
	want("list", "more/" $3 ".FORMAT", $2)
}
$1 == "columns" {
	text = says["COLUMNS", $2]
	gsub(/^ +| +$/, "", text)
	gsub(/ +/, " ", text)
	if (text != $3)
		complain("columns of " $2 " are: " $3)
	with_columns[$2] = 1
}
# how many there are is a rendering like others
$1 == "operation" && !($2 in asked) && $2 !~ /\/count$/ {
	complain("operation " $2 " is nowhere")
}
$1 == "format" { in_section("FORMATS", "format", $2) }
$1 == "window" {
	in_section($3 == "samples" ? "METRICS" : "AUDIT", "window", $2)
}
$1 == "phase" || $1 == "state" { in_section("VIEWS", $1, $2) }
$1 == "telemetry" { want("subject", "telemetry/" $2, $3) }

END {
	split("kind place contained operation columns format window phase state telemetry",
		needed, " ")
	for (i in needed)
		if (!count[needed[i]])
			complain("no table of " needed[i])
	for (key in told) {
		split(key, part, SUBSEP)
		path = part[2]
		if (part[1] == "COLUMNS" && !(path in with_columns))
			complain("columns of " path ", which has none")
		# windows, groups and queries have no row each
		if (part[1] != "COLUMNS" && !(path in known) &&
			path !~ /WINDOW|SUBJECT|^raw\/|^by-id\/|WORKLOAD$/)
			complain("there is no " path)
	}
}' | sort)
[ -z "$complaints" ] || complain "$complaints"
verdict
