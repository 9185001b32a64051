#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the shell cannot say: system calls of its own choice.

tool.py sizes DIR          every regular file has as many bytes as stat says
tool.py links DIR          every link leads to something in DIR
tool.py cells TSV CSV      the same table in both
"""
import csv
import os
import re
import stat
import sys


def walk(top):
    """Every path below top, links not followed; errors are not hidden."""
    def fail(error):
        raise error
    for base, dirs, files in os.walk(top, onerror=fail):
        for name in dirs + files:
            yield os.path.join(base, name)


def sizes(top):
    n = 0
    for path in walk(top):
        st = os.lstat(path)
        if not stat.S_ISREG(st.st_mode):
            continue
        with open(path, 'rb') as f:
            data = f.read()
        n += 1
        if len(data) != st.st_size:
            sys.exit(f'{path}: {len(data)} bytes, stat says {st.st_size}')
        if st.st_blocks != (st.st_size + 511) // 512:
            sys.exit(f'{path}: {st.st_blocks} blocks for {st.st_size} bytes')
        if data and not data.endswith(b'\n'):
            sys.exit(f'{path}: no newline at its end')
    print(n)


def links(top):
    n = 0
    real = os.path.realpath(top)
    for path in walk(top):
        if not os.path.islink(path):
            continue
        n += 1
        text = os.readlink(path)
        if os.path.isabs(text):
            sys.exit(f'{path}: absolute: {text}')
        target = os.path.realpath(path, strict=True)
        if os.path.commonpath([real, target]) != real:
            sys.exit(f'{path}: leads out, to {target}')
    print(n)


def unescape(cell):
    plain = {'t': '\t', 'n': '\n', '\\': '\\'}
    return re.sub(r'\\(x[0-9a-fA-F]{2}|.)', lambda m: plain.get(m[1]) or
                  chr(int(m[1][1:], 16)), cell)


def cells(tsv, csv_file):
    with open(tsv, newline='') as f:
        want = [[unescape(c) for c in line.rstrip('\n').split('\t')]
                for line in f.read().split('\n')[:-1]]
    with open(csv_file, newline='') as f:
        got = list(csv.reader(f))
    if got != want:
        sys.exit(f'{tsv} and {csv_file} differ')


def main():
    command, *args = sys.argv[1:]
    globals()[command.replace('-', '_')](*args)


if __name__ == '__main__':
    main()
