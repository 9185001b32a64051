#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A small tenant, visited with the usual tools: every line that the manual and
# the README show, and that what they see is what the API sent.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim --workloads 60
mount_fs m -o ttl=3600,ttl_org=3600,ttl_more=3600,reveal_secrets \
	-o rate=2000,burst=2000
cd "$M"

# ---- what is there ----

same "the root" "$(names | tr '\n' ' ' | fold -sw 72)" \
	"README.txt access ai-applications assets audit by-id cli clusters 
data-volumes departments diagnostics lists me node-pools nodes pods 
policies projects raw reports storage-class-configurations telemetry 
tenant workload-properties workload-templates workloads "
contains "README.txt says where things are" "$(cat README.txt)" "lists/"
refuted "a walk does not see .more" grep -qx './.more' <(find . -maxdepth 1)
refuted "a walk does not see .runaifs" grep -qx './.runaifs' <(find . -maxdepth 1)
contains ".ignore keeps walkers from what costs" "$(cat .ignore)" more
same ".runaifs/" "$(names .runaifs/ | grep -cxE 'version|config|auth|health|stats|last-error')" 6
same "health" "$(head -n 1 .runaifs/health)" ok
same "diagnostics leads there" "$(head -n 1 diagnostics/health)" ok
for f in .git .hg .envrc .Trash clusters/.git; do
	fails_with ENOENT "$f" cat "$f"
done
fails_with ENOENT "no such cluster" ls clusters/none
fails_with ENOENT "no such list" ls lists/none.json
fails_with ENOTDIR "below a file" cat README.txt/x
fails_with EROFS "writing" bash -c ': >README.txt'
fails_with EROFS "creating" bash -c ': >clusters/x'
fails_with EROFS "making a directory" mkdir clusters/x
fails_with EROFS "removing" rm -f README.txt
fails_with EROFS "touching" touch README.txt

# ---- the bytes of objects ----

# info KIND GLOB-DIRECTORY : all info.json of a kind, against its items
info()
{
	local kind=$1 n=0 f want
	items "$kind" | jq -c . | sort >"$tmp/want"
	want=$(wc -l <"$tmp/want")
	shift
	for f in "$@"; do
		jq --indent 2 . "$f" | cmp -s - "$f" ||
			fail "$f is indented like jq --indent 2"
		n=$((n + 1))
	done
	same "as many $kind as the API has" "$n" "$want"
	jq -c . "$@" | sort >"$tmp/got"
	same_file "$kind: info.json is the item" "$tmp/got" "$tmp/want"
}
info clusters clusters/*/info.json
info departments clusters/*/departments/*/info.json
info projects clusters/*/projects/*/info.json
info workloads clusters/*/projects/*/workloads/*/info.json
info users access/users/*/info.json
info settings tenant/settings/*/info.json

same "names are the API's" "$(cd clusters && printf '%s\n' *)" \
	"$(items clusters | jq -r .name | sort)"
same "jq -r .name" "$(jq -r .name clusters/*/info.json | sort)" \
	"$(items clusters | jq -r .name | sort)"
same "grep . clusters/*/status" "$(grep . clusters/*/status)" \
	"$(items clusters | jq -r '"clusters/\(.name)/status:\(.status.state)"' | sort)"
same "status of projects" "$(cat clusters/*/projects/*/status | sort | uniq -c)" \
	"$(items projects | jq -r .status.phase | sort | uniq -c)"
same "status of workloads" \
	"$(cat clusters/*/projects/*/workloads/*/status | sort | uniq -c)" \
	"$(items workloads | jq -r .phase | sort | uniq -c)"

# ---- lists ----

