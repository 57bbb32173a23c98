"""nginx with a folder of files, on many addresses of this machine's loopback."""
import collections
import os
import pwd
import resource
import socket
import time

import machine
import measure
import town

# Connections take half of the descriptors that there are, and the file cache, which keeps one a file, a quarter.
CONFIG = """daemon off;
{user}
worker_processes 1;
worker_rlimit_nofile {files};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections {connections}; }}
http {{
  types {{ application/rss+xml xml; }}
  log_format short '$status $request_uri';
  access_log {log};
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  keepalive_timeout 75s;
  open_file_cache max={cached} inactive=600s;
  open_file_cache_valid 600s;
  client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t; uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
  server {{
    {listen}
    root {root};
  }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """Serves `root` until it is closed. Its validators are the files' own. With `log` it notes what it answered, which costs time."""

    def __init__(self, folder, root, port=None, log=False):
        program = machine.which("nginx")
        if not program:
            raise SystemExit("nginx is not installed: there is nothing to read from")
        os.makedirs(folder, exist_ok=True)
        self.folder, self.root, self.port, self.log = folder, root, port or free_port(), log
        self.command = [program, "-c", self.write(), "-e", os.path.join(folder, "error.log")]
        self.start()

    def write(self):
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        config = os.path.join(self.folder, "nginx.conf")
        with open(config, "w") as out:
            log = f"{self.folder}/access.log short" if self.log else "off"
            listen = "\n    ".join(f"listen {host}:{self.port} backlog=4096;" for host in town.hosts())
            user = f"user {pwd.getpwuid(0).pw_name} {pwd.getpwuid(0).pw_name};" if os.getuid() == 0 else ""
            sizes = {"files": files, "connections": files // 2, "cached": files // 4}
            out.write(CONFIG.format(folder=self.folder, root=self.root, log=log, listen=listen, user=user, **sizes))
        return config

    def start(self):
        self.child = measure.start(self.command)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex((town.hosts()[0], self.port)) == 0:
                    return
            time.sleep(0.05)
        raise SystemExit("nginx does not answer; see " + os.path.join(self.folder, "error.log"))

    def renew(self):
        """Starts again, so that no file is answered out of its cache."""
        self.close()
        self.start()

    def seconds(self):
        """Of processor, worker and master together."""
        ticks = os.sysconf("SC_CLK_TCK")
        pids = [self.child.pid] + [int(pid) for pid in open(f"/proc/{self.child.pid}/task/{self.child.pid}/children").read().split()]
        fields = [open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split() for pid in pids]
        return sum(int(each[11]) + int(each[12]) for each in fields) / ticks

    def answered(self):
        """How often each status was given since the last call; only with `log`."""
        path = os.path.join(self.folder, "access.log")
        time.sleep(0.2)
        told = collections.Counter(line.split()[0] for line in open(path))
        os.truncate(path, 0)
        return told

    def close(self):
        measure.end(self.child)
