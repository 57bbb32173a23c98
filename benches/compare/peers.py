"""Other readers of feeds, each set up as its manual says, with as many connections as it has a setting for."""
import importlib.util
import os
import shutil
import subprocess
import sys

import town


def found():
    """Those that are installed; a name and what prepares it."""
    has = lambda module: importlib.util.find_spec(module) is not None
    all_of_them = [
        ("sfeed", shutil.which("sfeed_update"), Sfeed),
        ("newsboat", shutil.which("newsboat"), Newsboat),
        ("rss2email", shutil.which("r2e"), Rss2email),
        ("reader", has("reader"), Reader),
    ]
    for name, is_here, _ in all_of_them:
        if not is_here:
            print(f"{name} is not installed: left out", file=sys.stderr)
    return [(name, peer) for name, is_here, peer in all_of_them if is_here]


class Peer:
    """A folder of its own; `command` reads every feed once, cold the first time and warm after that."""

    accept = (0,)

    def __init__(self, folder, count, port):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.folder = folder
        self.urls = [town.address(number, port) for number in range(count)]
        self.env = {"HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder}
        self.prepare()

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w") as out:
            out.write(text)


class Sfeed(Peer):
    def prepare(self):
        os.makedirs(os.path.join(self.folder, "feeds"))
        lines = "".join(f"  feed 'f{number}' '{url}'\n" for number, url in enumerate(self.urls))
        self.write("sfeedrc", f'sfeedpath="{self.folder}/feeds"\nmaxjobs=16\nfeeds() {{\n{lines}}}\n')
        self.command = ["sfeed_update", os.path.join(self.folder, "sfeedrc")]


class Newsboat(Peer):
    def prepare(self):
        self.write("urls", "\n".join(self.urls) + "\n")
        self.write("config", "reload-threads 16\nuse-proxy no\n")
        self.command = ["newsboat", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"]


class Rss2email(Peer):
    def prepare(self):
        feeds = "".join(f"[feed.f{number}]\nurl = {url}\n\n" for number, url in enumerate(self.urls))
        self.write("rss2email.cfg", f"[DEFAULT]\nfrom = a@b.example\nto = a@b.example\n\n{feeds}")
        self.command = ["r2e", "-c", "rss2email.cfg", "-d", "data.json", "run", "--no-send"]


class Reader(Peer):
    def prepare(self):
        self.write("urls", "\n".join(self.urls))
        self.write(
            "add.py",
            "from reader import make_reader\nreader = make_reader('reader.db')\n"
            "for url in open('urls').read().split(): reader.add_feed(url, exist_ok=True)\n",
        )
        self.write("read.py", "from reader import make_reader\nmake_reader('reader.db').update_feeds(workers=16)\n")
        subprocess.run([sys.executable, "add.py"], cwd=self.folder, check=True)
        self.command = [sys.executable, "read.py"]
