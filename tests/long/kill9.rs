//! kill -9 in the middle of sending, again and again, at a mail server with bad manners: nobody is missed, and every second copy
//! is one of the rows that the ledger calls uncertain. `scripts/kill9 20000 1000` does it in full size.

use super::chance::Chance;
use super::rude_sink::{Copy, MOMENTS, Sink};
use super::support::blogs::{Blogs, OPEN, councils};
use super::town::{Said, Town};
use chrono::{DateTime, TimeDelta, Utc};
use friday::store::Store;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

const NOON: &str = "2026-11-20T12:05:00Z";

/// Between two lives of the sender, so that what was put off comes back.
const STEP: TimeDelta = TimeDelta::minutes(6);

/// Somebody who left may still get a mail that was in hand, no later than this.
const IN_HAND: Duration = Duration::from_secs(2);

/// Readers and kills of one run.
#[derive(Clone, Copy)]
struct Size {
    readers: usize,
    kills: usize,
}

/// `FRIDAY_KILL9="20000 1000"` asks for another size.
#[expect(clippy::disallowed_methods, reason = "not a setting of friday's")]
fn size(otherwise: Size) -> Size {
    let Ok(asked) = std::env::var("FRIDAY_KILL9") else { return otherwise };
    let numbers: Vec<usize> = asked.split_whitespace().map(|number| number.parse().unwrap()).collect();
    Size { readers: numbers[0], kills: numbers[1] }
}

/// One Friday with its sender, its server and its killer.
struct Friday {
    town: Town,
    sink: Arc<Sink>,
    chance: Chance,
    now: DateTime<Utc>,
    readers: usize,
    kills: usize,
    /// Who left during the sending, and when that was acknowledged.
    left: HashMap<String, Instant>,
    _blogs: Blogs,
}

impl Friday {
    async fn approved(readers: usize, policy: &str) -> Self {
        let blogs = Blogs::start().await;
        let town = Town::new("", &councils(&blogs, 5));
        let sink = Sink::start(town.path("friday.db"), 42, true).await;
        let mail = format!(
            "[mail]\ntransport = \"smtp\"\nsmtp = \"smtp://127.0.0.1:{}\"\nfrom = \"Five <five@five.example>\"\nuncertain = \"{policy}\"\n",
            sink.port
        );
        town.write("friday.toml", &format!("{OPEN}{mail}"));
        town.write("readers.csv", &people(readers));
        for args in [vec!["subscribers", "import", "readers.csv"], vec!["fetch"], vec!["edition", "approve"]] {
            let done = town.friday(&args).await;
            assert_eq!(done.code, 0, "{}", done.err);
        }
        let now = NOON.parse().unwrap();
        Self { town, sink, chance: Chance::new(7), now, readers, kills: 0, left: HashMap::new(), _blogs: blogs }
    }

    /// Starts the sender and kills it at some moment; not every life lasts until its end comes.
    async fn life(&mut self) {
        let now = self.now.to_rfc3339();
        self.now += STEP;
        let moment = self.chance.pick(&MOMENTS);
        let count = usize::try_from(1 + self.chance.below(12)).unwrap();
        let at_random = Duration::from_millis(5 + self.chance.below(120));
        self.sink.ring_at(moment, count);
        let mut child = self.town.command(&["edition", "send", "2026-11-20", "--now", &now]).spawn().unwrap();
        // Half of them at a moment of the conversation, half at any time.
        let is_targeted = self.chance.percent(50);
        let limit = if is_targeted { Duration::from_secs(2) } else { at_random };
        tokio::select! {
            () = self.sink.reached.notified(), if is_targeted => {}
            () = tokio::time::sleep(limit) => {}
        }
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            self.kills += 1;
        }
        child.wait().unwrap();
    }

    /// One of the readers leaves while the sending is under way.
    async fn somebody_leaves(&mut self, store: &Store) {
        let number = self.chance.between(1, i64::try_from(self.readers).unwrap());
        let address = address(usize::try_from(number).unwrap());
        assert!(store.leave(number, "test".to_owned(), self.now).await.unwrap());
        self.left.entry(address).or_insert_with(Instant::now);
    }

    /// Sends undisturbed until nothing is left to do.
    async fn finish(&mut self) -> Said {
        let mut rounds = 0;
        loop {
            self.now += STEP;
            let said = self.town.friday_at(&self.now.to_rfc3339(), &["edition", "send", "2026-11-20"]).await;
            assert!(matches!(said.code, 0 | 1 | 75), "{} {}", said.code, said.err);
            if said.code == 0 {
                return self.town.friday_at(&self.now.to_rfc3339(), &["edition", "verify", "2026-11-20"]).await;
            }
            rounds += 1;
            assert!(rounds < 200, "the sending does not come to an end: {}", said.err);
        }
    }
}

