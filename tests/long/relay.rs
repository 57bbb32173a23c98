//! One edition through mail servers that others wrote: Postfix with a queue and a Maildir of its own, and smtp-sink.

use super::support::blogs::{Blogs, OPEN, councils};
use super::support::running::free_port;
use super::support::verifiers;
use super::town::{READERS, Said, Town};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const NOON: &str = "2026-11-20T12:05:00Z";

/// Nobody's user and group, for the mailbox.
const NOBODY: u32 = 65534;

fn is_here(program: &str) -> bool {
    let found = Command::new(program).arg("-h").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        println!("skipped: {program} is not here");
    }
    found
}

/// Waits until `done` says so, for at most ten seconds.
async fn until(what: &str, done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(10), "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn answers(port: u16) {
    until("the server answers", || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()).await;
}

/// A signed edition for three readers, sent to this port.
async fn sent_to(port: u16) -> (Town, Said) {
    let blogs = Blogs::start().await;
    let settings = format!(
        "{OPEN}[mail]\ntransport = \"smtp\"\nsmtp = \"smtp://127.0.0.1:{port}\"\nfrom = \"Five for Friday <friday@five.example>\"\n\
         reply_to = \"editor@five.example\"\norganisation = \"Ashby Council\"\naddress = \"Town Hall, Ashby\"\n\
         [dkim]\nselector = \"five\"\nkey_file = \"dkim-five.pem\"\n"
    );
    let town = Town::new(&settings, &councils(&blogs, 7));
    town.write("readers.csv", READERS);
    for args in [
        &["dkim", "new", "--selector", "five"][..],
        &["subscribers", "import", "readers.csv"],
        &["fetch"],
        &["edition", "approve"],
    ] {
        let said = town.friday(args).await;
        assert_eq!(said.code, 0, "{args:?}: {}", said.err);
    }
    let said = town.friday_at(NOON, &["edition", "send"]).await;
    (town, said)
}

/// A Postfix that knows nothing of the system's: every file of it lies in `folder`.
struct Postfix {
    folder: tempfile::TempDir,
    port: u16,
}

impl Postfix {
    /// Starts it where it is installed and this user may (its daemons change their user).
    fn start() -> Option<Self> {
        let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
        if !is_here("postconf") || !is_root {
            println!("skipped: Postfix is started by root alone, where it is installed");
            return None;
        }
        let postfix = Self { folder: tempfile::tempdir().unwrap(), port: free_port() };
        let own = |name: &str| postfix.folder.path().join(name);
        for name in ["conf", "queue", "data", "mail"] {
            std::fs::create_dir(own(name)).unwrap();
        }
        for path in [postfix.folder.path().to_owned(), own("conf"), own("queue")] {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        std::os::unix::fs::chown(own("mail"), Some(NOBODY), Some(NOBODY)).unwrap();
        assert!(Command::new("chown").arg("postfix").arg(own("data")).status().unwrap().success());
        std::fs::write(own("conf/main.cf"), main_cf(postfix.folder.path())).unwrap();
        std::fs::write(own("conf/master.cf"), master_cf(postfix.port)).unwrap();
        postfix.control("start");
        Some(postfix)
    }

    fn control(&self, verb: &str) {
        let conf = self.folder.path().join("conf");
        let ended = Command::new("postfix").arg("-c").arg(conf).arg(verb).stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(ended.unwrap().success(), "postfix {verb}: {}", self.log());
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn delivered(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder.path().join("mail/all/new"));
        entries.map(|found| found.map(|entry| entry.unwrap().path()).collect()).unwrap_or_default()
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.control("stop");
    }
}

fn main_cf(folder: &Path) -> String {
    let folder = folder.display();
    format!(
        "compatibility_level = 3.6\nqueue_directory = {folder}/queue\ndata_directory = {folder}/data\n\
         maillog_file = {folder}/log\nmaillog_file_prefixes = {folder}\nmail_owner = postfix\nsetgid_group = postdrop\n\
         inet_interfaces = loopback-only\ninet_protocols = ipv4\nmyhostname = relay.example\nmydestination =\n\
         mynetworks = 127.0.0.0/8\nsmtpd_relay_restrictions = permit_mynetworks, reject\n\
         virtual_mailbox_domains = example.org, example.net\nvirtual_mailbox_base = {folder}/mail\n\
         virtual_mailbox_maps = static:all/\nvirtual_uid_maps = static:{NOBODY}\nvirtual_gid_maps = static:{NOBODY}\n"
    )
}

fn master_cf(port: u16) -> String {
    let services = [
        "postlog unix-dgram n - n - 1 postlogd",
        "cleanup unix n - n - 0 cleanup",
        "qmgr unix n - n 300 1 qmgr",
        "rewrite unix - - n - - trivial-rewrite",
        "bounce unix - - n - 0 bounce",
        "defer unix - - n - 0 bounce",
        "trace unix - - n - 0 bounce",
        "verify unix - - n - 1 verify",
        "proxymap unix - - n - - proxymap",
        "error unix - - n - - error",
        "retry unix - - n - - error",
        "virtual unix - n n - - virtual",
        "anvil unix - - n - 1 anvil",
    ];
    format!("127.0.0.1:{port} inet n - n - - smtpd\n{}\n", services.join("\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_delivers_an_edition_as_it_was_signed() {
    let Some(postfix) = Postfix::start() else { return };
    answers(postfix.port).await;

    let (town, said) = sent_to(postfix.port).await;

    assert_eq!(said.out, "3 recipients = 3 accepted\n", "{}", said.err);
    until("three mails are in the Maildir", || postfix.delivered().len() == 3).await;
    let signer =
        friday::io::mailer::dkim::Signer::from_pem(town.read("dkim-five.pem").as_bytes(), "five.example", "five").unwrap();
    for file in postfix.delivered() {
        let mail = std::fs::read_to_string(file).unwrap().replace('\n', "\r\n");
        let to = mail.lines().find_map(|line| line.strip_prefix("Delivered-To: ")).unwrap().to_owned();
        let preview = town.friday_at(NOON, &["edition", "preview", "2026-11-20", "--for", &to]).await;
        assert!(mail.ends_with(&String::from_utf8(preview.bytes).unwrap()), "{mail}");
        for verifier in [verifiers::dkimpy(), verifiers::mailauth()].into_iter().flatten() {
            assert_eq!(verifier.judge(std::slice::from_ref(&mail), &signer.records()), [true], "{}", verifier.name);
        }
    }
    println!("Postfix: 3 mails accepted and delivered, byte for byte behind its own headers, signatures accepted");
}

/// Ends with the test.
struct Sink(Child);

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn smtp_sink_takes_an_edition() {
    if !is_here("smtp-sink") {
        return;
    }
    for flags in [&[][..], &["-8"], &["-e"], &["-p"]] {
        let port = free_port();
        let place = format!("127.0.0.1:{port}");
        let _sink = Sink(Command::new("smtp-sink").args(["-u", "nobody"]).args(flags).args([&place, "64"]).spawn().unwrap());
        answers(port).await;

        let (_town, said) = sent_to(port).await;

        assert_eq!(said.out, "3 recipients = 3 accepted\n", "{flags:?}: {}", said.err);
    }
    println!("smtp-sink: accepted with and without ESMTP, PIPELINING and 8BITMIME");
}
