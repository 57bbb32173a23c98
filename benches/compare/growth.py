"""What a feed, an entry and a subscriber cost as there come to be more of them; writes docs/growth.tsv and draws docs/growth.svg.

growth.py [feeds] [entries] [subscribers] [draw]. QUICK=1 stops early and leaves docs/ alone. FEEDS_TO, ENTRIES_TO and
SUBSCRIBERS_TO are the largest sizes. What is not measured in this run keeps the figures that the file has.
"""
import datetime
import os
import shutil
import statistics
import sys

import composing
import growth_chart
import machine
import made
import measure
import nginx
import ours
import postbox
import starting
import town

QUICK = bool(os.environ.get("QUICK"))
WORK = os.environ["WORK"]
FOLDER = WORK if QUICK else "docs"
HEADS = ["axis", "count", "measure", "seconds", "processor_seconds", "peak_mb", "units"]


def sizes(name, every, quick):
    most = measure.number(name, quick if QUICK else every[-1])
    return [size for size in every if size <= most]


def middle(axis, count, name, costs, units=1):
    """One row out of some runs; `units` is what the seconds are shared by: feeds, mails, or one command."""
    told = [measure.median(costs, what) for what in ("wall", "processor", "peak")]
    measure.say(f"{axis} {count:,} {name}: {told[0]:.3f} s, {told[2]:.0f} MB")
    return [axis, count, name, *(f"{value:.4f}" for value in told), units]


def feeds():
    """All new and none changed; small towns are read more often, for their times are short."""
    root = os.path.join(WORK, "feeds")
    for count in sizes("FEEDS_TO", [20, 200, 2_000, 20_000, 100_000], 2_000):
        town.make(root, count)
        server, costs = nginx.Server(os.path.join(WORK, "nginx"), root), {"cold": [], "warm": []}
        try:
            for _ in range(5 if count <= 2_000 else 1):
                reader = ours.Friday(os.path.join(WORK, "growing"), count, server.port)
                for kind, each in costs.items():
                    each.append(measure.run(reader.command(kind), reader.folder, reader.env))
        finally:
            server.close()
        yield from (middle("feeds", count, name, costs[kind], count) for kind, name in [("cold", "read, all new"), ("warm", "read, none changed")])


def entries():
    """What is done every week, every hour and at every start, with ever more behind it. The database is removed afterwards."""
    for count in sizes("ENTRIES_TO", [10**3, 10**4, 10**5, 10**6, 10**7], 10**5):
        port = nginx.free_port()
        folder = made.prepare(os.path.join(WORK, "growing-entries"), count, port)
        told = composing.compose(folder, 5)
        yield middle("entries", count, "compose", told[composing.COMMANDS[3][0]].costs)
        yield middle("entries", count, "fetch of 20 feeds", fetch(folder))
        starting.first_answer(folder, port, "/health", count)
        answers = [starting.first_answer(folder, port, "/", count) for _ in range(5)]
        seconds, peak = statistics.median(took for took, _ in answers) / 1000, statistics.median(peak for _, peak in answers)
        measure.say(f"entries {count:,} first page: {seconds:.3f} s, {peak:.0f} MB")
        yield ["entries", count, "first page", f"{seconds:.4f}", "", f"{peak:.4f}", 1]
        shutil.rmtree(folder)


def fetch(folder):
    """Twenty more blogs, read once and then five times by hand, two hours apart."""
    root, count = os.path.join(WORK, "feeds"), starting.FEEDS
    town.make(root, count)
    server = nginx.Server(os.path.join(WORK, "nginx"), root)
    try:
        town.feeds_toml(os.path.join(folder, "twenty.toml"), count, server.port)
        command = [os.environ["FRIDAY"], "--feeds", "twenty.toml", "fetch", "--force", "--strict", "-q", "--now"]
        costs = [measure.run([*command, f"2026-11-20T{10 + 2 * hour}:00:00Z"], folder) for hour in range(6)]
    finally:
        server.close()
    return costs[1:]


def subscribers():
    """A file of them imported, and one edition of 12 kB sent to all."""
    if not machine.which("smtp-sink"):
        measure.say("smtp-sink is not installed (Debian: postfix): sending is left out")
        return
    for count in sizes("SUBSCRIBERS_TO", [10**2, 10**3, 10**4, 10**5, 10**6], 10**4):
        costs, sink = {"import": [], "send": []}, postbox.Sink()
        try:
            for _ in range(3 if count <= 10**4 else 1):
                box = postbox.Postbox(os.path.join(WORK, "growing-readers"), sink.port, count, 20)
                costs["import"].append(box.bring_in())
                box.approve(12_000)
                costs["send"].append(box.send())
        finally:
            sink.close()
        shutil.rmtree(box.folder)
        yield from (middle("subscribers", count, name, each, count) for name, each in costs.items())


def keep(path, rows, axes):
    """Puts the new rows into the file in place of those of the same axes; figures of other axes stay."""
    old = growth_chart.read(path) if os.path.exists(path) else []
    rest = [[row[head] for head in HEADS] for row in old if row["axis"] not in axes]
    with open(path, "w") as out:
        out.write("\t".join(HEADS) + "\n")
        out.writelines("\t".join(map(str, row)) + "\n" for row in rest + rows)


def main():
    axes = {"feeds": feeds, "entries": entries, "subscribers": subscribers}
    wanted = [name for name in sys.argv[1:] or axes if name in axes]
    path = os.path.join(FOLDER, "growth.tsv")
    for name in wanted:
        rows = list(axes[name]())
        keep(path, rows, [name])
    growth_chart.draw(path, os.path.join(FOLDER, "growth.svg"))
    print(f"\nGrowth, {datetime.date.today()}; written to {path} and drawn in {FOLDER}/growth.svg\n")
    heads = ["of", "how many", "what", "seconds", "a unit", "peak MB", "kB a unit"]
    measure.table(heads, [growth_chart.words(row) for row in growth_chart.read(path)])


if __name__ == "__main__":
    main()
