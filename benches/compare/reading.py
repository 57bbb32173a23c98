"""Reads the same feeds with friday, with a bare pipeline and with every peer that is installed: first all new, then all unchanged.

reading.py FRIDAY BARE [FEEDS [ROUNDS [WORK]]]; every reader has its turn in each round.
"""
import os
import shutil
import sqlite3
import sys

import measure
import nginx
import peers
import town

CONCURRENCY = 64


class Friday:
    accept, env = (0,), {}

    def __init__(self, program, folder, count, port):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.folder = folder
        with open(os.path.join(folder, "friday.toml"), "w") as out:
            out.write(town.SETTINGS.format(concurrency=CONCURRENCY))
        town.feeds_toml(os.path.join(folder, "feeds.toml"), count, port)
        self.command = [program, "fetch", "--force", "-q"]

    def entries(self):
        with sqlite3.connect(os.path.join(self.folder, "friday.db")) as database:
            return database.execute("SELECT count(*) FROM entry").fetchone()[0]


class Bare:
    accept, env = (0,), {}

    def __init__(self, program, folder, count, port):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.folder = folder
        with open(os.path.join(folder, "urls"), "w") as out:
            out.write("\n".join(town.address(number, port) for number in range(count)))
        self.command = [program, "urls", ".", str(CONCURRENCY)]


def main():
    friday, bare = sys.argv[1:3]
    count, rounds = int((sys.argv[3:4] or ["2000"])[0]), int((sys.argv[4:5] or ["3"])[0])
    work = (sys.argv[5:6] or ["/tmp/friday-compare"])[0]
    os.makedirs(work, exist_ok=True)
    root = os.path.join(work, f"feeds-{count}")
    os.makedirs(root, exist_ok=True)
    town.make(root, count)
    port = nginx.free_port()
    server = nginx.Server(os.path.join(work, "nginx"), root, port)
    others = [] if os.environ.get("PEERS") == "none" else peers.found()
    makers = [("friday", lambda folder: Friday(friday, folder, count, port)), ("bare pipeline", lambda folder: Bare(bare, folder, count, port))]
    makers += [(name, lambda folder, peer=peer: peer(folder, count, port)) for name, peer in others]
    costs = {name: {"cold": [], "warm": [], "server": {"cold": [], "warm": []}} for name, _ in makers}
    try:
        for _ in range(rounds):
            for name, make in makers:
                reader = make(os.path.join(work, name.replace(" ", "-")))
                for kind in ["cold", "warm"]:
                    before = server.seconds()
                    costs[name][kind].append(measure.run(reader.command, reader.folder, reader.env, reader.accept))
                    costs[name]["server"][kind].append(server.seconds() - before)
                if name == "friday" and reader.entries() != count * town.POSTS:
                    raise SystemExit(f"friday kept {reader.entries()} posts of {count * town.POSTS}")
    finally:
        server.close()
    for kind in ["cold", "warm"]:
        print(f"\n{count} feeds of {town.SIZE // 1000} kB, {'all new' if kind == 'cold' else 'none changed'}; medians of {rounds}\n")
        measure.table(
            ["reader", "feeds/s", "seconds", "processor s (user + system)", "server's s", "peak MB", "MB written", "friday is"],
            [row(name, costs, kind, count) for name, _ in makers],
        )


def row(name, costs, kind, count):
    mine, ours = costs[name][kind], costs["friday"][kind]
    wall = measure.median(mine, "wall")
    return [
        name,
        f"{count / wall:,.0f}",
        f"{wall:.2f}",
        f"{measure.median(mine, 'user'):.2f} + {measure.median(mine, 'system'):.2f}",
        f"{sorted(costs[name]['server'][kind])[len(mine) // 2]:.2f}",
        f"{measure.median(mine, 'peak'):.0f}",
        f"{measure.median(mine, 'written') / 2048:.0f}",
        "" if name == "friday" else f"{wall / measure.median(ours, 'wall'):.2f} ×",
    ]


if __name__ == "__main__":
    main()
