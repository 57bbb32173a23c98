"""Reads the same feeds with friday, with a bare pipeline and with every peer that is installed, in turns.

reading.py [check] [peers] [many]: first how many entries each keeps of 50 feeds and what the server answered; then FEEDS feeds
with everybody; then MANY feeds with friday and the bare pipeline. Settings are those of compare.sh, out of the environment.
"""
import os
import statistics
import sys

import measure
import nginx
import ours
import peers
import town

KINDS = {"cold": "all new", "warm": "none changed", "known": "every feed changed, no post new"}
LIMIT = measure.number("LIMIT", 600)


class Runs:
    """What one reader took, by kind."""

    def __init__(self):
        self.costs = {kind: [] for kind in KINDS}
        self.served = {kind: [] for kind in KINDS}
        self.entries = self.size = 0


def turn(reader, kind, server, runs, log):
    if kind == "warm" and reader.reads_twice:
        measure.run(reader.command("cold"), reader.folder, reader.env, reader.accept, LIMIT)
    if log:
        server.answered()
    before = server.seconds()
    limit = None if reader.stages else LIMIT
    cost = measure.run(reader.command(kind), reader.folder, reader.env, reader.accept, limit, reader.stages)
    runs.costs[kind].append(cost)
    runs.served[kind].append(server.seconds() - before)


def compare(makers, count, rounds, work, log=False):
    """Every reader in each round: cold and warm one after the other, then with all feeds changed. Who takes too long is left out."""
    root = os.path.join(work, "feeds")
    town.make(root, count)
    server = nginx.Server(os.path.join(work, "nginx"), root, log=log)
    runs, answers = {name: Runs() for name, _ in makers}, {}
    try:
        for _ in range(rounds):
            readers = {}
            for name, make in makers:
                if name in runs:
                    readers[name] = make(os.path.join(work, name.replace(" ", "-")), count, server.port)
                    turns(name, readers[name], ["cold", "warm"], server, runs, answers)
            town.change(root, count)
            server.renew()
            for name, reader in readers.items():
                turns(name, reader, ["known"], server, runs, answers)
    finally:
        server.close()
    complain(runs, count)
    return runs, answers


def turns(name, reader, kinds, server, runs, answers):
    """One reader's reads; nothing where it was stopped before."""
    try:
        for kind in kinds if name in runs else []:
            turn(reader, kind, server, runs[name], server.log)
            reader.check(kind)
            runs[name].entries, runs[name].size = reader.entries(), reader.size()
            if server.log:
                answers[name, kind] = (server.answered(), runs[name].entries)
    except measure.TooLong as late:
        print(f"{name} is left out: {late}", flush=True)
        del runs[name]


def complain(runs, count):
    """A reader that did not read is not to be compared with."""
    for name, run in list(runs.items()):
        if run.entries != count * town.POSTS:
            words = f"{name} kept {run.entries} posts of {count * town.POSTS}"
            if name == "friday":
                raise SystemExit(words)
            print(words, flush=True)


def tell(runs, count, rounds):
    for kind, meaning in KINDS.items():
        print(f"\n{count:,} feeds of {town.SIZE // 1000} kB, {kind}: {meaning}; medians of {rounds}\n")
        heads = ["reader", "feeds/s", "seconds", "processor s (user + system)", "server's s", "peak MB", "MB written", "friday is faster"]
        measure.table(heads, [row(name, runs, kind, count) for name in runs])
        print()
        for name in ("friday", "bare pipeline"):
            stages = measure.stages(runs[name].costs[kind])
            print(f"{name}, core-seconds by thread: {stages}")
        if kind == "known":
            each = count * town.POSTS / measure.median(runs["friday"].costs[kind], "wall")
            print(f"friday fetches, parses and knows again {each:,.0f} entries a second")
    sizes = [f"{name} {run.size / 1e6:,.0f} MB" for name, run in runs.items() if run.size]
    print("\ndatabase and its log: " + ", ".join(sizes), flush=True)


def row(name, runs, kind, count):
    mine, friday = runs[name].costs[kind], runs["friday"].costs[kind]
    wall = measure.median(mine, "wall")
    return [
        name,
        f"{count / wall:,.0f}",
        f"{wall:.2f}",
        f"{measure.median(mine, 'user'):.2f} + {measure.median(mine, 'system'):.2f}",
        f"{statistics.median(runs[name].served[kind]):.2f}",
        measure.peak(mine),
        f"{measure.median(mine, 'written') / 2048:.0f}",
        "" if name == "friday" else f"{wall / measure.median(friday, 'wall'):.2f} ×",
    ]


def check(makers, work):
    """A small town with the server's log on: does everybody read everything, and who asks whether a feed changed?"""
    count = 50
    _, answers = compare(makers, count, 1, os.path.join(work, "check"), log=True)
    print(f"\nWhat the server answered, {count} feeds of {town.POSTS} posts each\n")
    rows = []
    for (name, kind), (told, entries) in answers.items():
        others = sum(told.values()) - told["200"] - told["304"]
        rows.append([name, kind, told["200"], told["304"], others, entries])
    measure.table(["reader", "read", "200", "304", "other answers", "entries kept"], sorted(rows, key=lambda row: list(KINDS).index(row[1])))


def main():
    parts = sys.argv[1:] or ["check", "peers", "many"]
    work, rounds = os.environ["WORK"], measure.number("ROUNDS", 3)
    two = [("friday", ours.Friday), ("bare pipeline", ours.Bare)]
    everybody = two + ([] if os.environ.get("PEERS") == "none" else peers.found())
    if "check" in parts:
        check(everybody, work)
    for part, makers, count in [("peers", everybody, measure.number("FEEDS", 2000)), ("many", two, measure.number("MANY", 100_000))]:
        if part in parts:
            runs, _ = compare(makers, count, rounds, work)
            tell(runs, count, rounds)


if __name__ == "__main__":
    main()
