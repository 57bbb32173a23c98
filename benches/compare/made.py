"""Databases with as many entries as one likes: friday makes the tables, rows are written straight into them.

All entries are eligible, one a story, without bodies: what is measured on them reads none. `WEEK` of them are of the week that
the draft is about, whatever their number; the rest lie evenly in the ten years before. Made once a size and schema, and kept.
"""
import os
import sqlite3
import subprocess

import made_rows as rows
import measure

BLOGS = 500
WEEK = 300
SETTINGS = """[site]
title = "Five for Friday"
url = "https://five.example/"
contact = "digital@five.example"
[web]
listen = "127.0.0.1:{port}"
[fetch]
allow_private = true
[mail]
from = "Five for Friday <friday@five.example>"
"""


def prepare(folder, entries, port=8080):
    """A folder with settings, list and database, made unless it is there already; gives back the folder."""
    place = os.path.join(folder, f"made-{entries}")
    os.makedirs(place, exist_ok=True)
    with open(os.path.join(place, "friday.toml"), "w") as out:
        out.write(SETTINGS.format(port=port))
    with open(os.path.join(place, "feeds.toml"), "w") as out:
        out.writelines(map(rows.listed, range(BLOGS)))
    mark, schema = os.path.join(place, "made"), schema_of(folder)
    if os.path.exists(mark) and open(mark).read() == schema:
        return place
    for name in ("friday.db", "friday.db-wal", "friday.db-shm"):
        if os.path.exists(os.path.join(place, name)):
            os.remove(os.path.join(place, name))
    measure.say(f"makes a database of {entries:,} entries")
    friday(place, "edition", "list", "-q", "--now", rows.NOW)
    fill(os.path.join(place, "friday.db"), entries)
    with open(mark, "w") as out:
        out.write(schema)
    return place


def friday(folder, *words):
    subprocess.run([os.environ["FRIDAY"], *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def schema_of(folder):
    """What this friday's tables look like, as text."""
    place = os.path.join(folder, "made-schema")
    os.makedirs(place, exist_ok=True)
    for name in os.listdir(place):
        os.remove(os.path.join(place, name))
    open(os.path.join(place, "feeds.toml"), "w").close()
    friday(place, "edition", "list", "-q", "--now", rows.NOW)
    with sqlite3.connect(os.path.join(place, "friday.db")) as database:
        return str(database.execute("SELECT count(*), sum(length(sql)) FROM sqlite_master").fetchone()) + " 1"


def fill(path, entries):
    """Everything in one transaction, without indexes and triggers; those are put back at the end, and what they keep is written at once."""
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript(
        "PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA foreign_keys = OFF; BEGIN"
    )
    sql = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND (type = 'trigger' OR type = 'index' AND tbl_name LIKE 'entry%')"
    for_later = database.execute(sql).fetchall()
    for kind, name, _ in for_later:
        database.execute(f"DROP {kind} {name}")
    database.execute("DELETE FROM mailing")
    rows.write_blogs(database, BLOGS)
    rows.write_entries(database, entries, BLOGS, WEEK)
    rows.write_editions(database, entries, WEEK)
    rows.write_river(database)
    for kind, name, sql in sorted(for_later):
        database.execute(sql)
    database.execute("COMMIT")
    database.executescript("PRAGMA optimize; PRAGMA journal_mode = WAL")
    database.close()
