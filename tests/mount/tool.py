#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the shell cannot say: system calls of its own choice.

tool.py sizes DIR          every regular file has as many bytes as stat says
tool.py links DIR          every link leads to something in DIR
tool.py walked DIR         as os.walk does it; errors on stderr
tool.py columns TSV NAME...
                           these columns of it
tool.py cells TSV CSV      the same table in both
tool.py median N FILE      microseconds that cat takes, the median of N
tool.py ends SIGNAL PID... sends it to each; the longest that one took to end,
                           in milliseconds
tool.py states PID...      the states that they are in, each once
tool.py getdents DIR N PAUSE READY
                           names as getdents64(2) gives them with a buffer of N
                           bytes, PAUSE seconds between the calls; makes the
                           file READY after the first
tool.py once ALL GONE NEW  of files of names: the names on standard input hold
                           each of ALL that is not in GONE exactly once, the
                           others at most once, and nothing else
tool.py uncache FD         the kernel forgets the pages of an open file
tool.py mapped FILE TEXT COMMAND...
                           what is mapped stays as it is while COMMAND changes
                           it, until a new open shows TEXT
tool.py sent FILE TEXT COMMAND...
                           so does what sendfile(2) sends
"""
import collections
import csv
import ctypes
import os
import mmap
import re
import signal
import stat
import subprocess
import sys
import time


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
        if b'\0' not in data and data and not data.endswith(b'\n'):
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


def walked(top):
    errors = []
    n = sum(1 for _ in os.walk(top, onerror=errors.append))
    for error in errors:
        print(error, file=sys.stderr)
    print(n)
    sys.exit(1 if errors else 0)


def unescape(cell):
    plain = {'t': '\t', 'n': '\n', '\\': '\\'}
    return re.sub(r'\\(x[0-9a-fA-F]{2}|.)', lambda m: plain.get(m[1]) or
                  chr(int(m[1][1:], 16)), cell)


def columns(tsv, *wanted):
    with open(tsv, newline='') as f:
        header, *rows = (line.rstrip('\n').split('\t') for line in f)
    for row in rows:
        print('\t'.join(row[header.index(name)] for name in wanted))


def cells(tsv, csv_file):
    with open(tsv, newline='') as f:
        want = [[unescape(c) for c in line.rstrip('\n').split('\t')]
                for line in f.read().split('\n')[:-1]]
    with open(csv_file, newline='') as f:
        got = list(csv.reader(f))
    if got != want:
        sys.exit(f'{tsv} and {csv_file} differ')


def median(n, path):
    times = []
    for _ in range(int(n)):
        start = time.monotonic()
        subprocess.run(['cat', path], check=True, stdout=subprocess.DEVNULL)
        times.append(time.monotonic() - start)
    print(int(sorted(times)[len(times) // 2] * 1e6))


def state(pid):
    """One letter; Z for what is gone."""
    try:
        with open(f'/proc/{pid}/stat') as f:
            return f.read().rpartition(')')[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return 'Z'


def states(*pids):
    print(''.join(sorted(set(map(state, pids)))))


def ends(name, *pids):
    longest = 0
    for pid in pids:
        start = time.monotonic()
        os.kill(int(pid), getattr(signal, 'SIG' + name))
        while state(pid) != 'Z':
            time.sleep(0.001)
            if time.monotonic() - start > 30:
                sys.exit(f'{pid} is still in state {state(pid)}')
        longest = max(longest, time.monotonic() - start)
    print(int(longest * 1000))


def getdents(path, size, pause, ready):
    libc = ctypes.CDLL(None, use_errno=True)
    buf = ctypes.create_string_buffer(int(size))
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    calls = 0
    while True:
        n = libc.syscall(217, fd, buf, len(buf))  # SYS_getdents64
        if n < 0:
            sys.exit(os.strerror(ctypes.get_errno()))
        if n == 0:
            break
        at = 0
        while at < n:
            length = int.from_bytes(buf.raw[at + 16:at + 18], 'little')
            name = buf.raw[at + 19:at + length].split(b'\0')[0]
            if name not in (b'.', b'..'):
                sys.stdout.buffer.write(name + b'\n')
            at += length
        calls += 1
        if calls == 1:
            open(ready, 'w').close()
        time.sleep(float(pause))
    print(f'{calls} calls', file=sys.stderr)


def names_in(path):
    with open(path) as f:
        return set(f.read().split('\n')[:-1])


def once(everything, gone, new):
    everything, gone, new = map(names_in, (everything, gone, new))
    seen = collections.Counter(sys.stdin.read().split('\n')[:-1])
    for name in everything - gone:
        if seen[name] != 1:
            sys.exit(f'{name} was there all the time, seen {seen[name]} times')
    for name, n in seen.items():
        if name not in everything | new:
            sys.exit(f'{name} was never there')
        if n > 1:
            sys.exit(f'{name} is seen {n} times')
    print(f'{len(everything - gone)} stayed, {len(gone & set(seen))} of those '
          f'that went and {len(new & set(seen))} of the new were seen')


def uncache(fd):
    os.posix_fadvise(int(fd), 0, 0, os.POSIX_FADV_DONTNEED)


def change(path, text, command):
    """Runs the command and waits until a new open shows the text."""
    subprocess.run(command, check=True)
    until = time.monotonic() + 20
    while True:
        with open(path, 'rb') as f:
            data = f.read()
        if text.encode() in data:
            return data
        if time.monotonic() > until:
            sys.exit(f'{path} never shows {text}')
        time.sleep(0.05)


def mapped(path, text, *command):
    with open(path, 'rb') as f:
        old = f.read()
        m = mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)
        first = m[:4096]
        new = change(path, text, command)
        os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        if first != old[:4096] or m[:] != old:
            sys.exit('the map changed')
    if new == old or text.encode() in old:
        sys.exit('nothing changed')


def sent(path, text, *command):
    with open(path, 'rb') as f, open('sent', 'w+b') as out:
        old = f.read()
        done = os.sendfile(out.fileno(), f.fileno(), 0, 100000)
        change(path, text, command)
        os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while True:
            n = os.sendfile(out.fileno(), f.fileno(), done, 1 << 20)
            done += n
            if n == 0:
                break
        out.seek(0)
        if out.read() != old:
            sys.exit('what was sent is not what was opened')


def main():
    command, *args = sys.argv[1:]
    globals()[command.replace('-', '_')](*args)


if __name__ == '__main__':
    main()
