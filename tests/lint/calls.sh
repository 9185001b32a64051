#!/bin/sh
# SPDX-License-Identifier: MIT
# Libraries neither end the process nor write to its terminal: they return
# errors. The program's own files, fs/main*.c and fs/cmd*.c, may.
#
#	calls.sh ROOT

# shellcheck source=tests/lint/common.sh
. "$(dirname "$0")/common.sh"

# after a fork the child may leave with _exit; nothing else is excepted
child='api/command.c fs/helper.c'

banned='exit|_Exit|quick_exit|abort|assert|err|errx|error|warn|warnx|perror'
banned="$banned|printf|vprintf|puts|putchar|psignal|syslog|system|popen"
banned="$banned|strcpy|strcat|sprintf|vsprintf|gets|strtok|alloca"

for file in api/*.c cache/*.c fs/*.c; do
	case $file in
	fs/main*.c | fs/cmd*.c) continue ;;
	esac
	names=$banned
	case " $child " in
	*" $file "*) ;;
	*) names="$names|_exit" ;;
	esac
	hits=$(code "$file" |
		grep -nE "(^|[^A-Za-z0-9_.>])($names)[[:space:]]*\\(|\\b(stdout|stderr)\\b")
	[ -z "$hits" ] || complain "$file:$hits"
done
verdict
