#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The process beside the daemon: it runs token_command, and unmounts whatever
# becomes of the daemon.
# shellcheck disable=SC2317 # functions that `eventually` and `check` call
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim --bearer good
login=()

# What it does is up to the files beside it.
cat >"$tmp/token" <<'END'
#!/bin/sh
cd "$(dirname "$0")" || exit
echo run >>runs
echo $$ >pid
env >environment
[ ! -e slow ] || sleep "$(cat slow)"
[ ! -e fails ] || exit 3
cat answer
END
chmod +x "$tmp/token"
echo good >"$tmp/answer"

runs()
{
	wc -l <"$tmp/runs"
}

helper_of()
{
	pgrep -P "$1" -x runaifs-helper
}

mount_with_command()
{
	mount_fs "$1" -o "token_command=$tmp/token 'one word' two" \
		-o ttl=0,ttl_org=0,stale_while_revalidate=no,stale_if_error=0
}

# hup : the daemon forgets its token.
hup()
{
	local n
	n=$(grep -c SIGHUP "$log" || true)
	kill -HUP "$daemon"
	eventually 5 more_hups "$n"
}

more_hups()
{
	[ "$(grep -c SIGHUP "$log")" -gt "$1" ]
}

childless()
{
	! pgrep -P "$1"
}

gone()
{
	! alive "$1"
}

unmounted()
{
	! mounted "$1"
}

# ---- it runs the command ----

export RUNAI_CLIENT_SECRET=hush
mount_with_command m
unset RUNAI_CLIENT_SECRET
same "one run to mount" "$(runs)" 1
check "it mounts with the token of the command" ls "$M/clusters"
refuted "the command is not told our secrets" grep -q hush "$tmp/environment"
for ((i = 0; i < 5; i++)); do
	hup
	within 10 ls "$M/clusters" >/dev/null || fail "run $i"
done
same "one run for each token" "$(runs)" 6
check "no child is left behind" eventually 2 childless "$(helper_of "$daemon")"
refuted "the token is not in the log" grep -q good "$log"
refuted "nor in the environment of the helper" \
	grep -qa hush "/proc/$(helper_of "$daemon")/environ"

# ---- it fails ----

touch "$tmp/fails"
hup
fails_with ENOKEY "the command fails" ls "$M/clusters"
contains "last-error says so" "$(cat "$M/.runaifs/last-error")" \
	"failed with status 3"
rm "$tmp/fails"
echo 'two words' >"$tmp/answer"
hup
refuted "what it prints is no token" ls "$M/clusters"
contains "last-error says so" "$(cat "$M/.runaifs/last-error")" "not a token"
echo good >"$tmp/answer"
hup
check "all is well again" ls "$M/clusters"

# ---- it takes its time ----

echo 3 >"$tmp/slow"
hup
ls "$M/clusters" >/dev/null &
lister=$!
sleep 0.5
check "who needs no token does not wait" within 1 cat "$M/.runaifs/health"
status=0
wait "$lister" || status=$?
same "a slow command is waited for" "$status" 0
echo 100 >"$tmp/slow"
hup
began=$SECONDS
refuted "not for ever" within 30 ls "$M/clusters"
holds "but for ten seconds" "$((SECONDS - began)) >= 9 && $((SECONDS - began)) < 15"
contains "last-error says so" "$(cat "$M/.runaifs/last-error")" \
	"did not end in time"
check "and then it is ended" gone "$(cat "$tmp/pid")"
rm "$tmp/slow"

# ---- it is gone ----

hup
check "all is well again" ls "$M/clusters"
kill -KILL "$(helper_of "$daemon")"
hup
refuted "no token without the helper" within 20 ls "$M/clusters"
contains "last-error says so" "$(cat "$M/.runaifs/last-error")" "helper process"
check "the daemon goes on" within 1 cat "$M/README.txt"
unmount_fs

# ---- the daemon is gone ----

mount_with_command dead
helper=$(helper_of "$daemon")
{ kill -KILL "$daemon" && wait "$daemon"; } 2>/dev/null || true
check "a daemon that was killed leaves no mount" \
	eventually 5 unmounted "$M"
check "and no helper" eventually 5 gone "$helper"

finish
