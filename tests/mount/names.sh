#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Names that no directory could have, and values that no parser should touch:
# all are listed, all can be read, none is changed.
# shellcheck disable=SC2317 # functions that `check` calls
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim --clusters 1 --departments 1 --projects 1 --workloads 3
item=$(admin GET 'item?kind=workloads&index=0')

# add ID NAME-AS-JSON-BYTES : a workload; the bytes go out as they are
n=0
add()
{
	jq -cj --arg id "$1" '.id = $id | .name = "@@"' <<<"$item" >"$tmp/item"
	"$python" -c 'import os, sys
data = open(sys.argv[1], "rb").read()
sys.stdout.buffer.write(data.replace(b"\"@@\"", os.fsencode(sys.argv[2])))' \
		"$tmp/item" "$2" >"$tmp/bytes"
	admin POST 'add?kind=workloads' --data-binary @"$tmp/bytes" >/dev/null
	n=$((n + 1))
}

add slash-00-id '"a/b"'
add dotdot-0-id '".."'
add dot-0000-id '"."'
add hidden-0-id '".hidden"'
add newline--id '"two\nlines"'
add tab-0000-id '"a\tb"'
add empty-00-id '""'
add percent--id '"100%"'
add encoded--id '"a%2Fb"'
add tilde-00-id '"a~b"'
add tildeend-id '"notes~"'
add space-00-id '" two  blanks "'
add dash-000-id '"-rf"'
add star-000-id '"*"'
add quote-00-id '"it'\''s \"quoted\" \\ back"'
add unicode--id '"größe 数据 🙂"'
add escaped--id '"gr\u00f6\u00dfe"'
add surrogat-id '"\ud83d\ude42"'
add lone-000-id '"lone \ud800 one"'
add bidi-000-id '"a\u202eb"'
add nul-0000-id '"nul\u0000byte"'
add delete-0-id '"del\u007f"'
add invalid--id $'"bad \xff\xfe bytes"'
add truncate-id $'"cut \xe2\x82"'
add long-000-id "\"$(printf 'x%.0s' {1..300})\""
add long-001-id "\"$(printf 'x%.0s' {1..300})\""
add longutf8-id "\"$(printf '€%.0s' {1..200})\""
add len255---id "\"$(printf 'y%.0s' {1..255})\""
add twin-one-id '"twin"'
add twin-two-id '"twin"'
add twinlike-id '"twin~twin-one"'
add newline2-id '"ends\n"'
add 'slash/../id' '"id with a slash"'

mount_fs m -o ttl=900,ttl_org=900
dir=$(echo "$M"/clusters/*/projects/*/workloads)
same "all are listed" "$(find "$dir" -mindepth 1 -maxdepth 1 | wc -l)" $((n + 3))
same "once each" "$(find "$dir" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | uniq -d)" ''
# id_in DIR : without jq, which does not take everything that is JSON
id_in()
{
	LC_ALL=C sed -n 's/^  "id": "\(.*\)",$/\1/p' "$1/info.json"
}
find "$dir" -mindepth 1 -maxdepth 1 -print0 >"$tmp/listed"
while IFS= read -r -d '' d; do
	id_in "$d"
	grep -q . "$d/status" || echo "$d/status is empty"
done <"$tmp/listed" >"$tmp/ids"
same "all can be read, each is another" "$(sort -u "$tmp/ids" | wc -l)" $((n + 3))
same "all of them can be found by a walk" \
	"$(find "$M/clusters" -path '*/workloads/*' ! -path '*/pods/*' -name info.json | wc -l)" $((n + 3))
for where in "$M/workloads/by-phase" "$M/workloads/by-user"; do
	same "all are in ${where##*/}" "$(find "$where" -type l | wc -l)" $((n + 3))
	same "every link there leads to its object" "$(find "$where" -xtype l | wc -l)" 0
done
check "every link leads somewhere inside" tool links "$M"
check "every size is right" tool sizes "$M/clusters"

