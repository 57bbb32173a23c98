//! Crowds at the form: one address ten thousand times from five hundred networks, six kinds of address beside the clock, and a
//! million subscribers with two hundred requests a second.

use super::chance::Chance;
use crate::support::mail::MailServer;
use crate::support::reader::{MORNING, form};
use crate::support::town::Town;
use friday::io::tokens::{Keys, Purpose};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::task::JoinSet;

const SIGN_UPS: usize = 10_000;
const SOURCES: usize = 500;

/// `friday run`, ended with the check.
struct Service {
    child: Child,
    at: SocketAddr,
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the service with these lines in `[web]` and these settings after it.
async fn start(town: &Town, web: &str, settings: &str) -> Service {
    let at = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    town.write("friday.toml", &format!("[web]\nlisten = \"{at}\"\n{web}{settings}"));
    let log = std::fs::File::create(town.path("log.json")).unwrap();
    let mut command = town.command(&["run", "--log", "json", "--now", MORNING]);
    let service = Service { child: command.stderr(Stdio::from(log)).spawn().unwrap(), at };
    for _ in 0..3000 {
        if tokio::net::TcpStream::connect(at).await.is_ok() {
            return service;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the service did not open its pages: {}", town.read("log.json"));
}

/// One POST from a source address; status, answer without its date, and how long it took from the first byte.
async fn post(at: SocketAddr, from: Ipv4Addr, path: &str, headers: &str, body: &str) -> (u16, String, Duration) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((from, 0))).unwrap();
    let mut stream = socket.connect(at).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: five.example\r\n{headers}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    let began = Instant::now();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let took = began.elapsed();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let lines = answer.lines().filter(|line| !line.to_lowercase().starts_with("date:"));
    (status, lines.collect::<Vec<_>>().join("\n"), took)
}

/// The value below which so many of a thousand lie, in milliseconds.
fn per_mille(times: &mut [Duration], share: usize) -> f64 {
    times.sort_unstable();
    times[(times.len() * share / 1000).min(times.len() - 1)].as_secs_f64() * 1000.0
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_sign_ups_of_one_address_from_five_hundred_networks_are_one_mail() {
    let (town, mail) = (Town::new("", ""), MailServer::start(Vec::new()).await);
    let service = start(&town, "", &mail.settings()).await;
    let (victim, neighbour) = (form(&town, "victim@example.org"), form(&town, "neighbour@example.org"));
    let (mut crowd, mut times, mut answers) = (JoinSet::new(), Vec::new(), std::collections::HashSet::new());

    let began = Instant::now();
    for n in 0..SIGN_UPS {
        let source = u8::try_from(n % SOURCES / 250).unwrap();
        let from = Ipv4Addr::new(127, source + 1, u8::try_from(n % 250).unwrap(), 9);
        let (at, body) = (service.at, victim.clone());
        crowd.spawn(async move { post(at, from, "/subscribe", "", &body).await });
        if crowd.len() >= 64 {
            let (status, answer, took) = crowd.join_next().await.unwrap().unwrap();
            times.push(took);
            answers.insert((status, answer));
        }
    }
    while let Some(done) = crowd.join_next().await {
        let (status, answer, took) = done.unwrap();
        times.push(took);
        answers.insert((status, answer));
    }
    let seconds = began.elapsed().as_secs_f64();
    post(service.at, Ipv4Addr::new(127, 9, 9, 9), "/subscribe", "", &neighbour).await;
    for _ in 0..1000 {
        if mail.kept().len() >= 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    let to = |address: &str| mail.recipients().iter().filter(|to| to.as_str() == address).count();
    println!(
        "{SIGN_UPS} sign-ups of one address from {SOURCES} networks in {seconds:.1} s: {} mail to it, {} to a neighbour who came after; {} kind of answer; p50 {:.1} ms, p99 {:.1} ms",
        to("victim@example.org"),
        to("neighbour@example.org"),
        answers.len(),
        per_mille(&mut times, 500),
        per_mille(&mut times, 990)
    );
    assert_eq!((to("victim@example.org"), to("neighbour@example.org")), (1, 1));
    assert_eq!((times.len(), answers.len()), (SIGN_UPS, 1));
}

/// Two samples drawn alike: the two-sided Kolmogorov–Smirnov test, with Kolmogorov's asymptotic distribution.
fn alike(one: &[Duration], other: &[Duration]) -> f64 {
    let (mut a, mut b) = (one.to_vec(), other.to_vec());
    a.sort_unstable();
    b.sort_unstable();
    let (mut i, mut j, mut gap) = (0, 0, 0.0_f64);
    while i < a.len() && j < b.len() {
        let value = a[i].min(b[j]);
        while i < a.len() && a[i] <= value {
            i += 1;
        }
        while j < b.len() && b[j] <= value {
            j += 1;
        }
        gap = gap.max((i as f64 / a.len() as f64 - j as f64 / b.len() as f64).abs());
    }
    let size = (a.len() * b.len()) as f64 / (a.len() + b.len()) as f64;
    let lambda = (size.sqrt() + 0.12 + 0.11 / size.sqrt()) * gap;
    let term = |k: i32| 2.0 * f64::from(if k % 2 == 1 { 1 } else { -1 }) * (-2.0 * f64::from(k * k) * lambda * lambda).exp();
    (1..=100).map(term).sum::<f64>().clamp(0.0, 1.0)
}

const CLASSES: [&str; 6] = ["active", "left", "bounced", "pending", "complained", "new"];
const EACH: usize = 400;

/// EACH addresses of every class but the last, written as an import would.
fn fill_classes(town: &Town) {
    let keys = Keys::open(&town.path("friday.key")).unwrap();
    let mut database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    let transaction = database.transaction().unwrap();
    for (class, n) in CLASSES.iter().take(5).flat_map(|class| (0..EACH).map(move |n| (class, n))) {
        let address = format!("{class}{n}@example.org");
        let state = if *class == "complained" { "left" } else { class };
        let sql = "INSERT INTO subscriber (address, address_mark, choice, state, source, wording, created_at, changed_at)
                   VALUES (?1, ?2, 'everything', ?3, '', '', 0, 0)";
        let mark = keys.sign(Purpose::Suppression, &address);
        transaction.execute(sql, (&address, mark, state)).unwrap();
        if *class == "complained" {
            let sql = "INSERT INTO consent_event (subscriber_id, action, at, page, actor) VALUES (last_insert_rowid(), 'complaint', ?1, '', 'server')";
            transaction.execute(sql, [MORNING.parse::<friday::model::Instant>().unwrap().timestamp() - 60]).unwrap();
        }
    }
    transaction.commit().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_does_not_tell_who_is_on_the_list() {
    let town = Town::new("", "");
    let web = "trusted_proxies = [\"127.0.0.1\"]\nsign_ups_per_hour = 1000000\n";
    // The key and the database are made by the first start.
    drop(start(&town, web, "").await);
    fill_classes(&town);
    let service = start(&town, web, "").await;
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); CLASSES.len()];
    let mut answers = std::collections::HashSet::new();

    // Taken in turn and in another order each time, so that whatever else the machine does falls on all of them alike.
    let mut chance = Chance::new(7);
    for n in 0..EACH {
        let mut order: Vec<usize> = (0..CLASSES.len()).collect();
        for place in (1..order.len()).rev() {
            order.swap(place, usize::try_from(chance.below(place as u64 + 1)).unwrap());
        }
        for class in order {
            let name = CLASSES[class];
            let body = form(&town, &format!("{name}{n}@example.org"));
            let visitor = format!("X-Forwarded-For: 198.{}.{}.7\r\n", class + 1, n % 250);
            let (status, answer, took) = post(service.at, Ipv4Addr::LOCALHOST, "/subscribe", &visitor, &body).await;
            answers.insert((status, answer));
            times[class].push(took);
        }
    }

    let likeness: Vec<f64> = times.iter().take(5).map(|one| alike(one, &times[5])).collect();
    for (class, name) in CLASSES.iter().enumerate() {
        let against = likeness.get(class).map(|p| format!(", like a new one with p = {p:.3}")).unwrap_or_default();
        println!(
            "{name:10} p50 {:.2} ms, p99 {:.2} ms{against}",
            per_mille(&mut times[class], 500),
            per_mille(&mut times[class], 990)
        );
    }
    assert_eq!(answers.len(), 1);
    // Five comparisons: 0.001 for each keeps the chance of a false alarm at one in two hundred.
    assert!(likeness.iter().all(|p| *p > 0.001), "{likeness:?}");
}

/// Subscribers in the database: a million, or SUBSCRIBERS.
#[expect(clippy::disallowed_methods, reason = "not a setting of friday's")]
fn subscribers() -> usize {
    std::env::var("SUBSCRIBERS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000)
}

/// Active subscribers with evidence, written in one transaction.
fn fill(town: &Town, count: usize) {
    let keys = Keys::open(&town.path("friday.key")).unwrap();
    let mut database = rusqlite::Connection::open(town.path("friday.db")).unwrap();
    let transaction = database.transaction().unwrap();
    {
        let sql =
            "INSERT INTO subscriber (address, address_mark, choice, state, consented_at, source, wording, created_at, changed_at)
                   VALUES (?1, ?2, 'everything', 'active', 0, 'import', '', 0, 0)";
        let mut people = transaction.prepare(sql).unwrap();
        let sql =
            "INSERT INTO consent_event (subscriber_id, action, at, page, actor) VALUES (?1, 'import', 0, 'import', 'operator')";
        let mut events = transaction.prepare(sql).unwrap();
        for n in 0..count {
            let address = format!("reader{n}@example.org");
            people.execute((&address, keys.sign(Purpose::Suppression, &address))).unwrap();
            events.execute([transaction.last_insert_rowid()]).unwrap();
        }
    }
    transaction.commit().unwrap();
    database.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_million_subscribers_and_two_hundred_requests_a_second() {
    const RATE: u32 = 200;
    const SECONDS: u32 = 15;
    let (town, count) = (Town::new("", ""), subscribers());
    let web = "trusted_proxies = [\"127.0.0.1\"]\nsign_ups_per_hour = 1000000\n";
    drop(start(&town, web, "").await);
    fill(&town, count);
    let service = start(&town, web, "").await;
    let keys = Keys::open(&town.path("friday.key")).unwrap();
    let mut requests = JoinSet::new();
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / RATE);

    for n in 0..RATE * SECONDS {
        ticks.tick().await;
        let visitor = format!("X-Forwarded-For: 198.{}.{}.7\r\n", n / 250 % 250, n % 250);
        let reader = i64::from(n) * 97 % i64::try_from(count).unwrap() + 1;
        let (path, body) = if n % 2 == 0 {
            ("/subscribe".to_owned(), form(&town, &format!("new{n}@example.org")))
        } else {
            (format!("/leave/{}", friday::jobs::copies::leave_token(&keys, reader)), "List-Unsubscribe=One-Click".to_owned())
        };
        let at = service.at;
        requests.spawn(async move { (n % 2, post(at, Ipv4Addr::LOCALHOST, &path, &visitor, &body).await) });
    }
    let (mut subscribing, mut leaving) = (Vec::new(), Vec::new());
    while let Some(done) = requests.join_next().await {
        let (kind, (status, _, took)) = done.unwrap();
        assert_eq!(status, 200);
        if kind == 0 { subscribing.push(took) } else { leaving.push(took) }
    }

    println!(
        "{count} subscribers, {RATE} requests a second for {SECONDS} s: subscribe p50 {:.1} ms, p99 {:.1} ms; leave p50 {:.1} ms, p99 {:.1} ms (a sign-up is answered on a beat of 10 ms)",
        per_mille(&mut subscribing, 500),
        per_mille(&mut subscribing, 990),
        per_mille(&mut leaving, 500),
        per_mille(&mut leaving, 990)
    );
    let requested = i64::from(RATE * SECONDS / 2);
    assert_eq!(town.count("SELECT count(*) FROM subscriber WHERE state = 'left'"), requested);
    assert_eq!(town.count("SELECT count(*) FROM subscriber WHERE state = 'pending'"), requested);
}
