//! How fast each public page is, with 1,000 blogs, 500,000 entries and 500 editions behind it.

use super::super::chance::Chance;
use super::big::{self, BLOGS, EDITIONS, ENTRIES, NOW, binary};
use crate::support::town::Town;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a page, a search and an export may take.
const PAGE: f64 = 50.0;
const SEARCH: f64 = 150.0;
const EXPORT: f64 = 5.0;

/// A kind of page: its name, how long it may take, and an address of it by chance.
type Kind = (&'static str, f64, fn(&mut Chance) -> String);

const KINDS: &[Kind] = &[
    ("/", PAGE, |_| "/".to_owned()),
    ("/editions", PAGE, |_| "/editions".to_owned()),
    ("/editions/year/…", PAGE, |chance| format!("/editions/year/{}", chance.between(2018, 2026))),
    ("/editions/…", PAGE, |chance| format!("/editions/{}", friday(chance))),
    ("/stories", PAGE, |_| "/stories".to_owned()),
    ("/stories?council", PAGE, |chance| format!("/stories?council=Council+{}", chance.below(350))),
    ("/stories?topic", PAGE, |_| "/stories?topic=weeknotes".to_owned()),
    ("/stories?from&to", PAGE, |chance| format!("/stories?from={0}-03-01&to={0}-04-01", chance.between(2018, 2026))),
    ("/stories?q, a rare word", SEARCH, |chance| format!("/stories?q={}", chance.pick(&["fenwick", "corholba", "molamster"]))),
    ("/stories?q, a common word", SEARCH, |chance| format!("/stories?q={}", chance.pick(&["planning", "the", "data"]))),
    ("/stories?q, three words", SEARCH, |chance| {
        format!("/stories?q={}", chance.pick(&["open+data+maps", "the+service+council", "parking+form+research"]))
    }),
    ("/stories?q, a phrase", SEARCH, |chance| {
        format!("/stories?q={}", chance.pick(&["%22open+data%22", "%22of+the+council%22"]))
    }),
    ("/blogs", PAGE, |_| "/blogs".to_owned()),
    ("/blogs?sort", PAGE, |chance| format!("/blogs?sort={}", chance.pick(&["council", "blog", "state", "posts"]))),
    ("/blogs/…", PAGE, |chance| format!("/blogs/blog-{}", chance.below(BLOGS as u64))),
    ("/blogs.opml", PAGE, |_| "/blogs.opml".to_owned()),
    ("/blogroll.html", PAGE, |_| "/blogroll.html".to_owned()),
    ("/feeds", PAGE, |_| "/feeds".to_owned()),
    ("/editions.atom", PAGE, |_| "/editions.atom".to_owned()),
    ("/editions.json", PAGE, |_| "/editions.json".to_owned()),
    ("/stories.atom", PAGE, |_| "/stories.atom".to_owned()),
    ("/stories.json?q", SEARCH, |_| "/stories.json?q=planning".to_owned()),
    ("/api/v1/editions", PAGE, |_| "/api/v1/editions".to_owned()),
    ("/api/v1/stories", PAGE, |_| "/api/v1/stories".to_owned()),
    ("/api/v1/blogs", PAGE, |_| "/api/v1/blogs".to_owned()),
    ("/sitemap.xml", PAGE, |_| "/sitemap.xml".to_owned()),
    ("/robots.txt", PAGE, |_| "/robots.txt".to_owned()),
    ("/accessibility", PAGE, |_| "/accessibility".to_owned()),
    ("/what-we-keep", PAGE, |_| "/what-we-keep".to_owned()),
    ("/about-our-fetcher", PAGE, |_| "/about-our-fetcher".to_owned()),
    ("/health", PAGE, |_| "/health".to_owned()),
];

fn friday(chance: &mut Chance) -> String {
    let last: chrono::NaiveDate = "2026-11-13".parse().unwrap();
    let date = last - chrono::Days::new(7 * chance.below(EDITIONS as u64));
    date.to_string()
}

/// Asks for every page this often.
#[expect(clippy::disallowed_methods, reason = "not a setting of friday's")]
fn rounds() -> usize {
    std::env::var("ROUNDS").ok().and_then(|words| words.parse().ok()).unwrap_or(60)
}

struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already, which is as well.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(town: &Town, port: u16) -> Service {
    let log = std::fs::File::create(town.path("log.json")).unwrap();
    let mut command = Command::new(binary().0);
    command.current_dir(town.folder.path()).args(["run", "--log", "json", "--now", NOW]).stdin(Stdio::null()).env_clear();
    let service = Service(command.stderr(Stdio::from(log)).spawn().unwrap());
    for _ in 0..3000 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return service;
        }
        std::thread::park_timeout(Duration::from_millis(20));
    }
    panic!("the service did not open its pages: {}", town.read("log.json"));
}

