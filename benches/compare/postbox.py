"""An installation of friday with an approved edition for many readers, and Postfix's sink that takes its mails."""
import glob
import os
import random
import shutil
import socket
import subprocess
import time

import machine
import measure
import nginx

SETTINGS = """[mail]
transport = "smtp"
smtp = "smtp://127.0.0.1:{port}"
from = "Five for Friday <five@five.example>"
connections = {sessions}
{dkim}
"""
DKIM = '[dkim]\nselector = "bench"\ndomain = "five.example"\nkey_file = "dkim.pem"'
WORDS = "council service data bins housing planning users form page team week prototype".split()


class Sink:
    """smtp-sink on a port of its own, until it is closed."""

    def __init__(self):
        self.port = nginx.free_port()
        user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
        command = [machine.which("smtp-sink"), "-u", user, f"127.0.0.1:{self.port}", "1024"]
        self.child = measure.start(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise SystemExit("smtp-sink does not answer")

    def close(self):
        measure.end(self.child)


class Postbox:
    """A folder with settings, perhaps a key, and a list of readers that is not imported yet."""

    def __init__(self, folder, port, readers, sessions, key="unsigned"):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.folder, self.readers = folder, readers
        self.write("friday.toml", SETTINGS.format(port=port, sessions=sessions, dkim="" if key == "unsigned" else DKIM))
        self.write("feeds.toml", "")
        if key != "unsigned":
            self.friday("dkim", "new", "--selector", "bench", "--file", "dkim.pem")
            rsa, mark, ed25519 = self.text("dkim.pem").rpartition("-----BEGIN PRIVATE KEY")
            self.write("dkim.pem", rsa if key == "rsa2048" else mark + ed25519)
        with open(os.path.join(folder, "readers.csv"), "w") as out:
            out.write("email,wording\n")
            out.writelines(f"reader{number}@d{number % 500}.example,yes\n" for number in range(readers))

    def text(self, name):
        with open(os.path.join(self.folder, name)) as opened:
            return opened.read()

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        if os.path.exists(path):
            os.remove(path)
        with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as out:
            out.write(text)

    def friday(self, *words):
        """Runs friday here; what it cost."""
        return measure.run([os.environ["FRIDAY"], *words], self.folder)

    def bring_in(self):
        return self.friday("subscribers", "import", "readers.csv", "-q")

    def approve(self, size):
        """An edition with one find whose remark fills a mail of about `size` bytes; gives back how many they are."""
        self.friday("edition", "draft", "-q")
        rng, remark, half = random.Random(1), "", max(100, (size - 12_000) // 2)
        while len(remark) < half:
            remark += " ".join(rng.choice(WORDS) for _ in range(12)) + ".\n"
        name = glob.glob(os.path.join(self.folder, "editions/*.md"))[0]
        head, mark, tail = self.text(name).partition("\n# Everything else\n")
        self.write(name, f"{head}\n## [A long read](https://example.org/post)\n\n{remark}\n{mark}{tail}")
        self.friday("edition", "approve", "-q")
        mail = [os.environ["FRIDAY"], "edition", "preview", "--for", "reader1@d1.example", "--part", "eml"]
        return len(subprocess.run(mail, cwd=self.folder, capture_output=True, check=True).stdout)

    def send(self):
        """Sends all; fails unless the ledger says that everybody got it."""
        cost = self.friday("edition", "send", "--early", "-q")
        self.friday("edition", "verify", "-q")
        return cost