for kind in clusters departments projects workloads users settings; do
	items "$kind" >"$tmp/items"
	n=$(jq -s length "$tmp/items")
	jq -s --indent 2 . "$tmp/items" >"$tmp/want"
	same_file "lists/$kind.json" "lists/$kind.json" "$tmp/want"
	jq -c . "lists/$kind.ndjson" >"$tmp/got"
	jq -c . "$tmp/items" >"$tmp/want"
	same_file "lists/$kind.ndjson" "$tmp/got" "$tmp/want"
	same "lists/$kind.ndjson is a line an item" \
		"$(wc -l <"lists/$kind.ndjson")" "$n"
	same "lists/$kind.count" "$(cat "lists/$kind.count")" "$n"
	same "lists/$kind.tsv has a header and a line an item" \
		"$(wc -l <"lists/$kind.tsv")" $((n + 1))
	check "lists/$kind.csv has the same cells" \
		tool cells "lists/$kind.tsv" "lists/$kind.csv"
	check "lists/$kind.txt" grep -q . "lists/$kind.txt"
	same "lists/$kind.tsv: paths resolve" \
		"$(tail -n +2 "lists/$kind.tsv" | awk -F'\t' '{print $NF}' |
			while IFS= read -r p; do [ -f "$p/info.json" ] && echo y; done | wc -l)" "$n"
	tail -n +2 "lists/$kind.tsv" | awk -F'\t' '{print $(NF-1) "\t" $NF}' |
		while IFS=$'\t' read -r id p; do
			[ "$(jq -r '.id // .uuid // .key | tostring' "$p/info.json")" = "$id" ] || echo "$p"
		done >"$tmp/wrong"
	same "lists/$kind.tsv: id and path are of one object" "$(cat "$tmp/wrong")" ''
done
same "the columns of workloads" "$(head -n 1 lists/workloads.tsv | cut -f 1-7,22-25)" \
	$'name\tcluster\tproject\tphase\ttype\tcategory\tuser\tphase_message\tdepartment\tid\tpath'
same "cells of workloads" \
	"$(tail -n +2 lists/workloads.tsv | cut -f 1,3,4,5,7 | sort)" \
	"$(items workloads | jq -r '[.name, .projectName, .phase, .type, .submittedBy] | @tsv' | sort)"
if has column "column -t"; then
	column -t -s$'\t' lists/workloads.tsv | head >"$tmp/got" || true # SIGPIPE
	same "column -t -s\$'\\t' lists/workloads.tsv | head" "$(wc -l <"$tmp/got")" 10
fi

# ---- views ----

tr -d '\r' <<<"$(items workloads | jq -r 'select(.phase == "Pending") | .name' | sort)" >"$tmp/want"
holds "the tenant has pending workloads" "$(wc -l <"$tmp/want") > 1"
grep -rlx Pending --include=status clusters >"$tmp/files"
grep -v /pods/ "$tmp/files" | sed 's|/status$||; s|.*/workloads/||' | sort >"$tmp/got"
same_file "grep -rlx Pending --include=status" "$tmp/got" "$tmp/want"
jq -r .name workloads/by-phase/Pending/*/info.json | sort >"$tmp/got"
same_file "workloads/by-phase/Pending/*/info.json" "$tmp/got" "$tmp/want"
same "ls -ltr shows who has waited longest first" \
	"$(names -tr workloads/by-phase/Pending | sed 's/~.*//')" \
	"$(items workloads | jq -rs 'map(select(.phase == "Pending")) |
		sort_by(.phaseUpdatedAt)[] | "\(.projectName).\(.name)"')"
check "ls -ltr" ls -ltr workloads/by-phase/Pending
for phase in $(items workloads | jq -r .phase | sort -u); do
	# those with a name in two clusters carry the cluster's
	same "by-phase/$phase" "$(names "workloads/by-phase/$phase" | sed 's/~.*//')" \
		"$(items workloads | jq -r --arg p "$phase" \
			'select(.phase == $p) | "\(.projectName).\(.name)"' | sort)"
done
check "a phase that nobody is in is there, empty" test -d workloads/by-phase/Resuming
same "by-user has every workload" "$(find workloads/by-user -type l | wc -l)" 60
user=$(items workloads | jq -rs '.[0].submittedBy')
same "by-user/$user" "$(names "workloads/by-user/$user" | wc -l)" \
	"$(items workloads | jq -r --arg u "$user" 'select(.submittedBy == $u) | .id' | wc -l)"
