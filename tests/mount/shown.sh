# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2016 # lib.sh sets tmp and sim; scripts in quotes
# For tests that run what the documents show: after lib.sh, sourced. Commands
# see ~/runai as the documents do, their control plane is the simulator, and
# what waits, shows pages or repeats itself does so once.

: "${tmp:?to be sourced after lib.sh}" # without it, bin/ is that of the system
acme=https://acme.run.ai
export RUNAI_CLIENT_ID=runaifs RUNAI_CLIENT_SECRET=sim-secret
mkdir -p "${HOME:?}/runai" "${tmp:?}/bin"
export PATH=$tmp/bin:$PATH SHOWN_SIM

# stub NAME : a command of that name, its script on standard input.
stub()
{
	{ echo '#!/usr/bin/env bash' && cat; } >"${tmp:?}/bin/$1"
	chmod +x "${tmp:?}/bin/$1"
}

stub sleep </dev/null
stub less <<<'exec cat'
# the last argument, once
stub watch <<<'exec bash -c "${!#}"'
stub runaifs <<END
args=()
for arg; do
	[ "\$arg" != "$acme" ] || arg=\$SHOWN_SIM
	args+=("\$arg")
done
exec "$RUNAIFS" "\${args[@]}"
END

start_sim
SHOWN_SIM=$sim

# run_shown DOCUMENT COMMAND SILENT [OUTPUT] : in this shell, so that it can
# change directories; it must end well, complain about nothing, and print
# something unless it matches the pattern SILENT; the lines of OUTPUT, where
# given, among others.
run_shown()
{
	local what="$1: ${2%%$'\n'*}" command=${2// \/tmp\// $tmp/} status=0
	set +eu +o pipefail
	eval "$command" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
	set -eu -o pipefail
	if [ "$status" != 0 ]; then
		fail "$what" "status $status: $(cat "$tmp/err")"
	elif [ -s "$tmp/err" ]; then
		fail "$what" "$(cat "$tmp/err")"
	elif [ ! -s "$tmp/out" ] && ! [[ $2 =~ $3 ]]; then
		fail "$what" "it prints nothing"
	elif [ -n "${4-}" ] && grep -vxFf "$tmp/out" >"$tmp/err" <<<"$4"; then
		fail "$what" "it does not print $(cat "$tmp/err")"
	else
		pass "$what"
	fi
}