fn address(number: usize) -> String {
    // One in a hundred has a mailbox that is gone; fifty domains, so that none is overrun.
    let local = if number.is_multiple_of(100) { "gone" } else { "reader" };
    format!("{local}{number}@d{}.example", number % 50)
}

fn people(count: usize) -> String {
    let rows: String = (1..=count).map(|number| format!("{},yes\n", address(number))).collect();
    format!("email,wording\n{rows}")
}

/// What the ledger and the sink say together.
#[derive(Debug, Default)]
struct Report {
    missed: usize,
    duplicates: usize,
    uncertain: i64,
    held: i64,
    most_copies: usize,
}

async fn torture(policy: &str, wanted: Size) -> Report {
    let began = Instant::now();
    let mut friday = Friday::approved(wanted.readers, policy).await;
    let store = Store::open(&friday.town.path("friday.db")).await.unwrap();
    while friday.kills < wanted.kills && friday.town.count("SELECT count(*) FROM mailing WHERE state = 'sent'") == 0 {
        friday.life().await;
        if friday.kills.is_multiple_of(10) {
            friday.somebody_leaves(&store).await;
        }
    }
    let verified = friday.finish().await;
    assert_eq!(verified.code, 0, "{}", verified.out);
    let report = judge(&friday);
    let Report { missed, duplicates, uncertain, held, most_copies } = &report;
    println!(
        "kill9 ({policy}): N={} kills={} missed={missed} duplicates={duplicates} uncertain={uncertain} held={held} max_copies={most_copies} \
         connections={} {:.0} s; {}",
        wanted.readers,
        friday.kills,
        friday.sink.connections.load(std::sync::atomic::Ordering::SeqCst),
        began.elapsed().as_secs_f64(),
        verified.out.trim()
    );
    assert_eq!(friday.kills, wanted.kills, "the sending was over before its last kill: more readers are needed");
    report
}

fn judge(friday: &Friday) -> Report {
    let seen = friday.sink.by_recipient();
    let rows = rows(&friday.town.path("friday.db"));
    assert_eq!(rows.len(), friday.readers, "one row for everybody");
    let mut report = Report::default();
    for (address, state) in &rows {
        let copies = seen.get(address).map(Vec::as_slice).unwrap_or_default();
        check_copies(address, copies, friday.left.get(address));
        let is_settled = match state.as_str() {
            "accepted" => !copies.is_empty(),
            "refused" => address.starts_with("gone"),
            "suppressed" => friday.left.contains_key(address) || address.starts_with("gone"),
            "uncertain" => true,
            _ => false,
        };
        report.missed += usize::from(!is_settled);
        report.duplicates += copies.len().saturating_sub(1);
        report.most_copies = report.most_copies.max(copies.len());
        report.held += i64::from(state == "uncertain");
    }
    let others = friday.town.count("SELECT count(*) FROM delivery WHERE reply LIKE 'the settings changed%'");
    assert_eq!(others, 0, "a second attempt had other bytes than the first");
    report.uncertain = friday.town.count("SELECT count(*) FROM uncertain_log WHERE what = 'uncertain'");
    report
}

/// Each copy was durably marked before its dot, all are alike, and none came after a goodbye.
fn check_copies(address: &str, copies: &[Copy], left: Option<&Instant>) {
    for copy in copies {
        assert!(
            matches!(copy.row.as_str(), "handed" | "uncertain" | "accepted"),
            "{address}: its row was {} when the dot came",
            copy.row
        );
        assert_eq!((&copy.message_id, &copy.hash), (&copies[0].message_id, &copies[0].hash), "{address}: a copy of its own");
        assert!(left.is_none_or(|left| copy.at <= *left + IN_HAND), "{address}: mailed after leaving");
    }
}

fn rows(database: &PathBuf) -> Vec<(String, String)> {
    let database = rusqlite::Connection::open(database).unwrap();
    let sql = "SELECT subscriber.address, delivery.state FROM delivery JOIN subscriber ON subscriber.id = delivery.subscriber_id";
    let mut statement = database.prepare(sql).unwrap();
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_a_hundred_times_nobody_is_missed_and_what_is_sent_twice_is_known() {
    let report = torture("resend", size(Size { readers: 4000, kills: 100 })).await;

    assert_eq!(report.missed, 0);
    assert!(i64::try_from(report.duplicates).unwrap() <= report.uncertain, "{report:?}");
    assert!(report.most_copies <= 2, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_often_with_hold_nobody_gets_it_twice_and_who_is_unsure_is_named() {
    let report = torture("hold", size(Size { readers: 1500, kills: 40 })).await;

    assert_eq!((report.missed, report.duplicates), (0, 0));
    assert_eq!(report.held, report.uncertain, "every doubt is shown");
}