same "projects" "$(names projects | wc -l)" "$(items projects | jq -s length)"
same "departments" "$(names departments | wc -l)" "$(items departments | jq -s length)"
same "projects of departments" "$(find clusters/*/departments/*/projects/ -type l | wc -l)" \
	"$(items projects | jq -s length)"
w=$(items workloads | jq -rs '.[0] | "\(.projectName).\(.name)"')
same "workloads/<project>.<name> opens" "$(jq -r .name "workloads/$w/info.json")" "${w#*.}"

# ---- times ----

same "mtime of info.json is updatedAt" \
	"$(stat -c %Y "workloads/$w/info.json")" \
	"$(date -d "$(jq -r .updatedAt "workloads/$w/info.json")" +%s)"
same "mtime of status is phaseUpdatedAt" \
	"$(stat -c %Y "workloads/$w/status")" \
	"$(date -d "$(jq -r .phaseUpdatedAt "workloads/$w/info.json")" +%s)"
touch -d "$(jq -r .updatedAt "workloads/$w/info.json")" "$tmp/stamp"
same "find -newer" \
	"$(find clusters/*/projects/*/workloads/ -mindepth 2 -maxdepth 2 -newer "$tmp/stamp" -name info.json |
		sed 's|/info.json$||; s|.*/||' | sort)" \
	"$(items workloads | jq -rs --arg t "$(jq -r .updatedAt "workloads/$w/info.json")" \
		'.[] | select(.updatedAt > $t) | .name' | sort)"

# ---- more ----

o=$(cd "workloads/$w" && pwd -P)
same "more/" "$(names "$o/more/" | tr '\n' ' ' | fold -sw 72)" \
	"describe.txt detail.json events.json events.tsv history.json 
history.tsv metrics metrics.csv object.path pods.json pods.tsv 
spec.json "
same "more/object.path" "$M/$(cat "$o/more/object.path")" "$o"
for f in detail events history pods; do
	check "more/$f.json is JSON" jq -e . "$o/more/$f.json"
	jq --indent 2 . "$o/more/$f.json" >"$tmp/want"
	same_file "more/$f.json is indented" "$o/more/$f.json" "$tmp/want"
done
same "more/detail.json is the object" "$(jq -r .id "$o/more/detail.json")" \
	"$(jq -r .id "$o/info.json")"
holds "more/pods.json has pods" "$(jq length "$o/more/pods.json") > 0"
same "more/events.json has events" "$(jq length "$o/more/events.json")" 6
p=$(cd "$o/../.." && pwd -P)
same "more/workloads.json of a project" \
	"$(jq -r '.[].name' "$p/more/workloads.json" | sort)" "$(ls "$p/workloads")"
same "more/projects.tsv of a cluster" \
	"$(tail -n +2 clusters/prod-east/more/projects.tsv | cut -f 1 | sort)" \
	"$(ls clusters/prod-east/projects)"

# ---- sizes, links, modes ----

holds "sizes, blocks and newlines are right" "$(tool sizes "$M") > 150"
check "so are those of lists" tool sizes "$M/.more/lists"
check "and behind more" tool sizes "$o/more/"
holds "links lead to something inside" "$(tool links "$M") > 200"
same "no dead link" "$(find . -xtype l | wc -l)" 0
find -L . >"$tmp/followed" 2>"$tmp/errors" || true
same "find -L ends, without a loop" "$(cat "$tmp/errors")" ''
holds "and sees what is behind links" "$(wc -l <"$tmp/followed") > 1000"
same "modes" "$(find . ! -type l -printf '%y %m\n' | sort -u | tr '\n' ' ')" "d 700 f 600 "
# The simulator knows the kinds of assets and credentials together; the numbers
# are those of the other kinds that have directories.
admin GET kinds >"$tmp/kinds"
same "each object once" \
	"$(find . -name info.json ! -path './assets/*' ! -path './workload-templates/*' \
		! -path './me/*' | wc -l)" \
	"$(jq '[.clusters, .departments, .projects, .workloads, .pods, .nodes, .nodepools,
		."network-topologies", ."storage-classes", ."storage-class-configurations",
		.users, ."access-rules", .roles, ."service-accounts", .idps, .settings,
		."workload-categories", ."workload-types", .reports, ."ai-applications",
		.datavolumes, ."notification-channels"] | add' "$tmp/kinds")"
