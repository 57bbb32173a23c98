"""How long friday takes to begin: the bare program, `friday fetch` from cron with nothing new, and the first page of `friday run`.

Everything is in the page cache: a machine that has just started adds what its disk takes to read 20 MB once.
"""
import os
import shutil
import signal
import socket
import statistics
import subprocess
import time

import machine
import made
import made_rows
import measure
import nginx
import ours
import town

FEEDS = 20
ENTRIES = 20_000 if os.environ.get("QUICK") else 500_000
REPEATS = measure.number("REPEATS", 5 if os.environ.get("QUICK") else 40)


class Times:
    """Seconds, processor seconds and MB of many repetitions, printed as one row."""

    def __init__(self):
        self.costs = []

    def row(self, name):
        walls = [cost.wall * 1000 for cost in self.costs]
        spent = statistics.median(cost.processor * 1000 for cost in self.costs)
        return [name, f"{statistics.median(walls):.1f}", f"{measure.percentile(walls, 0.95):.1f}", f"{spent:.1f}", measure.peak(self.costs)]


HEADS = ["what", "median ms", "p95 ms", "processor ms", "peak MB"]


def nothing():
    """The program against a process that does nothing at all."""
    us, floor = Times(), Times()
    for _ in range(REPEATS):
        us.costs.append(measure.run([os.environ["FRIDAY"], "--version"], os.environ["WORK"]))
        floor.costs.append(measure.run([machine.which("true")], os.environ["WORK"]))
    print(f"\nThe program alone, {REPEATS} times in turns\n")
    measure.table(HEADS, [us.row("friday --version"), floor.row("true")])


def network(urls, tags):
    """Seconds for the same questions alone: all sent at once, each on a connection of its own, and every answer awaited."""
    began, open_ones = time.monotonic(), []
    for url in urls:
        host, _, path = url.removeprefix("http://").partition("/")
        name, _, port = host.partition(":")
        one = socket.create_connection((name, int(port)))
        one.sendall(f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nIf-None-Match: {tags[url]}\r\nConnection: close\r\n\r\n".encode())
        open_ones.append(one)
    for one in open_ones:
        answer = b"".join(iter(lambda: one.recv(65_536), b""))
        one.close()
        if b" 304 " not in answer[:16]:
            raise SystemExit(f"the server did not say 304: {answer[:80]!r}")
    return time.monotonic() - began


def tags_of(urls, folder):
    """What nginx calls a file: its time and its size."""
    paths = {url: os.path.join(folder, town.place(number)) for number, url in enumerate(urls)}
    return {url: f'"{int(os.stat(path).st_mtime):x}-{os.stat(path).st_size:x}"' for url, path in paths.items()}


def cron():
    """Copies of a folder that has read everything once, so that each repetition is the same one."""
    work = os.environ["WORK"]
    root = os.path.join(work, "feeds")
    town.make(root, FEEDS)
    server = nginx.Server(os.path.join(work, "nginx"), root)
    us, bare, alone = Times(), Times(), []
    try:
        readers = [kind(os.path.join(work, f"cron-{kind.__name__}"), FEEDS, server.port) for kind in (ours.Friday, ours.Bare)]
        for reader in readers:
            measure.run(reader.command("cold"), reader.folder, reader.env)
        tags = tags_of(readers[0].urls, root)
        for _ in range(REPEATS):
            for reader, times in zip(readers, (us, bare)):
                copy = reader.folder + "-again"
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(reader.folder, copy)
                times.costs.append(measure.run(reader.command("warm"), copy, reader.env))
            alone.append(network(readers[0].urls, tags))
    finally:
        server.close()
    print(f"\n{FEEDS} feeds, none changed, {REPEATS} times in turns\n")
    walls = [seconds * 1000 for seconds in alone]
    only = ["the network alone", f"{statistics.median(walls):.1f}", f"{measure.percentile(walls, 0.95):.1f}", "", ""]
    measure.table(HEADS, [us.row("friday fetch"), bare.row("bare pipeline"), only])
    more = statistics.median(cost.wall for cost in us.costs) - statistics.median(alone)
    print(f"\nfriday fetch takes {more * 1000:.1f} ms more than the network")


def first_answer(folder, port, path, entries):
    """Milliseconds from starting `friday run` to the whole first answer; and its peak in MB."""
    log = open(os.path.join(folder, "last.log"), "wb")
    command = [os.environ["FRIDAY"], "run", "--log", "json", "--now", made_rows.NOW]
    began = time.monotonic()
    child = measure.start(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        while True:
            try:
                with socket.create_connection(("127.0.0.1", port)) as one:
                    one.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
                    answer = b"".join(iter(lambda: one.recv(65_536), b""))
                took = time.monotonic() - began
                break
            except ConnectionRefusedError:
                if child.poll() is not None or time.monotonic() - began > 300:
                    raise SystemExit("friday run does not answer: " + open(log.name).read()[-1000:]) from None
                time.sleep(0.0005)
        if b" 200 " not in answer[:16]:
            raise SystemExit(f"{path} with {entries} entries: {answer[:200]!r}")
        peak = [int(line.split()[1]) for line in open(f"/proc/{child.pid}/status") if line.startswith("VmHWM")][0] / 1024
    finally:
        measure.end(child, signal.SIGTERM)
        log.close()
    return took * 1000, peak


def serve(entries, repeats=REPEATS, paths=("/health", "/")):
    """By path: milliseconds and MB of every start."""
    port = nginx.free_port()
    folder = made.prepare(os.environ["WORK"], entries, port)
    told = {path: [] for path in paths}
    first_answer(folder, port, "/health", entries)
    for _ in range(repeats):
        for path in paths:
            told[path].append(first_answer(folder, port, path, entries))
    return told


def main():
    nothing()
    cron()
    told = serve(ENTRIES)
    print(f"\nFrom starting `friday run` to its first answer, {ENTRIES:,} entries, {REPEATS} starts\n")
    rows = []
    for path, answers in told.items():
        walls = [took for took, _ in answers]
        peak = f"{statistics.median(peak for _, peak in answers):.0f}"
        rows.append([path, f"{statistics.median(walls):.1f}", f"{measure.percentile(walls, 0.95):.1f}", peak])
    measure.table(["page", "median ms", "p95 ms", "peak MB"], rows)


if __name__ == "__main__":
    main()
