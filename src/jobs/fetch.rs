//! Reads feeds: many hosts at once, decided and written one after another.

mod ask;

use super::state_changes;
use crate::io::clock::Clock;
use crate::io::fetcher::Fetcher;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth, BlogId};
use crate::model::update::ReadOutcome;
use crate::rules::matching::candidates::Candidates;
use crate::rules::refreshing::{self, Reading, by_hand, due, health, moves, pace};
use crate::store::Store;
use ask::{Answer, Turn};
use chrono::TimeDelta;
use futures_util::{FutureExt, StreamExt};

/// How far back other blogs' entries are compared, in days.
const COMPARED_DAYS: i64 = 60;

/// How many of a blog's latest entries a document is compared with.
const OWN_ENTRIES: usize = 300;

/// Which blogs a pass reads.
#[derive(Clone, Debug)]
pub enum Which {
    /// Those that are due.
    Due,
    /// Every one that can be read, due or not.
    All,
    /// These, due or not.
    Named(Vec<BlogId>),
}

/// What a pass works with.
#[derive(Clone, Copy, Debug)]
pub struct Pass<'a> {
    /// The list.
    pub blogs: &'a [Blog],
    /// The memory.
    pub store: &'a Store,
    /// The client.
    pub fetcher: &'a Fetcher,
    /// The time.
    pub clock: &'a Clock,
    /// `[fetch] concurrency`.
    pub concurrency: usize,
    /// `[fetch] flood`.
    pub flood: usize,
}

/// What a pass did.
#[derive(Clone, Debug, Default)]
pub struct FetchReport {
    /// Every blog that was read, in the order of their answers.
    pub outcomes: Vec<(Blog, ReadOutcome)>,
    /// What a person should know, once.
    pub notices: Vec<String>,
}

/// One reading pass. A failing blog stops no other; `seen` is told of each outcome as it arrives.
pub async fn fetch(
    pass: Pass<'_>,
    which: &Which,
    mut seen: impl FnMut(usize, &Blog, &ReadOutcome),
) -> anyhow::Result<FetchReport> {
    let now = pass.clock.now();
    let chosen = choose(pass, which, now).await?;
    let total = chosen.asked.len() + chosen.refused.len();
    let mut recent = match chosen.asked.len() {
        0 => Candidates::default(),
        _ => Candidates::of(pass.store.recent_entries(now - TimeDelta::days(COMPARED_DAYS), 0).await?),
    };
    let mut report = FetchReport::default();
    for (blog, why) in chosen.refused {
        let outcome = ReadOutcome::Waiting(why);
        seen(total, &blog, &outcome);
        report.outcomes.push((blog, outcome));
    }
    begin(pass, &chosen.asked, now).await?;
    let asked = chosen.asked.into_iter().map(|turn| ask::ask(pass, turn, now).boxed());
    let mut answers = futures_util::stream::iter(asked).buffer_unordered(pass.concurrency);
    while let Some(answer) = answers.next().await {
        let blog = answer.blog.clone();
        let (outcome, notices) = settle(pass, answer, &mut recent).await?;
        seen(total, &blog, &outcome);
        report.notices.extend(notices);
        report.outcomes.push((blog, outcome));
    }
    let read = report.outcomes.iter().map(|(blog, _)| blog);
    let changes = state_changes::tell(pass.store, read, pass.clock.now()).await?;
    report.notices.extend(changes);
    Ok(report)
}

/// Who is to be asked; and who is not, although a person wants it.
#[derive(Default)]
struct Chosen {
    asked: Vec<Turn>,
    refused: Vec<(Blog, String)>,
}

async fn choose(pass: Pass<'_>, which: &Which, now: Instant) -> anyhow::Result<Chosen> {
    let mut healths = pass.store.healths().await?;
    let mut chosen = Chosen::default();
    for blog in pass.blogs {
        let health = healths.remove(&blog.id).unwrap_or_default();
        let is_due = due::is_due(blog, &health, now);
        let is_wanted = match which {
            Which::Due => is_due,
            Which::All => blog.readable(),
            Which::Named(ids) => blog.readable() && ids.contains(&blog.id),
        };
        match by_hand::may_read(blog, &health, now) {
            _ if !is_wanted => {}
            Err(why) => chosen.refused.push((blog.clone(), why)),
            Ok(()) => chosen.asked.push(turn(blog, &health, is_due, now)),
        }
    }
    Ok(chosen)
}

fn turn(blog: &Blog, health: &BlogHealth, is_due: bool, now: Instant) -> Turn {
    let mut before = moves::as_listed(blog, health);
    let is_check = pace::is_to_be_checked(&before, now);
    if is_check {
        before.pace.whole_at = Some(now);
    }
    if !is_due {
        before.pace.forced_at = Some(now);
    }
    Turn { blog: blog.clone(), before, is_check }
}

/// Writes down that all these are about to be asked, and reminds the client of hosts that have asked for patience.
async fn begin(pass: Pass<'_>, asked: &[Turn], now: Instant) -> anyhow::Result<()> {
    if asked.is_empty() {
        return Ok(());
    }
    for pause in pass.store.host_pauses(now).await? {
        pass.fetcher.pause(pause);
    }
    let begun = asked.iter().map(|turn| (turn.blog.id.clone(), health::begun(&turn.blog, &turn.before, now))).collect();
    Ok(pass.store.begin_readings(begun).await?)
}

/// Decides and writes; what is new can be folded into by the blogs that come after.
async fn settle(pass: Pass<'_>, answer: Answer, recent: &mut Candidates) -> anyhow::Result<(ReadOutcome, Vec<String>)> {
    let now = pass.clock.now();
    let Answer { blog, before, fetched, parsed } = answer;
    let (update, outcome) = match parsed {
        None => health::without_document(&blog, &before, &fetched, now),
        Some((feed, sightings)) => {
            let keys = sightings.iter().flat_map(|sighting| sighting.keys.clone()).collect();
            let known = pass.store.known_keys(keys).await?;
            let rows = known.values().copied().collect();
            let own = pass.store.own_entries(blog.id.clone(), OWN_ENTRIES, rows).await?;
            let flood = pass.flood;
            let reading = Reading {
                blog: &blog,
                before: &before,
                fetched: &fetched,
                feed: &feed,
                sightings,
                known: &known,
                own: &own,
                recent,
                flood,
                now,
            };
            refreshing::decide(reading)
        }
    };
    if let Some(pause) = health::host_pause(&fetched, &update.health, now) {
        pass.store.pause_host(pause, now).await?;
    }
    let (notices, has_news) = (update.notices.clone(), !update.new_entries.is_empty());
    pass.store.apply(update, now).await?;
    if has_news {
        let since = now - TimeDelta::days(COMPARED_DAYS);
        let news = pass.store.recent_entries(since, recent.newest_row()).await?;
        news.into_iter().for_each(|entry| recent.add(entry));
    }
    Ok((outcome, notices))
}
