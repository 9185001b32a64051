# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the tests of this directory share: a simulator, mounts of it, checks,
# and an end that leaves nothing behind. Sourced; meson says where the programs
# are, by hand:
#
#	RUNAIFS=build/fs/runaifs RUNAI_SIM=build/tests/sim/runai-sim \
#		tests/mount/tour.sh
#
# Variables: $tmp, a directory of this test alone; $sim, URL of the simulator
# started last; $M, the mount made last; $log, what its daemon says; $daemon,
# its process id.

: "${RUNAIFS:?path of runaifs}" "${RUNAI_SIM:?path of runai-sim}"

skip_all()
{
	echo "skip: $*"
	exit 77
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=/usr/bin/python3
[ -x "$python" ] || python=$(command -v python3) || skip_all "no python3"
for tool in curl jq; do
	command -v "$tool" >/dev/null || skip_all "no $tool"
done
[ -e /dev/fuse ] || skip_all "no /dev/fuse"
if [ "$(id -u)" = 0 ]; then
	{ : <>/dev/fuse; } 2>/dev/null || skip_all "/dev/fuse cannot be opened"
else
	[ -r /dev/fuse ] || skip_all "/dev/fuse is not for this user"
	[ -w /dev/fuse ] || skip_all "/dev/fuse is not for this user"
	command -v fusermount3 >/dev/null || skip_all "no fusermount3"
fi

# Nothing of the user's own settings, nothing on the way but loopback.
while IFS= read -r name; do
	unset "$name"
done < <(compgen -e | grep -iE '^(RUNAI_.*|RUNAIFS_.*|CREDENTIALS_DIRECTORY|.*_PROXY)$' |
	grep -vxE 'RUNAI_SIM')
export LC_ALL=C.UTF-8 TZ=UTC
RUNAIFS=$(realpath "$RUNAIFS")
RUNAI_SIM=$(realpath "$RUNAI_SIM")
tmp=$(mktemp -d "${TMPDIR:-/tmp}/runaifs-test.XXXXXX")
tmp=$(realpath "$tmp")
export HOME=$tmp/home XDG_CONFIG_HOME=$tmp/home/.config
export XDG_RUNTIME_DIR=$tmp/home PYTHONDONTWRITEBYTECODE=1
mkdir -p "$XDG_CONFIG_HOME"
cd "$tmp" || exit

sim='' sim_pid='' M='' log='' daemon=''
passed=0 failed=0 skipped=0
children=()

secret=$tmp/secret
(umask 077 && printf '%s' sim-secret >"$secret")

# ---- the end ----

# mounted DIR : is something mounted there?
mounted()
{
	grep -qF " $1 " /proc/self/mountinfo
}

mounts_of_ours()
{
	awk -v t="$tmp/" 'index($5, t) == 1 { print $5 }' /proc/self/mountinfo
}

# alive PID : runs, and is no zombie.
alive()
{
	local state
	state=$(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null) || return 1
	[ "$state" != Z ]
}

clean_up()
{
	local status=$? pid dir i
	trap - EXIT INT TERM HUP
	set +e
	cd /
	if [ "$status" != 0 ] && [ -n "$sim_pid" ] && ! alive "$sim_pid"; then
		wait "$sim_pid"
		echo "the simulator has ended with status $?"
	fi
	for pid in "${children[@]}"; do
		kill -TERM "$pid" 2>/dev/null
	done
	for ((i = 0; i < 40; i++)); do
		[ -n "$(mounts_of_ours)" ] || break
		sleep 0.05
	done
	while IFS= read -r dir; do
		umount -l "$dir" 2>/dev/null || fusermount3 -uz "$dir"
	done < <(mounts_of_ours)
	for ((i = 0; i < 40; i++)); do
		for pid in "${children[@]}"; do
			alive "$pid" && continue 2
		done
		break
	done
	for pid in "${children[@]}"; do
		kill -KILL "$pid" 2>/dev/null
	done
	wait 2>/dev/null
	[ -n "$(mounts_of_ours)" ] || rm -rf --one-file-system "$tmp"
	exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

# The last command of every test.
finish()
{
	local report
	report=$(grep -lE 'Sanitizer|runtime error:' "$tmp"/*.log 2>/dev/null || true)
	for report in $report; do
		fail "sanitizer: $(head -n 60 "$report")"
	done
	echo "$passed checks passed, $failed failed, $skipped skipped"
	[ "$failed" = 0 ] || exit 1
	[ "$passed" -gt 0 ] || exit 77
	exit 0
}

# ---- checks ----

pass()
{
	passed=$((passed + 1))
	echo "ok: $1"
}

# fail WHAT [DETAILS]
fail()
{
	failed=$((failed + 1))
	echo "FAILED: $1"
	[ -z "${2-}" ] || printf '%s\n' "$2" | head -n 80 | sed 's/^/    /'
}

skip()
{
	skipped=$((skipped + 1))
	echo "skip: $1"
}

# has TOOL WHAT : where the tool is missing, says that WHAT is skipped.
has()
{
	command -v "$1" >/dev/null && return 0
	skip "$2: no $1"
	return 1
}

# check WHAT COMMAND... : it ends well.
check()
{
	local what=$1 out
	shift
	if out=$("$@" 2>&1); then
		pass "$what"
	else
		fail "$what" "$* failed: $out"
	fi
}

# refuted WHAT COMMAND... : it does not.
refuted()
{
	local what=$1 out
	shift
	if out=$("$@" 2>&1); then
		fail "$what" "$* did not fail: $out"
	else
		pass "$what"
	fi
}

# same WHAT GOT WANT
same()
{
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "got:  $2
want: $3"
	fi
}

# same_file WHAT GOT WANT : two files.
same_file()
{
	local out
	if out=$(cmp "$2" "$3" 2>&1); then
		pass "$1"
	else
		fail "$1" "$out
$(diff <(head -c 100000 "$2") <(head -c 100000 "$3") | cut -c 1-200 | head -n 10)"
	fi
}

# holds WHAT EXPRESSION : of bash arithmetic.
holds()
{
	if (($2)); then
		pass "$1 ($2)"
	else
		fail "$1" "it does not hold that $2"
	fi
}

# contains WHAT TEXT PART
contains()
{
	case $2 in
	*"$3"*) pass "$1" ;;
	*) fail "$1" "'$3' is not in: $2" ;;
	esac
}

lacks()
{
	case $2 in
	*"$3"*) fail "$1" "'$3' is in: $2" ;;
	*) pass "$1" ;;
	esac
}

# meaning ERRNO : what tools say for it.
meaning()
{
	"$python" -c 'import errno, os, sys
print(os.strerror(getattr(errno, sys.argv[1])))' "$1"
}

# fails_with ERRNO WHAT COMMAND... : does, and says so.
fails_with()
{
	local want what=$2 out status=0
	want=$(meaning "$1")
	shift 2
	out=$("$@" 2>&1) || status=$?
	if [ "$status" = 0 ]; then
		fail "$what" "$* did not fail: $out"
	else
		contains "$what: $want" "$out" "$want"
	fi
}

# within SECONDS COMMAND... : ends it when it takes longer, with 124.
within()
{
	timeout -k 2 "$@"
}

# eventually SECONDS COMMAND... : tries until it ends well.
eventually()
{
	local until=$((SECONDS + $1 + 1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$SECONDS" -lt "$until" ] || return 1
		sleep 0.05
	done
}

# names [OPTION...] DIR : as ls lists them.
names()
{
	ls "$@"
}

# tool SUBCOMMAND... : of tool.py.
tool()
{
	"$python" "$here/tool.py" "$@"
}

# ---- the simulator ----

# start_sim [OPTION...] : sets sim, sim_pid. It has its own log, so that
# several can run.
start_sim()
{
	local out=$tmp/sim.${#children[@]}.log
	"$RUNAI_SIM" --port 0 "$@" >"$out" 2>&1 &
	sim_pid=$!
	children+=("$sim_pid")
	eventually 20 grep -q '^listening on ' "$out" || {
		cat "$out"
		exit 1
	}
	sim=$(sed -n 's/^listening on //p' "$out")
}

# stop_process PID
stop_process()
{
	kill -TERM "$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
}

# admin METHOD TARGET [CURL-OPTION...]
admin()
{
	local method=$1 target=$2
	shift 2
	curl -sS -k -f -X "$method" "$@" "$sim/_sim/$target"
}

# fault QUERY [CURL-OPTION...] ; faults_end
fault()
{
	admin POST "fault?$1" "${@:2}" >/dev/null
}

faults_end()
{
	admin DELETE fault >/dev/null
}

# counted JQ-EXPRESSION : of the simulator's counts.
counted()
{
	admin GET counts | jq -r "$1"
}

# asked PATH : how often since the counts were zeroed.
asked()
{
	counted ".paths[\"$1\"] // 0"
}

zero_counts()
{
	admin DELETE counts >/dev/null
}

# requests besides those for tokens
api_requests()
{
	counted '.requests - .token_requests'
}

# items KIND [N] : as in today's list, one after the other; the first N.
items()
{
	local n=${2-}
	[ -n "$n" ] || n=$(admin GET kinds | jq -r ".[\"$1\"]")
	[ "$n" = 0 ] || curl -sS -k -f "$sim/_sim/item?kind=$1&index=[0-$((n - 1))]"
}

# ---- mounts ----

login=(-o "client_id=runaifs,client_secret_file=$secret")

# mount_fs NAME [OPTION...] : of $sim, in the foreground, as our child.
mount_fs()
{
	M=$tmp/$1
	log=$tmp/$1.log
	shift
	mkdir -p "$M"
	"$RUNAIFS" -f "${login[@]}" "$@" "$sim" "$M" >"$log" 2>&1 &
	daemon=$!
	children+=("$daemon")
	until mounted "$M"; do
		if ! alive "$daemon"; then
			echo "FAILED: mounting $*"
			cat "$log"
			exit 1
		fi
		sleep 0.02
	done
}

# A process with a mount namespace of its own, started meanwhile by somebody
# else, keeps a copy of every mount.
held_elsewhere()
{
	grep -lsF " $1 " /proc/[0-9]*/mountinfo >/dev/null
}

# what_it_does PID : for a process that should be gone.
what_it_does()
{
	cat "/proc/$1"/task/*/wchan 2>/dev/null || true
	command -v gdb >/dev/null || return 0
	gdb -p "$1" -batch -ex 'thread apply all bt' 2>/dev/null |
		grep -E '^(#|Thread)' || true
}

# unmount_fs : $M; its daemon must end well.
unmount_fs()
{
	local status=0 i
	"$RUNAIFS" -u "$M" || fail "runaifs -u $M"
	mounted "$M" && fail "$M is still mounted"
	for ((i = 0; i < 400; i++)); do
		alive "$daemon" || break
		sleep 0.05
		((i % 20 != 19)) || ! held_elsewhere "$M" || break
	done
	if alive "$daemon" && held_elsewhere "$M"; then
		skip "the daemon ends: another mount namespace has $M"
		stop_process "$daemon"
		return 0
	fi
	if alive "$daemon"; then
		fail "the daemon ends once it is unmounted" \
			"$(tail -n 5 "$log"; what_it_does "$daemon")"
		kill -KILL "$daemon"
	fi
	wait "$daemon" || status=$?
	same "the daemon ends well" "$status" 0
}

# daemon_of DIR : the process that serves a mount made in the background, the
# youngest where one of before is still on its way out.
daemon_of()
{
	local p
	for p in /proc/[0-9]*; do
		[ "$(cat "$p/comm" 2>/dev/null)" = runaifs ] || continue
		tr '\0' '\n' 2>/dev/null <"$p/cmdline" | grep -qxF "$1" || continue
		echo "$(sed 's/.*) //' "$p/stat" | cut -d ' ' -f 20) ${p#/proc/}"
	done | sort -n | tail -n 1 | cut -d ' ' -f 2
}

# stats KEY : a line of .runaifs/stats.
stats()
{
	sed -n "s/^$1: //p" "$M/.runaifs/stats"
}