for kind in compute environments registries; do
	same "assets/$kind" "$(names "assets/$kind" | wc -l)" "$(jq ".$kind" "$tmp/kinds")"
done
for kind in datasources credentials; do
	same "assets/$kind/*" "$(find "assets/$kind" -name info.json | wc -l)" \
		"$(jq ".$kind" "$tmp/kinds")"
done
same "workload-templates" "$(find workload-templates -name info.json | wc -l)" \
	"$(jq '."workload-templates"' "$tmp/kinds")"
same "d_type" "$(find . -type f -name status | wc -l)" "$(find . -name status | wc -l)"

# ---- copies ----

tar cf "$tmp/t.tar" clusters
same "tar c clusters | tar t" "$(tar cf - clusters | tar tf - | wc -l)" \
	"$(find clusters | wc -l)"
mkdir "$tmp/tar" "$tmp/sparse"
tar xf "$tmp/t.tar" -C "$tmp/tar"
check "tar gives the same bytes" diff -r --no-dereference clusters "$tmp/tar/clusters"
tar cSf - clusters | tar xf - -C "$tmp/sparse"
check "so does tar -S" diff -r --no-dereference clusters "$tmp/sparse/clusters"
if has rsync "rsync"; then
	rsync -a clusters/ "$tmp/x"
	check "rsync copies" diff -r --no-dereference clusters "$tmp/x"
	same "a second rsync copies nothing" "$(rsync -ai clusters/ "$tmp/x")" ''
fi
cp -a clusters "$tmp/cp"
check "cp -a copies" diff -r --no-dereference clusters "$tmp/cp"
same "and keeps times" "$(cd "$tmp/cp" && find . ! -type d -printf '%p %Ts\n' | sort)" \
	"$(cd clusters && find . ! -type d -printf '%p %Ts\n' | sort)"
cp -r clusters "$tmp/cp2"
check "a second cp -r over the first" cp -r clusters/. "$tmp/cp2"
check "copies can be removed" rm -r "$tmp/cp2"
same "du -b" "$(find clusters -type f -printf '%s\n' | awk '{n += $1} END {print n}')" \
	"$(du -ab clusters | while IFS=$'\t' read -r n f; do [ -f "$f" ] && [ ! -L "$f" ] && echo "$n"; done |
		awk '{n += $1} END {print n}')"
holds "du sees blocks" "$(du -s clusters | cut -f 1) > 50"
holds "wc -c" "$(cat clusters/*/projects/*/workloads/*/info.json | wc -c) == $(stat -c %s clusters/*/projects/*/workloads/*/info.json | awk '{n += $1} END {print n}')"
check "diff -r of two copies of the tree" diff -r --no-dereference "$tmp/cp" "$tmp/tar/clusters"
if has tree tree; then
	check "tree" tree -a "$M"
fi
if has rg rg; then
	same "rg finds each object once" "$(rg -l '"phase": "Pending"' "$M" | wc -l)" \
		"$(items workloads | jq -r 'select(.phase == "Pending") | .id' | wc -l)"
fi
check "df" df "$M"
check "stat -f" stat -f "$M"

# ---- and again after a remount ----

ino=$(stat -c %i "$M/README.txt" "$o/info.json" "$o" "$o/status")
cd "$tmp"
unmount_fs
mount_fs m -o reveal_secrets
same "inode numbers of equal bytes survive" \
	"$(stat -c %i "$M/README.txt" "$o/info.json" "$o" "$o/status")" "$ino"
if has rsync "rsync"; then
	# Storage classes and AI applications have no time but that of the
	# answer they came in.
	same "rsync after a remount copies nothing" \
		"$(rsync -ai "$M/clusters/" "$tmp/x" |
			grep -vE '/$|/(storage-classes|ai-applications)/' || true)" ''
fi
unmount_fs
finish
