"""friday and the bare pipeline as readers, each with a folder of its own."""
import os
import shutil
import sqlite3

import measure
import town

CONCURRENCY = measure.number("CONCURRENCY", 64)

# The clock that friday is told, so that a run next year reads the same posts: so far apart that each blog is due again.
DAYS = {"cold": "20T12", "warm": "21T15", "known": "22T18"}


class Reader:
    """`command` reads every feed once: cold the first time, warm the second, known when the feeds have changed but no post is new."""

    accept, env, stages = (0,), {}, False

    # Whether it has to read once more, untimed, before it can be warm.
    reads_twice = False

    def __init__(self, folder, count, port):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.folder, self.count, self.port = os.path.abspath(folder), count, port
        self.env = {"HOME": self.folder, "XDG_CONFIG_HOME": self.folder, "XDG_DATA_HOME": self.folder}
        self.urls = [town.address(number, port) for number in range(count)]
        self.prepare()

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w") as out:
            out.write(text)

    def size(self):
        """Bytes of databases and their logs in its folder."""
        return sum(os.path.getsize(self.path(name)) for name in os.listdir(self.folder) if ".db" in name or name == "data.json")

    def check(self, kind):
        """Ends everything where this reading was not a whole one."""

    def rows(self, database, table):
        connection = sqlite3.connect(self.path(database))
        try:
            return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        finally:
            connection.close()


class Friday(Reader):
    stages = True

    def prepare(self):
        self.write("friday.toml", town.SETTINGS.format(concurrency=CONCURRENCY))
        town.feeds_toml(self.path("feeds.toml"), self.count, self.port)

    def command(self, kind):
        return [os.environ["FRIDAY"], "fetch", "-q", "--now", f"2026-11-{DAYS[kind]}:00:00Z"]

    def entries(self):
        return self.rows("friday.db", "entry")

    def check(self, kind):
        """Blogs that are not due are passed over in silence: here each is due each time."""
        read = self.rows("friday.db", f"blog WHERE last_success_at = unixepoch('2026-11-{DAYS[kind]}:00:00Z')")
        if read != self.count:
            raise SystemExit(f"friday read {read} of {self.count} feeds ({kind})")


class Bare(Reader):
    stages = True

    def prepare(self):
        self.write("urls", "\n".join(self.urls))

    def command(self, kind):
        return [os.environ["BARE"], "urls", ".", str(CONCURRENCY)]

    def entries(self):
        return self.rows("bare.db", "entry")
