//! Reads the server's log as a strict publisher would: what was this client told, and what did it do next?
//!
//! It knows nothing of friday but which runs were killed: what was answered to those may or may not have been kept.

use super::feeds::{DAY, Feed, HOUR, IPV6, Rhythm};
use super::lines::Score;
use super::server::Moment;
use super::world::{Record, START, World};
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// All that happened.
#[derive(Default)]
pub struct Month {
    pub log: Vec<Record>,
    pub runs: usize,
    /// Runs that ended by SIGKILL, and where in an answer.
    pub kills: Vec<(usize, Moment)>,
    /// Runs of two processes at once.
    pub doubles: Vec<usize>,
    /// How long runs of one process took.
    pub took: Vec<(usize, Duration)>,
    pub delay: Duration,
}

impl Month {
    pub fn was_killed(&self, run: usize) -> bool {
        self.kills.iter().any(|(killed, _)| *killed == run)
    }
}

type Url = (usize, String);
type Pair = (Option<Vec<u8>>, Option<Vec<u8>>);

/// One address, as far as the log has been read.
#[derive(Default)]
struct Desk {
    /// What a right client may hold; one, unless an answer may have been lost.
    pairs: Vec<Pair>,
    issued: [Vec<Vec<u8>>; 2],
    sent_up_to: [usize; 2],
    last: Option<(i64, usize)>,
    /// Not before this second, and who says so.
    limits: Vec<(i64, &'static [&'static str])>,
    /// Criteria that the next request's validators will show.
    shown_next: Vec<&'static str>,
    fresh_for: i64,
    version: Option<i64>,
    bare_429s: u32,
    is_gone: bool,
}

pub fn judge(world: &World, month: &Month) -> Score {
    let mut court = Court { world, month, score: Score::new(), desks: HashMap::new(), hosts: HashMap::new() };
    for record in &month.log {
        court.manners(record);
        court.look(record);
    }
    court.runs();
    for feed in &world.feeds {
        super::moves::judge(feed, month, &mut court.score);
    }
    court.score
}

struct Court<'a> {
    world: &'a World,
    month: &'a Month,
    score: Score,
    desks: HashMap<Url, Desk>,
    /// Pauses of whole hosts.
    hosts: HashMap<usize, (i64, &'static [&'static str])>,
}

