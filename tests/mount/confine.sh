#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A mounted daemon has given up what it can, and what it still does works: new
# connections, names of hosts, certificates and tokens read again, refreshing,
# unmounting.
# shellcheck disable=SC2317 # functions that `eventually` and `check` call
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

options=(-o "ttl=0,ttl_org=0,stale_while_revalidate=no,stale_if_error=0,retries=0")

# A reader who is what the daemon is, without root's privileges.
reader=()
[ "$(id -u)" != 0 ] ||
	reader=(setpriv --bounding-set=-all --inh-caps=-all)

more_lines()
{
	[ "$(grep -c "$1" "$log")" -gt "$2" ]
}

# hup : the daemon forgets everything, its token too.
hup()
{
	local n
	n=$(grep -c 'new token' "$log" || true)
	kill -HUP "$daemon"
	eventually 5 new_token "$n" || fail "no new token after SIGHUP"
}

new_token()
{
	ls "$M/clusters" >/dev/null 2>&1 || true
	more_lines 'new token' "$1"
}

# last_error_after COMMAND... : it must fail; what the mount says about it.
last_error_after()
{
	if "$@" >/dev/null 2>&1; then
		echo "$* did not fail"
	else
		cat "$M/.runaifs/last-error"
	fi
}

# ---- what it has given up ----

start_sim --bearer old
mkdir "$tmp/t" "$tmp/elsewhere"
(umask 077 && echo old >"$tmp/t/token")
login=(-o "token_file=$tmp/t/token")
sim=${sim/127.0.0.1/localhost} mount_fs m "${options[@]}"
ls "$M/clusters" >/dev/null # starts what is started on demand

threads()
{
	sed -n "s/^$1:\t//p" /proc/"$daemon"/task/*/status | sort -u
}
holds "it has threads" "$(find "/proc/$daemon/task" -mindepth 1 -maxdepth 1 | wc -l) >= 3"
same "no thread may gain privileges" "$(threads NoNewPrivs)" 1
for set in CapEff CapPrm CapInh CapAmb; do
	same "no thread has capabilities: $set" "$(threads $set)" \
		0000000000000000
done
if [ "$(id -u)" = 0 ]; then
	same "nor could it get any" "$(threads CapBnd)" 0000000000000000
fi
same "it dumps no core" \
	"$(awk '/^Max core file size/ { print $5, $6 }' "/proc/$daemon/limits")" "0 0"
if "${reader[@]}" true 2>/dev/null; then
	refuted "its memory is nobody else's to read" \
		"${reader[@]}" head -c 1 "/proc/$daemon/environ"
	refuted "nor is the helper's" "${reader[@]}" head -c 1 \
		"/proc/$(pgrep -P "$daemon" -x runaifs-helper)/environ"
else
	skip "who may read its memory: no setpriv"
fi

# ---- names of hosts, new connections, tokens ----

check "it reads" ls "$M/clusters"
hup
check "it reads the token file again, and a name of the hosts file" \
	ls "$M/clusters"
admin POST 'auth?bearer=new' >/dev/null
(umask 077 && echo new >"$tmp/t/next")
mv "$tmp/t/next" "$tmp/t/token"
hup
check "a token file replaced by another" ls "$M/clusters"
(umask 077 && echo new >"$tmp/t/data.1")
ln -s data.1 "$tmp/t/link"
mv "$tmp/t/link" "$tmp/t/token"
hup
check "a token file that has become a link" ls "$M/clusters"
if grep -q 'no Landlock' "$log"; then
	skip "files out of reach: no Landlock here"
else
	(umask 077 && echo new >"$tmp/elsewhere/token")
	ln -sf ../elsewhere/token "$tmp/t/token"
	kill -HUP "$daemon"
	sleep 0.2
	contains "but not one that leads elsewhere" \
		"$(last_error_after ls "$M/clusters")" "Permission denied"
	ln -sf data.1 "$tmp/t/token"
	hup
fi
before=$(grep -c SIGHUP "$log")
check "refresh works" "$RUNAIFS" refresh "$M"
same "without the signal" "$(grep -c SIGHUP "$log")" "$before"
check "stat works" "$RUNAIFS" stat "$M/clusters"
unmount_fs

# ---- the helper is not confined ----

cat >"$tmp/token" <<END
#!/bin/sh
echo run >>"$tmp/runs"
cat "$tmp/elsewhere/token"
END
chmod +x "$tmp/token"
echo new >"$tmp/elsewhere/token"
login=(-o "token_command=$tmp/token")
mount_fs command "${options[@]}"
hup
check "a command that reads and writes where the daemon may not" \
	ls "$M/clusters"
same "it ran again" "$(wc -l <"$tmp/runs")" 2
kill -TERM "$daemon"
status=0
wait "$daemon" || status=$?
same "it ends on SIGTERM" "$status" 0
refuted "and is unmounted" mounted "$M"

# ---- certificates ----

start_sim --tls-dir "$tmp/tls" --bearer old
mkdir "$tmp/ca"
cp "$tmp/tls/ca.pem" "$tmp/ca/ca.pem"
login=(-o "token_file=$tmp/elsewhere/token")
(umask 077 && echo old >"$tmp/elsewhere/token.old")
mv "$tmp/elsewhere/token.old" "$tmp/elsewhere/token"
mount_fs secure -o "ca_file=$tmp/ca/ca.pem" "${options[@]}"
check "TLS with a CA of one's own" ls "$M/clusters"
port=${sim##*:}
stop_process "$sim_pid"
rm -r "$tmp/tls"
"$RUNAI_SIM" --port "${port%/}" --tls-dir "$tmp/tls" --bearer old \
	>"$tmp/again.log" 2>&1 &
children+=("$!")
eventually 20 grep -q '^listening on ' "$tmp/again.log" || fail "no simulator"
refuted "another CA is not trusted" ls "$M/clusters"
cp "$tmp/tls/ca.pem" "$tmp/ca/next"
mv "$tmp/ca/next" "$tmp/ca/ca.pem"
check "until ca_file is replaced" eventually 10 ls "$M/clusters"
unmount_fs

# ---- -d ----

login=(-o "token_file=$tmp/elsewhere/token")
start_sim --bearer old
mount_fs debug -d "${options[@]}"
same "-d: privileges are given up as ever" "$(threads CapEff)" 0000000000000000
if "${reader[@]}" true 2>/dev/null; then
	check "-d: it may be traced" \
		"${reader[@]}" head -c 1 "/proc/$daemon/environ"
fi
unmount_fs

# ---- root, and what only root's privileges reach ----

if [ "$(id -u)" = 0 ] && id nobody >/dev/null 2>&1; then
	mkdir "$tmp/theirs"
	(umask 077 && echo old >"$tmp/theirs/token")
	chown nobody "$tmp/theirs"
	chmod 700 "$tmp/theirs"
	login=(-o "token_file=$tmp/theirs/token")
	mount_fs private "${options[@]}"
	hup
	check "a file in another user's directory is read again" ls "$M/clusters"
	same "with the one capability that takes" "$(threads CapEff)" \
		0000000000000004
	unmount_fs
else
	skip "files that only root's privileges reach: not root"
fi

# ---- what would deadlock ----

mkdir "$tmp/over"
(umask 077 && echo old >"$tmp/over/token")
contains "a file that the mount would hide is refused" \
	"$(within 10 "$RUNAIFS" -o "token_file=$tmp/over/token" "$sim" \
		"$tmp/over" 2>&1 || true)" "below the mount point"

finish
