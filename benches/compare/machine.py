"""What machine this is, and which versions of everything take part."""
import os
import re
import shutil
import subprocess
import sys

import measure

PROGRAMS = [
    ("nginx", ["nginx", "-v"], "nginx"),
    ("sfeed", ["sfeed_update"], "sfeed"),
    ("newsboat", ["newsboat", "-v"], "newsboat"),
    ("rss2email", ["r2e", "--version"], "rss2email"),
    ("smtp-source, smtp-sink", ["smtp-source"], "postfix"),
    ("GNU time", ["time"], "time"),
    ("openssl", ["openssl", "version"], "openssl"),
]


def which(program):
    """Servers are often in a folder that is not everybody's."""
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def first(path, pattern):
    try:
        found = re.search(pattern, open(path).read())
        return found[1].strip() if found else "unknown"
    except OSError:
        return "unknown"


def package(name):
    """The version that Debian's packages know."""
    if not shutil.which("dpkg-query"):
        return ""
    asked = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", name], capture_output=True, text=True, check=False)
    return asked.stdout.strip()


def module(name):
    """Version of a module of this Python, or nothing."""
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def main():
    friday = os.environ.get("FRIDAY", "")
    said = subprocess.run([friday, "--version"], capture_output=True, text=True, check=False).stdout.strip() if friday else "not built"
    memory = int(first("/proc/meminfo", r"MemTotal:\s*(\d+)").replace("unknown", "0")) / 1024 / 1024
    model = first("/proc/cpuinfo", r"model name\s*:\s*(.*)")
    soft = first("/proc/self/limits", r"Max open files\s+(\d+)")
    rows = [
        ("processor", f"{model}, {os.cpu_count()} cores"),
        ("memory", f"{memory:.1f} GB"),
        ("kernel", os.uname().release),
        ("open files", soft),
        ("load when it began", f"{os.getloadavg()[0]:.2f}"),
        ("friday", said),
        ("Python", sys.version.split()[0]),
    ]
    rows += [(name, (package(of) or "installed") if which(command[0]) else "not here: left out") for name, command, of in PROGRAMS]
    rows += [(name, module(name) or "not here: left out") for name in ("reader", "feedparser")]
    measure.table(["what", "which"], rows)


if __name__ == "__main__":
    main()