# called ID WANT : what the object is called
called()
{
	local got
	got=$(while IFS= read -r -d '' d; do
		[ "$(id_in "$d")" != "$1" ] || printf '%s' "${d##*/}"
	done <"$tmp/listed"; echo .)
	same "the name of $1" "${got%.}" "$2"
}
called slash-00-id 'a%2Fb'
called dotdot-0-id '%2E.'
called dot-0000-id '%2E'
called hidden-0-id '%2Ehidden'
called newline--id 'two%0Alines'
called tab-0000-id 'a%09b'
called empty-00-id '%EMPTY'
called percent--id '100%25'
called encoded--id 'a%252Fb'
called tilde-00-id 'a%7Eb'
called tildeend-id 'notes~'
called space-00-id ' two  blanks '
called dash-000-id '-rf'
called star-000-id '*'
called quote-00-id "it's \"quoted\" \\ back"
called unicode--id 'größe 数据 🙂'
called escaped--id 'größe'
called surrogat-id '🙂'
called bidi-000-id 'a%E2%80%AEb'
called nul-0000-id 'nul%00byte'
called delete-0-id 'del%7F'
called invalid--id 'bad %FF%FE bytes'
called truncate-id 'cut %E2%82'
called len255---id "$(printf 'y%.0s' {1..255})"
called twin-one-id 'twin~twin-one'
called twin-two-id 'twin~twin-two'
called twinlike-id 'twin%7Etwin-one'
called newline2-id 'ends%0A'
called long-000-id "$(printf 'x%.0s' {1..246})~long-000"
called long-001-id "$(printf 'x%.0s' {1..246})~long-001"
called longutf8-id "$(printf '€%.0s' {1..82})~longutf8"

fails_with ENOTUNIQ "a name that two have" cat "$dir/twin/status"
check "the name of one with its id, where it does not collide" \
	cat "$dir/notes~~tildeend/info.json" "$dir/größe 数据 🙂~unicode-/info.json" "$dir/größe~escaped-/info.json"
same "object.path leads back" \
	"$(while IFS= read -r -d '' d; do
		[ "$M/$(cat "$d/more/object.path")" = "$d" ] || echo "$d"
	done <"$tmp/listed")" ''
same "so does the list, a line an item" "$(wc -l <"$M/lists/workloads.tsv")" $((n + 4))
check "stat says the real name" grep -qx 'name: a/b' <("$RUNAIFS" stat "$dir/a%2Fb")
tar cf "$tmp/t.tar" -C "$dir" .
mkdir "$tmp/copy"
check "tar takes them all" tar xf "$tmp/t.tar" -C "$tmp/copy"
check "as they are" diff -r --no-dereference "$dir" "$tmp/copy"
unmount_fs

# ---- values, verbatim ----

id=$(jq -r .id <<<"$item")
cat >"$tmp/odd" <<-END
	{"id":"$id","name":"odd","projectId":$(jq .projectId <<<"$item"),
	"clusterId":$(jq .clusterId <<<"$item"),"phase":"Running",
	"a":0.1,"b":1.10,"c":1e2,"d":1E+2,"e":18446744073709551616,"f":-0,
	"g":-0.0,"h":1e400,"i":123456789012345678901234567890.123456789,
	"twice":1,"twice":2,"nul":"a\u0000b","slash":"a\/b","esc":"\u00e9\ud83d\ude42\ud800",
	"empty":{},"none":[],"deep":[[[[]]]],"t":true,"n":null,
	"text":"[1, {\"x\": \"}\"}] \\\\\" ,"}
END
tr -d '\n\t' <"$tmp/odd" >"$tmp/line"
admin POST "put?kind=workloads&id=$id" --data-binary @"$tmp/line" >/dev/null
mount_fs values -o reveal_secrets
d=$(find "$M/clusters" -type d -path '*/workloads/odd')
# has_line TEXT FILE : but for blanks before it and a comma behind
has_line()
{
	sed 's/^ *//; s/,$//' "$2" >"$tmp/lines"
	grep -qxF -- "$1" "$tmp/lines"
}
for value in '"a": 0.1' '"b": 1.10' '"c": 1e2' '"d": 1E+2' \
	'"e": 18446744073709551616' '"f": -0' '"g": -0.0' '"h": 1e400' \
	'"i": 123456789012345678901234567890.123456789' \
	'"twice": 1' '"twice": 2' '"nul": "a\u0000b"' '"slash": "a\/b"' \
	'"esc": "\u00e9\ud83d\ude42\ud800"' '"empty": {}' '"none": []' \
	'"t": true' '"n": null' '"text": "[1, {\"x\": \"}\"}] \\\" ,"'; do
	for file in "$d/info.json" "$M/lists/workloads.json"; do
		check "${file##*/} has $value" \
			has_line "$value" "$file"
	done
done
same "lists/workloads.ndjson has it as it was sent" \
	"$(grep -cxF "$(cat "$tmp/line")" "$M/lists/workloads.ndjson")" 1
unmount_fs

# ---- a page that is not JSON ----

admin POST "put?kind=workloads&id=$id" --data-binary '{"id":"x","name":}' >/dev/null
mount_fs broken
fails_with EBADMSG "a list with an item that is not JSON" cat "$M/lists/workloads.json"
fails_with EBADMSG "and its directory" ls "$(echo "$M"/clusters/*/projects/*)/workloads"
check "but no other" cat "$M"/clusters/*/projects/*/info.json "$M"/access/users/*/info.json
unmount_fs
finish
