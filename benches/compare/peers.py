"""Other readers of feeds, each set up as its manual says, with as many connections at once as friday has where it has a setting for them."""
import glob
import importlib.util
import json
import shutil
import subprocess
import sys

import measure
from ours import CONCURRENCY, Reader

# What it takes to find out whether the module can be used at all: parts of it are loaded only then.
TRY_READER = "from reader import make_reader; make_reader(':memory:').add_feed('http://127.0.0.1:9/')"


def found():
    """Those that are installed and start; a name and what prepares it."""
    all_of_them = [
        ("sfeed", shutil.which("sfeed_update"), Sfeed),
        ("newsboat", shutil.which("newsboat"), Newsboat),
        ("rss2email", shutil.which("r2e"), Rss2email),
        ("reader", has_reader(), PythonReader),
    ]
    for name, is_here, _ in all_of_them:
        if not is_here:
            measure.say(f"{name} is not installed: left out")
    return [(name, peer) for name, is_here, peer in all_of_them if is_here]


def has_reader():
    if importlib.util.find_spec("reader") is None:
        return False
    tried = subprocess.run([sys.executable, "-c", TRY_READER], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        measure.say("reader does not start: " + (tried.stderr.strip().splitlines() or ["no word why"])[-1])
    return tried.returncode == 0


class Sfeed(Reader):
    """curl, sfeed and sort a feed, from a shell script. It sends no validators: every read is a whole one."""

    def prepare(self):
        lines = "".join(f"  feed 'f{number}' '{url}'\n" for number, url in enumerate(self.urls))
        self.write("sfeedrc", f'sfeedpath="{self.folder}/feeds"\nmaxjobs={CONCURRENCY}\nfeeds() {{\n{lines}}}\n')

    def command(self, kind):
        return ["sfeed_update", self.path("sfeedrc")]

    def entries(self):
        return sum(open(path, "rb").read().count(b"\n") for path in glob.glob(self.path("feeds/*")))


class Newsboat(Reader):
    """Remembers validators from the second read on: the row of the feed is not there yet when the first one would note them."""

    reads_twice = True

    def prepare(self):
        self.write("urls", "\n".join(self.urls) + "\n")
        self.write("config", f"reload-threads {CONCURRENCY}\nuse-proxy no\n")

    def command(self, kind):
        return ["newsboat", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"]

    def entries(self):
        return self.rows("cache.db", "rss_item")


class Rss2email(Reader):
    """One feed after another; it has no setting for more."""

    def prepare(self):
        feeds = "".join(f"[feed.f{number}]\nurl = {url}\n\n" for number, url in enumerate(self.urls))
        self.write("rss2email.cfg", f"[DEFAULT]\nfrom = a@b.example\nto = a@b.example\nverbose = warning\n\n{feeds}")

    def command(self, kind):
        return ["r2e", "-c", "rss2email.cfg", "-d", "data.json", "run", "--no-send"]

    def entries(self):
        return sum(len(feed.get("seen", {})) for feed in json.load(open(self.path("data.json")))["feeds"])


class PythonReader(Reader):
    """Asked to read all feeds, not those alone whose hour has come."""

    def prepare(self):
        self.write("urls", "\n".join(self.urls))
        self.write(
            "add.py",
            "from reader import make_reader\nreader = make_reader('reader.db')\n"
            "for url in open('urls').read().split(): reader.add_feed(url, exist_ok=True)\n",
        )
        self.write("read.py", f"from reader import make_reader\nmake_reader('reader.db').update_feeds(workers={CONCURRENCY}, scheduled=False)\n")
        subprocess.run([sys.executable, "add.py"], cwd=self.folder, check=True)

    def command(self, kind):
        return [sys.executable, "read.py"]

    def entries(self):
        return self.rows("reader.db", "entries")
