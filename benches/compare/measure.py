"""Runs commands and says what they took; medians, tables. Whatever it starts, it ends."""
import atexit
import os
import signal
import statistics
import subprocess
import sys
import threading
import time

# Not yet ended; a signal to us ends them.
RUNNING = set()

# A child of this process seems to have had as much memory as this process; a child of GNU time has no more than its own.
TIME = next((path for path in ("/usr/bin/time", "/usr/local/bin/gtime") if os.path.exists(path)), None)


class Cost:
    """Seconds of wall clock and of processor, MB at the peak, blocks of 512 bytes written, processor seconds by thread's name."""

    def __init__(self, wall, usage, peak, stages):
        self.wall, self.user, self.system = wall, usage.ru_utime, usage.ru_stime
        self.peak, self.written, self.stages = peak, usage.ru_oublock, stages
        self.processor = self.user + self.system


class TooLong(Exception):
    """A command was stopped at its limit."""


def run(command, folder=None, env=None, accept=(0,), limit=None, stages=False):
    """Runs a command to its end; its output goes to `last.log` in its folder. Children that it waited for count as its own."""
    told = os.path.join(os.environ["WORK"], "peak")
    timed = [TIME, "-q", "-f", "%M", "-o", told, *command] if TIME else command
    with open(os.path.join(folder or ".", "last.log"), "wb") as log:
        began = time.monotonic()
        child = start(timed, cwd=folder, env={**os.environ, **(env or {})}, stdout=log, stderr=log)
        usage, seen = wait(child, limit, stages)
        wall = time.monotonic() - began
    if child.returncode not in accept:
        raise SystemExit(f"{command[0]} ended with {child.returncode}:\n{open(log.name, errors='replace').read()[-2000:]}")
    peak = int(open(told).read().split()[-1]) if TIME else usage.ru_maxrss
    return Cost(wall, usage, peak / 1024, seen)


def start(command, **how):
    """A child in a session of its own, so that all that it starts can be ended with it."""
    child = subprocess.Popen(command, start_new_session=True, **how)
    RUNNING.add(child)
    return child


def end(child, how=signal.SIGTERM):
    """Ends a child and what it started; waits until it is gone."""
    if child.returncode is None:
        try:
            os.killpg(child.pid, how)
        except ProcessLookupError:
            pass
        child.wait()
    RUNNING.discard(child)


def wait(child, limit, stages):
    """Blocks until the end. Another thread looks in twenty times a second at who works, and ends what takes too long."""
    seen, over, began = {}, threading.Event(), time.monotonic()
    late = []

    def watch():
        while not over.wait(0.05):
            if stages:
                threads(inner(child.pid), seen)
            if limit and not late and time.monotonic() - began > limit:
                late.append(limit)
                os.killpg(child.pid, signal.SIGKILL)

    if limit or stages:
        threading.Thread(target=watch, daemon=True).start()
    _, status, usage = os.wait4(child.pid, 0)
    over.set()
    child.returncode = os.waitstatus_to_exitcode(status)
    RUNNING.discard(child)
    if late:
        raise TooLong(f"it was stopped after {limit:.0f} s")
    return usage, by_name(seen)


def inner(pid):
    """The command itself, where GNU time stands around it."""
    try:
        return int(open(f"/proc/{pid}/task/{pid}/children").read().split()[0]) if TIME else pid
    except (FileNotFoundError, IndexError, ProcessLookupError):
        return pid


def threads(pid, seen):
    """Notes the name and the ticks of every thread; those that ended keep what was last seen of them."""
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            head, _, rest = open(f"/proc/{pid}/task/{thread}/stat").read().rpartition(")")
            fields = rest.split()
            seen[thread] = (head.partition("(")[2], int(fields[11]) + int(fields[12]))
    except (FileNotFoundError, ProcessLookupError):
        pass


def by_name(seen):
    """Processor seconds of all threads of a name together."""
    ticks, sums = os.sysconf("SC_CLK_TCK"), {}
    for name, spent in seen.values():
        sums[name] = sums.get(name, 0) + spent / ticks
    return sums


def median(costs, what):
    return statistics.median(getattr(cost, what) for cost in costs)


def peak(costs):
    return f"{median(costs, 'peak'):.0f}"


def stages(costs):
    """Means by thread's name, the busiest first."""
    sums = {}
    for cost in costs:
        for name, seconds in cost.stages.items():
            sums[name] = sums.get(name, 0) + seconds / len(costs)
    sums.pop("time", None)
    busy = sorted(sums.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{name} {seconds:.2f}" for name, seconds in busy if seconds >= 0.005) or "too short to tell"


def percentile(values, share):
    """The nearest rank: the smallest value that `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


def table(heads, rows):
    """As Markdown, so that a run can be kept in a document."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    line = lambda row: "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"
    print("\n".join([line(heads), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(line, rows)]), flush=True)


def number(name, usual):
    """A setting out of the environment."""
    return type(usual)(os.environ.get(name) or usual)


def say(words):
    """To the person who waits, not into the tables."""
    print(words, file=sys.stderr, flush=True)


def end_all():
    for child in list(RUNNING):
        end(child, signal.SIGKILL)


atexit.register(end_all)
for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(each, lambda which, _: sys.exit(128 + which))
