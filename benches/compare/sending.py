"""Mails a second into Postfix's smtp-sink: friday with its ledger on, and smtp-source with the same sizes and sessions, in turns.

30 kB and 12 kB, unsigned, signed with Ed25519, and with RSA-2048; beside it what `openssl speed` says of this machine's RSA, how
long the disk takes to keep a page for good, and how many rows a kill -9 would leave uncertain at that rate.
"""
import os
import re
import shutil
import statistics
import subprocess
import time

import machine
import measure
import postbox

MAILS = measure.number("MAILS", 20_000)
SESSIONS = measure.number("SESSIONS", 20)
ROUNDS = measure.number("ROUNDS", 3)
KEYS = ["unsigned", "ed25519", "rsa2048"]
SIZES = [30_000, 12_000]


def turn(sink, size, key, costs):
    """Everything made anew, friday first, then smtp-source with mails of as many bytes."""
    folder = os.path.join(os.environ["WORK"], "sending")
    box = postbox.Postbox(folder, sink.port, MAILS, SESSIONS, key)
    box.bring_in()
    length = box.approve(size)
    costs.setdefault((size, key, "friday"), []).append(box.send())
    source = [machine.which("smtp-source"), "-d", "-s", str(SESSIONS), "-l", str(length), "-m", str(MAILS), f"127.0.0.1:{sink.port}"]
    costs.setdefault((size, key, "smtp-source"), []).append(measure.run(source, folder))
    shutil.rmtree(folder)
    return length


def fsync(folder):
    """Seconds that the disk takes to keep a page for good, median of 200."""
    path, times = os.path.join(folder, "fsync"), []
    file = os.open(path, os.O_CREAT | os.O_RDWR)
    for number in range(200):
        os.pwrite(file, b"x" * 16_384, number * 16_384)
        began = time.perf_counter()
        os.fdatasync(file)
        times.append(time.perf_counter() - began)
    os.close(file)
    os.remove(path)
    return statistics.median(times)


def openssl():
    """RSA-2048 signatures a second of one core."""
    program = machine.which("openssl")
    if not program:
        return "openssl is not installed"
    said = subprocess.run([program, "speed", "-seconds", "3", "rsa2048"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"rsa 2048 bits\s+\S+\s+\S+\s+([\d.]+)", said)
    return f"{float(found[1]):,.0f} a second and core, {float(found[1]) * (os.cpu_count() or 1):,.0f} on all" if found else "not told"


def rows(costs, lengths):
    for size in SIZES:
        for key in KEYS:
            ours, theirs = costs[size, key, "friday"], costs[size, key, "smtp-source"]
            wall, other = measure.median(ours, "wall"), measure.median(theirs, "wall")
            unsigned = measure.median(costs[size, "unsigned", "friday"], "wall")
            spent = f"{measure.median(ours, 'user'):.1f} + {measure.median(ours, 'system'):.1f}"
            yield [
                key, f"{lengths[size, key]:,}", f"{MAILS / wall:,.0f}", f"{MAILS / other:,.0f}", f"{other / wall:.2f}", f"{unsigned / wall:.2f}",
                spent, f"{measure.median(theirs, 'processor'):.1f}", measure.peak(ours),
            ]  # fmt: skip


def main():
    for program in ("smtp-sink", "smtp-source"):
        if not machine.which(program):
            print(f"{program} is not installed: sending is left out")
            return
    costs, lengths, sink = {}, {}, postbox.Sink()
    try:
        for _ in range(ROUNDS):
            for size in SIZES:
                for key in KEYS:
                    lengths[size, key] = turn(sink, size, key, costs)
    finally:
        sink.close()
    print(f"\n{MAILS:,} mails, {SESSIONS} sessions, medians of {ROUNDS}\n")
    heads = ["mails", "bytes", "friday/s", "smtp-source/s", "ratio", "of unsigned", "friday's processor s (user + system)", "smtp-source's", "peak MB"]
    measure.table(heads, list(rows(costs, lengths)))
    latency = fsync(os.environ["WORK"])
    fastest = MAILS / min(cost.wall for name, each in costs.items() for cost in each if name[2] == "friday")
    print(f"\nRSA-2048 signatures by `openssl speed`: {openssl()}")
    print(f"the disk keeps a page in {latency * 1000:.2f} ms; a kill at {fastest:,.0f} mails a second leaves about {fastest * (2 * latency + 0.002):,.0f} rows uncertain")


if __name__ == "__main__":
    main()
