//! `friday run`: the service starts, works, takes changes in, and stops cleanly.

use super::leaving::Running;
use crate::support::blogs::{Blogs, OPEN, councils};
use crate::support::town::{READERS, Town};
use std::io::Write;
use std::net::TcpStream;
use std::process::Command;

async fn town() -> (Town, Blogs) {
    let blogs = Blogs::start().await;
    let town = Town::new(OPEN, &councils(&blogs, 5));
    town.write("readers.csv", READERS);
    town.friday(&["subscribers", "import", "readers.csv"]).await;
    (town, blogs)
}

/// The same, read once: an edition is ready for its hour.
pub async fn town_with_readers() -> (Blogs, Town) {
    let (town, blogs) = town().await;
    town.friday(&["run", "--once"]).await;
    (blogs, town)
}

pub fn signal(running: &Running, name: &str) {
    assert!(Command::new("kill").args([name, &running.child.id().to_string()]).status().unwrap().success());
}

/// Waits, without sleeping blindly, until the log says so.
pub fn logged(town: &Town, words: &str) -> bool {
    for _ in 0..4000 {
        if town.read("log.json").contains(words) {
            return true;
        }
        std::thread::park_timeout(std::time::Duration::from_millis(10));
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_stops_cleanly_on_both_signals() {
    for name in ["-TERM", "-INT"] {
        let (town, _blogs) = town().await;
        let mut running = Running::start(&town, "2026-11-18T09:00:00Z");

        signal(&running, name);
        let status = running.child.wait().unwrap();

        assert_eq!(status.code(), Some(0));
        assert!(town.read("log.json").contains("friday has stopped"), "{}", town.read("log.json"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_never_end_do_not_hold_up_the_stop() {
    let (town, _blogs) = town().await;
    let mut running = Running::start(&town, "2026-11-18T09:00:00Z");
    let half_open: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = TcpStream::connect(("127.0.0.1", running.port)).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: five.example\r\n").unwrap();
            stream
        })
        .collect();
    assert_eq!(running.get("/").0, 200);

    signal(&running, "-TERM");
    let has_stopped = logged(&town, "friday has stopped");

    assert!(has_stopped, "{}", town.read("log.json"));
    assert_eq!(running.child.wait().unwrap().code(), Some(0));
    drop(half_open);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_list_is_read_again_and_a_broken_one_is_not() {
    let (town, _blogs) = town().await;
    let running = Running::start(&town, "2026-11-18T09:00:00Z");

    town.write("feeds.toml", "[[blog]]\nname = \"Only one\"\n");
    signal(&running, "-HUP");
    let taken = logged(&town, "the list was read again: 1 blogs");
    town.write("feeds.toml", "[[blog]]\nnam = \"Broken\"\n");
    signal(&running, "-HUP");
    let refused = logged(&town, "the list has mistakes, so the old one stays in force");

    assert!(taken && refused, "{}", town.read("log.json"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_services_do_not_share_a_database() {
    let (town, _blogs) = town().await;
    let running = Running::start(&town, "2026-11-18T09:00:00Z");
    town.write("friday.toml", &town.read("friday.toml").replace(&format!(":{}", running.port), ":0"));

    let second = town.friday(&["run"]).await;

    assert_eq!(second.code, 75);
    assert!(second.err.contains("another `friday run` is at work on friday.db"), "{}", second.err);
    drop(running);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_services_do_not_share_an_address() {
    let (town, _blogs) = town().await;
    let running = Running::start(&town, "2026-11-18T09:00:00Z");

    std::fs::create_dir(town.path("other")).unwrap();
    let second = town.friday(&["--db", "other/friday.db", "run"]).await;

    assert_eq!(second.code, 1);
    assert!(second.err.contains("is another friday running? [web] listen names another one"), "{}", second.err);
    drop(running);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_reads_approves_and_sends_by_itself() {
    let (town, blogs) = town().await;
    town.friday(&["run", "--once"]).await;

    let running = Running::start(&town, "2026-11-20T12:00:00Z");
    let is_sent = logged(&town, "the edition of 2026-11-20 is sent");

    assert!(is_sent, "{}", town.read("log.json"));
    assert_eq!(std::fs::read_dir(town.path("outbox")).unwrap().count(), 3);
    assert_eq!(blogs.asked().len(), 5);
    drop(running);
}
