"""Runs commands and says what they took; medians, tables."""
import os
import statistics
import subprocess
import time


class Cost:
    """Seconds of wall clock and of processor, MB at the peak, blocks of 512 bytes written."""

    def __init__(self, wall, user, system, peak, written):
        self.wall, self.user, self.system, self.peak, self.written = wall, user, system, peak, written


def run(command, folder=None, env=None, accept=(0,)):
    """Runs a command to its end; its output goes to `last.log` in its folder."""
    with open(os.path.join(folder or ".", "last.log"), "wb") as log:
        began = time.monotonic()
        child = subprocess.Popen(command, cwd=folder, env={**os.environ, **(env or {})}, stdout=log, stderr=log)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - began
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in accept:
        raise SystemExit(f"{command[0]} ended with {child.returncode}:\n{open(log.name, errors='replace').read()[-2000:]}")
    return Cost(wall, usage.ru_utime, usage.ru_stime, usage.ru_maxrss / 1024, usage.ru_oublock)


def median(costs, what):
    return statistics.median(getattr(cost, what) for cost in costs)


def table(heads, rows):
    """As Markdown, so that a run can be kept in a document."""
    widths = [max(len(str(row[at])) for row in [heads, *rows]) for at in range(len(heads))]
    line = lambda row: "| " + " | ".join(str(cell).ljust(width) for cell, width in zip(row, widths)) + " |"
    print("\n".join([line(heads), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(line, rows)]), flush=True)