impl Court<'_> {
    /// What holds for every request, whatever was asked before.
    fn manners(&mut self, record: &Record) {
        let text = |name: &str| String::from_utf8_lossy(record.header(name).unwrap_or_default()).into_owned();
        let agent = text("user-agent");
        let has_page = agent.starts_with("friday/") && agent.contains("(+http") && agent.contains("about-our-fetcher");
        let accept = text("accept");
        let says = || where_and_when(record);
        let score = &mut self.score;
        score.check("F17", record.header("cookie").is_none(), says);
        score.check("F18", record.header("referer").is_none(), says);
        score.check("F19", record.feed.is_some(), says);
        score.check("F20", record.method == "GET", says);
        score.check("F21", has_page, || agent.clone());
        score.check("O3", agent.contains("feeds@five.example"), || agent.clone());
        score.check("F25", text("accept-encoding").contains("gzip"), says);
        score.check("O4", accept.contains("application/atom+xml") && accept.contains("application/rss+xml"), || accept.clone());
        score.check("O2", record.beside == 0, || format!("{} at once: {}", record.beside + 1, says()));
        score.check("F24", self.world.tls.load(std::sync::atomic::Ordering::SeqCst) == 0, says);
        if record.place == IPV6 {
            score.check("F27", true, says);
        }
    }

    fn look(&mut self, record: &Record) {
        let Some(feed) = record.feed.map(|feed| &self.world.feeds[feed]) else { return };
        let is_certain = !self.month.was_killed(record.run);
        let mut desk = self.desks.remove(&(record.place, record.target.clone())).unwrap_or_default();
        self.validators(record, &mut desk);
        self.timing(feed, record, &mut desk);
        learn(feed, record, &mut desk, is_certain);
        if let (429, true) = (record.given.status, is_certain) {
            self.hosts.insert(record.place, desk.limits.last().copied().unwrap_or((record.at + HOUR, &["F14"])));
        }
        self.desks.insert((record.place, record.target.clone()), desk);
    }

    fn validators(&mut self, record: &Record, desk: &mut Desk) {
        let sent: Pair =
            (record.header("if-none-match").map(<[u8]>::to_vec), record.header("if-modified-since").map(<[u8]>::to_vec));
        let is_first = desk.last.is_none();
        if is_first {
            desk.pairs = vec![(None, None)];
        }
        let is_right = desk.pairs.contains(&sent);
        let says = || {
            format!(
                "{}: sent {}, held {:?}",
                where_and_when(record),
                show(&sent),
                desk.pairs.iter().map(show).collect::<Vec<_>>()
            )
        };
        let score = &mut self.score;
        if sent == (None, None) {
            score.check("F1", is_right, says);
        }
        if desk.pairs.iter().any(|pair| pair.1.is_some()) {
            score.check("F2", desk.pairs.iter().any(|pair| pair.1 == sent.1), says);
        }
        if desk.pairs.iter().any(|pair| pair.0.is_some()) {
            score.check("F3", desk.pairs.iter().any(|pair| pair.0 == sent.0), says);
        }
        if desk.pairs.iter().all(|pair| *pair != (None, None)) {
            score.check("E2", sent != (None, None), says);
        }
        for (which, value) in [&sent.0, &sent.1].into_iter().enumerate() {
            let Some(value) = value else { continue };
            let place = desk.issued[which].iter().rposition(|issued| issued == value);
            score.check("F4", place.is_some(), says);
            score.check("F7", place >= Some(desk.sent_up_to[which]), says);
            desk.sent_up_to[which] = desk.sent_up_to[which].max(place.unwrap_or_default());
        }
        if desk.last.is_some_and(|(at, _)| record.at - at >= 12 * HOUR) {
            desk.shown_next.push("F8");
        }
        for line in desk.shown_next.drain(..) {
            score.check(line, is_right, || where_and_when(record));
        }
        if is_right {
            desk.pairs = vec![sent];
        }
    }

    fn timing(&mut self, feed: &Feed, record: &Record, desk: &mut Desk) {
        let score = &mut self.score;
        if let Some((at, run)) = desk.last {
            let gap = record.at - at;
            score.check("F10", gap >= HOUR || run == record.run, || format!("{gap} s: {}", where_and_when(record)));
            score.check("F20", run != record.run, || format!("twice: {}", where_and_when(record)));
        }
        for (until, lines) in desk.limits.drain(..) {
            for line in lines {
                score.check(line, record.at >= until, || format!("{} s early: {}", until - record.at, where_and_when(record)));
            }
        }
        if let Some((until, lines)) = self.hosts.get(&record.place).filter(|(until, _)| *until > record.at) {
            score.check(lines[0], false, || format!("{} s early, the whole host: {}", until - record.at, where_and_when(record)));
        }
        score.check("F23", !desk.is_gone, || where_and_when(record));
        if desk.version.is_some() {
            let (hour, day) = (record.at.div_euclid(HOUR) % 24, ((START + record.at) / DAY + 3) % 7);
            match &feed.rhythm {
                Rhythm::SkipHours(hours) => score.check("E4", !hours.contains(&hour), || where_and_when(record)),
                Rhythm::SkipDays(days) => score.check("E4", !days.contains(&day), || where_and_when(record)),
                _ => {}
            }
        }
        desk.last = Some((record.at, record.run));
    }

    /// What shows only over a whole run or the whole month.
    fn runs(&mut self) {
        let mut requests: HashMap<(usize, usize), u32> = HashMap::new();
        let mut addresses: HashMap<(usize, &str), HashSet<usize>> = HashMap::new();
        for record in &self.month.log {
            *requests.entry((record.run, record.place)).or_default() += 1;
            addresses.entry((record.place, &record.target)).or_default().insert(record.run);
        }
        for (run, took) in &self.month.took {
            for place in 0..self.world.bases.len() {
                let count = requests.get(&(*run, place)).copied().unwrap_or_default();
                let least = self.month.delay * count.saturating_sub(1);
                self.score.check("O2", *took >= least, || format!("run {run}: {count} requests in {took:?}"));
            }
        }
        for run in &self.month.doubles {
            let of_run = || self.month.log.iter().filter(|record| record.run == *run);
            let different: HashSet<_> = of_run().map(|record| (record.place, &record.target)).collect();
            self.score.check("F26", different.len() == of_run().count(), || format!("run {run}"));
        }
        for feed in self.world.feeds.iter().filter(|feed| feed.place == IPV6) {
            let times = addresses.get(&(IPV6, feed.path.as_str())).map_or(0, HashSet::len);
            self.score.check("F27", times > 0, || format!("feed {} was never read", feed.id));
        }
    }
}

