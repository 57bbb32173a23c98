"""The corpus's real feeds through friday, bare feed-rs and feedparser: MB a second of one core each.

friday and feed-rs are timed by Criterion (`cargo bench --bench parsing`), feedparser over the same documents right after it.
ESTIMATES=1 takes what Criterion found the last time.
"""
import csv
import importlib.util
import json
import os
import subprocess
import sys
import time

import measure

ROUNDS = measure.number("ROUNDS", 3)
CORPUS = os.path.join("..", "shared", "data", "corpus")
GROUP = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "criterion", "real feeds")


def documents():
    """The same as in benches/parsing.rs: real ones that are feeds, under 4 MB."""
    with open(os.path.join(CORPUS, "INDEX.tsv"), newline="") as index:
        named = [row for row in csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE)]
    is_feed = lambda row: row["real_world"] == "real" and row["kind"] not in ("opml", "html", "other", None)
    paths = [os.path.join(CORPUS, row["path"]) for row in named if is_feed(row)]
    read = [open(path, "rb").read() for path in paths if os.path.exists(path)]
    return [document for document in read if len(document) < 4_000_000]


def criterion(size):
    """Name and MB/s of each bench of the group; the median of Criterion's samples."""
    if not os.environ.get("ESTIMATES"):
        command = ["cargo", "bench", "--locked", "--bench", "parsing"]
        measure.say("runs " + " ".join(command))
        subprocess.run(command, check=True, stdout=sys.stderr)
    told = []
    for name in sorted(os.listdir(GROUP)):
        path = os.path.join(GROUP, name, "new", "estimates.json")
        if os.path.exists(path):
            seconds = json.load(open(path))["median"]["point_estimate"] / 1e9
            told.append((json.load(open(os.path.join(GROUP, name, "new", "benchmark.json")))["function_id"], size / seconds / 1e6))
    return told


def feedparser(read, clean):
    """MB/s of feedparser, best of the rounds, with its cleaning and link mending or without."""
    import feedparser as module

    fastest = 0
    for _ in range(ROUNDS):
        began = time.process_time()
        for document in read:
            try:
                module.parse(document, sanitize_html=clean, resolve_relative_uris=clean)
            except Exception as error:  # pylint: disable=broad-except
                measure.say(f"feedparser gave up on a document: {type(error).__name__}")
        fastest = max(fastest, sum(map(len, read)) / (time.process_time() - began) / 1e6)
    return fastest


def main():
    if not os.path.exists(os.path.join(CORPUS, "INDEX.tsv")):
        print("../shared/data/corpus is not here: parsing is left out")
        return
    read = documents()
    size = sum(map(len, read))
    told = criterion(size)
    if importlib.util.find_spec("feedparser"):
        told += [("feedparser, cleaned", feedparser(read, True)), ("feedparser, as it is", feedparser(read, False))]
    else:
        measure.say("feedparser is not installed: left out")
    whole = next((speed for name, speed in told if name.startswith("whole")), None)
    bare = next((speed for name, speed in told if name.startswith("feed-rs")), None)
    print(f"\n{len(read)} real documents, {size / 1e6:.1f} MB, one core\n")
    ratio = lambda speed, of: f"{speed / of:.2f} ×" if of else ""
    rows = [[name, f"{speed:.1f}", ratio(speed, bare), ratio(speed, whole)] for name, speed in told]
    measure.table(["who", "MB/s", "of bare feed-rs", "of friday whole"], rows)


if __name__ == "__main__":
    main()
