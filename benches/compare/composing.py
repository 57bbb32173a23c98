"""The edition out of 100,000 entries with 300 in the week, from starting the program to the finished mail; and how large a database is."""
import os
import shutil
import sqlite3
import statistics
import zlib

import made
import made_rows
import measure
import nginx
import ours
import starting
import town

ENTRIES = measure.number("ENTRIES", 100_000)
REPEATS = measure.number("REPEATS", 3 if os.environ.get("QUICK") else 20)

# Feeds that are really read for the size of the database, ten posts each.
SIZED = measure.number("SIZED", 200 if os.environ.get("QUICK") else 10_000)

COMMANDS = [
    ("open the database alone", ["edition", "list"]),
    ("compose", ["edition", "show"]),
    ("compose and render, text", ["edition", "preview", "--part", "text"]),
    ("compose and render, whole message", ["edition", "preview", "--part", "eml"]),
    ("compose and write the editor's file", ["edition", "draft"]),
]


def compose(folder, repeats=REPEATS):
    """Times of each command, in turns."""
    told = {name: starting.Times() for name, _ in COMMANDS}
    for _ in range(repeats):
        for name, words in COMMANDS:
            told[name].costs.append(measure.run([os.environ["FRIDAY"], *words, "--now", made_rows.NOW], folder))
    return told


def read(work):
    """A database that friday filled itself."""
    root = os.path.join(work, "feeds")
    town.make(root, SIZED)
    server = nginx.Server(os.path.join(work, "nginx"), root)
    try:
        reader = ours.Friday(os.path.join(work, "sized"), SIZED, server.port)
        measure.run(reader.command("cold"), reader.folder, reader.env)
    finally:
        server.close()
    return reader


def without_bodies(path):
    """A copy as friday leaves it after twelve months: the bodies are gone."""
    thin = path + ".thin"
    shutil.copyfile(path, thin)
    database = sqlite3.connect(thin, isolation_level=None)
    database.execute("DELETE FROM body")
    database.execute("VACUUM")
    database.close()
    return thin


def largest(path):
    """Bytes by table and index, the five largest first; nothing where this SQLite cannot tell."""
    with sqlite3.connect(path) as database:
        try:
            return database.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 5").fetchall()
        except sqlite3.Error as error:
            return [(f"not known: {error}", 0)]


def sizes(reader):
    whole = reader.path("vacuumed.sqlite")
    if os.path.exists(whole):
        os.remove(whole)
    database = sqlite3.connect(reader.path("friday.db"), isolation_level=None)
    database.execute("VACUUM INTO ?", (whole,))
    count = database.execute("SELECT count(*) FROM entry").fetchone()[0]
    bodies = [zlib.decompress(words) for (words,) in database.execute("SELECT words FROM body")]
    body = sum(len(words) for words in bodies) / count
    database.close()
    print(f"\nThe database after VACUUM, {count:,} entries read, bodies of {body:,.0f} characters on average\n")
    rows = []
    for name, path in [("with bodies", whole), ("with excerpts alone", without_bodies(whole))]:
        each = 100_000 / count / 1e6
        five = ", ".join(f"{table} {size * each:.1f}" for table, size in largest(path))
        rows.append([name, f"{os.path.getsize(path) * each:.1f}", five])
    measure.table(["", "MB per 100,000 entries", "the five largest of them"], rows)


def main():
    work = os.environ["WORK"]
    folder = made.prepare(work, ENTRIES)
    told = compose(folder)
    print(f"\nAn edition out of {ENTRIES:,} entries, {made.WEEK} in the week, {REPEATS} times in turns\n")
    measure.table(starting.HEADS, [times.row(name) for name, times in told.items()])
    opening = statistics.median(cost.wall for cost in told[COMMANDS[0][0]].costs)
    whole = statistics.median(cost.wall for cost in told[COMMANDS[3][0]].costs)
    print(f"\ncomposing and rendering takes {(whole - opening) * 1000:.1f} ms more than opening the database")
    sizes(read(work))


if __name__ == "__main__":
    main()
