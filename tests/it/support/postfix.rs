//! A Postfix of the test's own: its configuration, queue and log in a folder, its port on loopback. Never the machine's.

use super::corpus::tell;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// A running Postfix; stopped with the test.
pub struct Postfix {
    pub port: u16,
    pub folder: TempDir,
}

impl Postfix {
    /// Starts one that takes mail for five.example and pipes `bounces+…@five.example` into a command; none where Postfix is
    /// not installed, or may not be run (it wants root).
    pub fn start(pipe: &str) -> Option<Self> {
        let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
        let is_there = Path::new("/usr/sbin/postfix").exists();
        if !is_there || !is_root {
            tell(if is_there { "skipped: Postfix runs as root alone" } else { "skipped: Postfix is not installed" });
            return None;
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let postfix = Self { port, folder: tempfile::tempdir().unwrap() };
        postfix.configure(pipe);
        let done = postfix.control("start");
        assert!(done, "Postfix did not start: {}", postfix.log());
        for _ in 0..1000 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(postfix);
            }
            std::thread::park_timeout(Duration::from_millis(10));
        }
        panic!("Postfix does not listen: {}", postfix.log())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// Waits until a line with all these words stands in its log.
    pub fn logged(&self, words: &[&str]) -> String {
        for _ in 0..3000 {
            if let Some(line) = self.log().lines().find(|line| words.iter().all(|word| line.contains(word))) {
                return line.to_owned();
            }
            std::thread::park_timeout(Duration::from_millis(10));
        }
        panic!("{words:?} are not in its log: {}", self.log())
    }

    fn configure(&self, pipe: &str) {
        for name in ["etc", "queue", "data"] {
            std::fs::create_dir(self.path(name)).unwrap();
        }
        // Its daemons are other users: they have to reach their queue through this folder.
        open_to_all(self.folder.path());
        run(Command::new("chown").arg("postfix").arg(self.path("data")));
        std::fs::write(self.path("log"), "").unwrap();
        let here = |name: &str| self.path(name).display().to_string();
        std::fs::write(
            self.path("etc/main.cf"),
            format!(
                "compatibility_level = 3.6\nqueue_directory = {}\ndata_directory = {}\nmail_owner = postfix\nsetgid_group = postdrop\n\
                 maillog_file = {}\nmaillog_file_prefixes = {}\nmyhostname = relay.five.example\nmydestination = nobody.example\n\
                 inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmynetworks = 127.0.0.0/8\nalias_maps =\nalias_database =\n\
                 local_recipient_maps =\nrecipient_delimiter = +\nrelay_domains = five.example\n\
                 relay_transport = friday\ndefault_transport = error:nothing leaves this test\nsmtpd_reject_unlisted_recipient = no\nsmtpd_relay_restrictions = permit_mynetworks, reject\n\
                 smtpd_recipient_restrictions = permit_mynetworks, reject\nfriday_destination_recipient_limit = 1\nshlib_directory = no\n",
                here("queue"),
                here("data"),
                here("log"),
                self.folder.path().display(),
            ),
        )
        .unwrap();
        let port = self.port;
        let services = [
            format!("127.0.0.1:{port} inet n - n - - smtpd"),
            "pickup unix n - n 60 1 pickup".to_owned(),
            "cleanup unix n - n - 0 cleanup".to_owned(),
            "qmgr unix n - n 300 1 qmgr".to_owned(),
            "rewrite unix - - n - - trivial-rewrite".to_owned(),
            "bounce unix - - n - 0 bounce".to_owned(),
            "defer unix - - n - 0 bounce".to_owned(),
            "trace unix - - n - 0 bounce".to_owned(),
            "proxymap unix - - n - - proxymap".to_owned(),
            "error unix - - n - - error".to_owned(),
            "retry unix - - n - - error".to_owned(),
            "local unix - n n - - local".to_owned(),
            "anvil unix - - n - 1 anvil".to_owned(),
            "postlog unix-dgram n - n - 1 postlogd".to_owned(),
            format!("friday unix - n n - - pipe flags=R user=nobody argv={pipe}"),
        ];
        std::fs::write(self.path("etc/master.cf"), services.join("\n") + "\n").unwrap();
    }

    fn control(&self, verb: &str) -> bool {
        let mut command = Command::new("/usr/sbin/postfix");
        command.arg("-c").arg(self.path("etc")).arg(verb);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.control("abort");
    }
}

/// Lets other users pass through and write: of a folder of the test's own alone.
pub fn open_to_all(folder: &Path) {
    run(Command::new("chmod").arg("0777").arg(folder));
}

fn run(command: &mut Command) {
    assert!(command.status().unwrap().success(), "{command:?}");
}
