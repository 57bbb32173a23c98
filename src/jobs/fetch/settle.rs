//! What has come back, decided and written: many feeds in one transaction, each of them whole.

use super::Pass;
use super::ask::{Answer, Parsed};
use crate::jobs::state_changes::StateChanges;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogId};
use crate::model::entry::{AliasKey, KnownEntry};
use crate::model::known::{Asked, Known};
use crate::model::update::{FeedUpdate, ReadOutcome};
use crate::rules::matching::candidates::{Candidates, Traces};
use crate::rules::refreshing::{self, Reading, health};
use chrono::TimeDelta;
use std::collections::{BTreeSet, HashMap};

/// How far back other blogs' entries are compared, in days.
const COMPARED_DAYS: i64 = 60;

/// How many of a blog's latest entries a document is compared with.
const OWN_ENTRIES: usize = 300;

/// The answers of a pass, batch after batch.
pub struct Settling<'a> {
    pass: Pass<'a>,
    /// Taken in when the first post comes that may tell another one's story.
    recent: Option<Candidates>,
    /// Decided, and not yet written.
    updates: Vec<FeedUpdate>,
    /// Their new posts, in order: date and traces.
    new: Vec<(Option<Instant>, Traces)>,
    /// The same, to be found by.
    waiting: Candidates,
}

/// A decision, and the traces of its new posts in their order.
type Decided = (FeedUpdate, ReadOutcome, Vec<Traces>);

/// One batch.
#[derive(Default)]
pub struct Settled<'a> {
    pub outcomes: Vec<(&'a Blog, ReadOutcome)>,
    pub notices: Vec<String>,
}

impl<'a> Settling<'a> {
    pub fn new(pass: Pass<'a>) -> Self {
        Self { pass, recent: None, updates: Vec::new(), new: Vec::new(), waiting: Candidates::default() }
    }

    /// Decides about each and writes all of them.
    pub async fn settle(&mut self, answers: Vec<Answer<'a>>) -> anyhow::Result<Settled<'a>> {
        let now = self.pass.clock.now();
        let mut known = self.known(&answers).await?;
        let (mut settled, mut states) = (Settled::default(), StateChanges::default());
        for answer in answers {
            let blog = answer.blog;
            let of_blog = known.remove(&blog.id).unwrap_or_default();
            let (update, outcome, traces) = self.decide(answer, &of_blog, now).await?;
            settled.notices.extend(update.notices.iter().cloned());
            settled.outcomes.push((blog, outcome));
            states.note(blog, &update.health, now);
            self.take(update, traces);
        }
        self.write(now).await?;
        settled.notices.extend(states.tell(self.pass.store).await?);
        Ok(settled)
    }

    /// What the store has of the posts in these documents; nothing of a blog that was never read.
    async fn known(&self, answers: &[Answer<'a>]) -> anyhow::Result<HashMap<BlogId, Known>> {
        let asked = answers.iter().filter(|answer| answer.before.first_read_at.is_some()).filter_map(|answer| {
            let keys: Vec<AliasKey> =
                answer.parsed.as_ref()?.sightings.iter().flat_map(|sighting| sighting.keys.iter().cloned()).collect();
            Some(Asked { blog: answer.blog.id.clone(), keys })
        });
        let asked: Vec<Asked> = asked.collect();
        if asked.is_empty() {
            return Ok(HashMap::new());
        }
        Ok(self.pass.store.known(asked, OWN_ENTRIES).await?)
    }

    async fn decide(&mut self, answer: Answer<'a>, known: &Known, now: Instant) -> anyhow::Result<Decided> {
        let Answer { blog, before, fetched, parsed } = answer;
        let mut traces = Vec::new();
        let (update, outcome) = match parsed {
            None => health::without_document(blog, &before, &fetched, now),
            Some(Parsed { feed, sightings, body_hash }) => {
                let (known, own) = (&known.keys, known.entries.as_slice());
                let flood = self.pass.flood;
                let (before, fetched, feed) = (&before, &fetched, &feed);
                let reading = Reading { blog, before, fetched, feed, body_hash, sightings, known, own, flood, now };
                let recognised = refreshing::recognise(&reading);
                traces = recognised.fresh.iter().map(|(_, sighting)| sighting.traces()).collect();
                let others = self.others(&traces, now).await?;
                let decision = refreshing::decide(&reading, recognised, &others);
                refreshing::finish(reading, decision)
            }
        };
        if let Some(pause) = health::host_pause(&fetched, &update.health, now) {
            self.pass.store.pause_host(pause, now).await?;
        }
        Ok((update, outcome, traces))
    }

    /// Recent posts of other blogs that may tell the same story as one of these.
    async fn others(&mut self, traces: &[Traces], now: Instant) -> anyhow::Result<Vec<KnownEntry>> {
        if traces.is_empty() {
            return Ok(Vec::new());
        }
        // What was decided a moment ago is written before it is compared with.
        if traces.iter().any(|traces| !self.waiting.like(traces).is_empty()) {
            self.write(now).await?;
        }
        let recent = self.recent(now).await?;
        let rows: BTreeSet<i64> = traces.iter().flat_map(|traces| recent.like(traces)).collect();
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.pass.store.entries(rows.into_iter().collect()).await?)
    }

    async fn recent(&mut self, now: Instant) -> anyhow::Result<&mut Candidates> {
        if self.recent.is_none() {
            let traces = |entry: KnownEntry| (entry.id, Traces::of_known(&entry));
            self.recent = Some(self.pass.store.recent_entries(since(now), traces).await?.into_iter().collect());
        }
        Ok(self.recent.get_or_insert_default())
    }

    /// Puts a decision among those that wait to be written.
    fn take(&mut self, update: FeedUpdate, traces: Vec<Traces>) {
        for (entry, traces) in update.new_entries.iter().zip(traces) {
            self.waiting.add(0, &traces);
            self.new.push((entry.parsed.dated_at(), traces));
        }
        self.updates.push(update);
    }

    /// Writes what waits; from then on it can be folded into.
    async fn write(&mut self, now: Instant) -> anyhow::Result<()> {
        let updates = std::mem::take(&mut self.updates);
        let new = std::mem::take(&mut self.new);
        self.waiting = Candidates::default();
        let rows = self.pass.store.apply(updates, now).await?;
        let Some(recent) = &mut self.recent else { return Ok(()) };
        let taken_in = rows.into_iter().zip(new).filter(|(_, (dated_at, _))| dated_at.is_none_or(|at| at >= since(now)));
        taken_in.for_each(|(row, (_, traces))| recent.add(row, &traces));
        Ok(())
    }
}

fn since(now: Instant) -> Instant {
    now - TimeDelta::days(COMPARED_DAYS)
}
