"""nginx with a folder of files, on every address of this machine's loopback."""
import os
import shutil
import socket
import subprocess
import time

CONFIG = """daemon off;
worker_processes 1;
worker_rlimit_nofile 65536;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 32768; }}
http {{
  types {{ application/rss+xml xml; }}
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  keepalive_timeout 75s;
  open_file_cache max=200000 inactive=600s;
  open_file_cache_valid 600s;
  client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t; uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
  server {{ listen 0.0.0.0:{port} backlog=4096; root {root}; }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """Serves `root` until it is closed. Its validators are the files' own."""

    def __init__(self, folder, root, port):
        os.makedirs(folder, exist_ok=True)
        config = os.path.join(folder, "nginx.conf")
        with open(config, "w") as out:
            out.write(CONFIG.format(folder=folder, root=root, port=port))
        program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
        self.child = subprocess.Popen([program, "-c", config, "-e", os.path.join(folder, "error.log")])
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise SystemExit("nginx does not answer; see " + os.path.join(folder, "error.log"))

    def seconds(self):
        """Of processor, worker and master together."""
        ticks = os.sysconf("SC_CLK_TCK")
        pids = [self.child.pid] + [int(pid) for pid in open(f"/proc/{self.child.pid}/task/{self.child.pid}/children").read().split()]
        fields = [open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split() for pid in pids]
        return sum(int(each[11]) + int(each[12]) for each in fields) / ticks

    def close(self):
        self.child.terminate()
        self.child.wait()
