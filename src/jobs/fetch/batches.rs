//! Decisions on their way to the disk: one batch is written while the next is decided. Nothing is compared with posts that
//! are not there yet: where a new post has a trace in common with one that waits, that one is written first.

use crate::jobs::state_changes::StateChanges;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogId};
use crate::model::entry::KnownEntry;
use crate::model::listing::BlogState;
use crate::model::update::FeedUpdate;
use crate::rules::matching::candidates::{Candidates, Traces};
use crate::store::{Store, StoreError};
use chrono::TimeDelta;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::collections::{BTreeSet, HashMap};

/// How far back other blogs' entries are compared, in days.
const COMPARED_DAYS: i64 = 60;

/// Batches, and what new posts are compared with.
pub struct Batches<'a> {
    store: &'a Store,
    /// Taken in when the first post comes that may tell another one's story.
    recent: Option<Candidates>,
    updates: Vec<FeedUpdate>,
    waiting: Batch<'a>,
    on_its_way: Option<(Batch<'a>, BoxFuture<'static, Result<Written, StoreError>>)>,
    /// What people should know of batches that have arrived.
    said: Vec<String>,
}

/// What is remembered of decisions until they are written.
#[derive(Default)]
struct Batch<'a> {
    /// Its new posts, in order: date and traces.
    new: Vec<(Option<Instant>, Traces)>,
    /// The same, to be found by.
    found: Candidates,
    states: StateChanges<'a>,
}

/// Rows of the new posts; the states that blogs had before.
type Written = (Vec<i64>, HashMap<BlogId, BlogState>);

impl<'a> Batches<'a> {
    /// None yet.
    pub fn new(store: &'a Store) -> Self {
        Self { store, recent: None, updates: Vec::new(), waiting: Batch::default(), on_its_way: None, said: Vec::new() }
    }

    /// Puts a decision among those that wait.
    pub fn take(&mut self, blog: &'a Blog, update: FeedUpdate, traces: Vec<Traces>, now: Instant) {
        self.waiting.states.note(blog, &update.health, now);
        for (entry, traces) in update.new_entries.iter().zip(traces) {
            self.waiting.found.add(0, &traces);
            self.waiting.new.push((entry.parsed.dated_at(), traces));
        }
        self.updates.push(update);
    }

    /// Recent posts of all blogs that may tell the same story as one of these.
    pub async fn others(&mut self, traces: &[Traces], now: Instant) -> anyhow::Result<Vec<KnownEntry>> {
        if traces.is_empty() {
            return Ok(Vec::new());
        }
        let is_near = |batch: &Batch<'_>| traces.iter().any(|traces| !batch.found.like(traces).is_empty());
        if is_near(&self.waiting) {
            self.write(now).await?;
            self.arrive(now).await?;
        } else if self.recent.is_none() || self.on_its_way.as_ref().is_some_and(|(batch, _)| is_near(batch)) {
            self.arrive(now).await?;
        }
        let recent = self.recent(now).await?;
        let rows: BTreeSet<i64> = traces.iter().flat_map(|traces| recent.like(traces)).collect();
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.store.entries(rows.into_iter().collect()).await?)
    }

    /// Sends off what waits, once the batch before it has arrived.
    pub async fn write(&mut self, now: Instant) -> anyhow::Result<()> {
        self.arrive(now).await?;
        let batch = std::mem::take(&mut self.waiting);
        let rows = self.store.apply(std::mem::take(&mut self.updates), now);
        let before = self.store.note_states(batch.states.states());
        let written = async move { Ok((rows.await?, before.await?)) };
        self.on_its_way = Some((batch, written.boxed()));
        Ok(())
    }

    /// Waits for the last one; says what people should know of all of them.
    pub async fn finish(mut self, now: Instant) -> anyhow::Result<Vec<String>> {
        self.arrive(now).await?;
        Ok(self.said)
    }

    /// From now on its posts can be folded into.
    async fn arrive(&mut self, now: Instant) -> anyhow::Result<()> {
        let Some((batch, written)) = self.on_its_way.take() else { return Ok(()) };
        let (rows, states) = written.await?;
        if let Some(recent) = &mut self.recent {
            let is_recent = |dated_at: Option<Instant>| dated_at.is_none_or(|at| at >= since(now));
            let taken_in = rows.into_iter().zip(batch.new).filter(|(_, (dated_at, _))| is_recent(*dated_at));
            taken_in.for_each(|(row, (_, traces))| recent.add(row, &traces));
        }
        self.said.extend(batch.states.alerts(&states));
        Ok(())
    }

    async fn recent(&mut self, now: Instant) -> anyhow::Result<&mut Candidates> {
        if self.recent.is_none() {
            let traces = |entry: KnownEntry| (entry.id, Traces::of_known(&entry));
            self.recent = Some(self.store.recent_entries(since(now), traces).await?.into_iter().collect());
        }
        Ok(self.recent.get_or_insert_default())
    }
}

fn since(now: Instant) -> Instant {
    now - TimeDelta::days(COMPARED_DAYS)
}