fn where_and_when(record: &Record) -> String {
    format!("run {} at {} s, place {} {}, answered {}", record.run, record.at, record.place, record.target, record.given.status)
}

fn show(pair: &Pair) -> String {
    let text = |bytes: &Option<Vec<u8>>| bytes.as_deref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    format!("{:?}", (text(&pair.0), text(&pair.1)))
}

/// What the answer tells a client, if it got it.
fn learn(feed: &Feed, record: &Record, desk: &mut Desk, is_certain: bool) {
    let given = &record.given;
    let held = desk.pairs.first().cloned().unwrap_or_default();
    let new: Option<Pair> = match given.status {
        200 if given.is_document => Some((given.etag.clone(), given.date.clone())),
        304 => Some((given.etag.clone().or(held.0.clone()), given.date.clone().or(held.1.clone()))),
        _ => None,
    };
    if let Some(new) = &new {
        for (which, value) in [&new.0, &new.1].into_iter().enumerate() {
            desk.issued[which].extend(value.clone());
        }
    }
    match (new, is_certain) {
        (Some(new), true) => {
            shown(record, desk, &held, &new, !feed.coding.is_empty());
            desk.pairs = vec![new];
            limits(feed, record, desk);
        }
        (Some(new), false) => desk.pairs.push(new),
        (None, true) => {
            if !matches!(given.status, 300..=399) {
                desk.shown_next.push("F15");
            }
            patience(record, desk);
        }
        (None, false) => {}
    }
}

/// Which criteria the next request will show.
fn shown(record: &Record, desk: &mut Desk, held: &Pair, new: &Pair, is_coded: bool) {
    let given = &record.given;
    if given.status == 304 {
        desk.shown_next.push("F9");
        return;
    }
    let has_all = [&held.0, &held.1, &new.0, &new.1].iter().all(|value| value.is_some());
    if has_all && (held.0 != new.0) != (held.1 != new.1) {
        desk.shown_next.push("F5");
    }
    if desk.version == Some(given.version) && held != new && *held != (None, None) {
        desk.shown_next.push("F6");
    }
    if is_coded && *new != (None, None) {
        desk.shown_next.push("E3");
    }
}

/// What a good answer says about coming back.
fn limits(feed: &Feed, record: &Record, desk: &mut Desk) {
    let (given, at) = (&record.given, record.at);
    desk.bare_429s = 0;
    if given.is_document {
        desk.version = Some(given.version);
        desk.fresh_for = 0;
        if (&given.etag, &given.date) == (&None, &None) {
            desk.limits.push((at + DAY, &["F11"]));
        }
    }
    desk.fresh_for = given.fresh_for.unwrap_or(desk.fresh_for);
    if desk.fresh_for > 0 {
        desk.limits.push((at + desk.fresh_for.min(7 * DAY), &["F12", "O1", "E1"]));
    }
    match feed.rhythm {
        Rhythm::Ttl(minutes) => desk.limits.push((at + (minutes * 60).min(7 * DAY), &["F12"])),
        Rhythm::Sy(seconds) => desk.limits.push((at + seconds.min(7 * DAY), &["F12"])),
        _ => {}
    }
    let newest = desk.version.unwrap_or_default() * feed.gap - feed.age;
    let worth = match (at - newest) / DAY {
        365.. => 7 * DAY,
        90.. => DAY,
        _ => (feed.gap / 4).clamp(HOUR, DAY),
    };
    desk.limits.push((at + worth, &["F16"]));
}

/// What a bad answer says about it.
fn patience(record: &Record, desk: &mut Desk) {
    let given = &record.given;
    match (given.status, given.retry_after) {
        (410, _) => desk.is_gone = true,
        (429 | 503, Some(asked)) => desk.limits.push((record.at + asked.min(31 * DAY), &["F13", "E5"])),
        (429, None) => {
            desk.bare_429s += 1;
            let hours = 1 << desk.bare_429s.min(5);
            desk.limits.push((record.at + (hours * HOUR).min(DAY), &["F14"]));
        }
        _ => {}
    }
}