/// One request on a connection of its own: status, bytes of the answer, and how long it took from the first byte sent.
fn ask(port: u16, path: &str) -> (u16, usize, Duration) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_nodelay(true).unwrap();
    let began = Instant::now();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let status = String::from_utf8_lossy(answer.get(9..12).unwrap_or_default()).parse().unwrap_or(0);
    (status, answer.len(), began.elapsed())
}

fn milliseconds(times: &[Duration], per_mille: usize) -> f64 {
    times[(times.len() * per_mille / 1000).min(times.len() - 1)].as_secs_f64() * 1000.0
}

/// Modification times of a folder's files.
fn files(folder: &std::path::Path) -> std::collections::BTreeMap<std::path::PathBuf, std::time::SystemTime> {
    let mut found = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.unwrap();
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.insert(entry.path(), entry.metadata().unwrap().modified().unwrap());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_searches_and_the_export_are_quick_with_half_a_million_entries() {
    let (town, port) = big::town();
    let what = binary().1;
    let service = start(&town, port);
    println!(
        "figures: {BLOGS} blogs, {ENTRIES} entries, {EDITIONS} editions; {} requests a page one after another on loopback to {what}",
        rounds()
    );
    let mut late = Vec::new();
    for (name, limit, address) in KINDS {
        let mut chance = Chance::new(3);
        let (first, ..) = ask(port, &address(&mut chance));
        if first != 200 {
            println!("  {name:28} answers {first}");
            late.push(format!("{name} answers {first}"));
            continue;
        }
        let asked: Vec<_> = (0..rounds()).map(|_| ask(port, &address(&mut chance))).collect();
        let mut times: Vec<Duration> = asked.iter().map(|(_, _, took)| *took).collect();
        times.sort_unstable();
        let (p50, p99) = (milliseconds(&times, 500), milliseconds(&times, 990));
        let bytes = asked.iter().map(|(_, bytes, _)| *bytes).max().unwrap();
        println!("  {name:28} p50 {p50:7.1} ms, p99 {p99:7.1} ms of {limit} ms; at most {bytes} bytes");
        if p99 > *limit {
            late.push(format!("{name}: p99 {p99:.1} ms of {limit} ms"));
        }
    }
    drop(service);
    late.extend(export(&town));
    if std::env::var_os("FRIDAY").is_some() {
        assert!(late.is_empty(), "{}", late.join("\n"));
    }
}

/// Twice: how long each took, and how many files the second one touched.
fn export(town: &Town) -> Vec<String> {
    let mut late = Vec::new();
    let mut before: std::collections::BTreeMap<std::path::PathBuf, std::time::SystemTime> = Default::default();
    for run in ["the first", "the second"] {
        let began = Instant::now();
        let mut command = Command::new(binary().0);
        let said = command
            .current_dir(town.folder.path())
            .args(["export", "public", "--now", NOW])
            .stdin(Stdio::null())
            .env_clear()
            .output()
            .unwrap();
        let took = began.elapsed().as_secs_f64();
        let after = files(&town.path("public"));
        let touched = after.iter().filter(|(path, at)| before.get(*path) != Some(*at)).count();
        println!("  export, {run}: {took:.1} s of {EXPORT} s, {} files, {touched} touched", after.len());
        if !said.status.success() {
            late.push(format!("export: {}", String::from_utf8_lossy(&said.stderr)));
        }
        if took > EXPORT {
            late.push(format!("export, {run}: {took:.1} s of {EXPORT} s"));
        }
        if run == "the second" && touched > 0 {
            late.push(format!("export, {run}: touched {touched} files although nothing had changed"));
        }
        before = after;
    }
    late
}
