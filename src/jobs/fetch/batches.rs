//! Decisions on their way to the disk: one batch is written while the next is decided. Nothing is compared with posts that
//! are not there yet: where a new post has a trace in common with one that waits, that one is written first.

use crate::jobs::state_changes::StateChanges;
use crate::model::Instant;
use crate::model::blog::Blog;
use crate::model::entry::KnownEntry;
use crate::model::update::FeedUpdate;
use crate::rules::matching::candidates::{Candidates, Traces};
use crate::store::{Store, StoreError};
use chrono::TimeDelta;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How far back other blogs' entries are compared, in days.
const COMPARED_DAYS: i64 = 60;

/// Bytes of words that wait to be written: hostile documents may be large, and there may be many.
const WORDS_LIMIT: usize = 4 * 1024 * 1024;

/// Batches, and what new posts are compared with.
pub struct Batches<'a> {
    store: &'a Store,
    /// Taken in when the first post comes that may tell another one's story.
    recent: Option<Candidates>,
    waiting: Batch,
    on_its_way: Option<OnItsWay>,
    /// Told once the pass is over: a pass that is stopped half way tells of them the next time.
    states: StateChanges<'a>,
    /// What could not be written.
    said: Vec<String>,
}

/// Decisions, and what is remembered of them until they are written.
#[derive(Default)]
struct Batch {
    updates: Vec<FeedUpdate>,
    /// The new posts of each, in order: date and traces.
    new: Vec<NewPosts>,
    /// The same, to be found by.
    found: Candidates,
    /// Bytes of the words of their bodies.
    bytes: usize,
}

type NewPosts = Vec<(Option<Instant>, Traces)>;

/// A batch that the store has been given, without its decisions but for a second try.
struct OnItsWay {
    updates: Arc<Vec<FeedUpdate>>,
    batch: Batch,
    written: BoxFuture<'static, Result<Vec<Vec<i64>>, StoreError>>,
}

impl<'a> Batches<'a> {
    /// None yet.
    pub fn new(store: &'a Store) -> Self {
        let (waiting, states) = (Batch::default(), StateChanges::default());
        Self { store, recent: None, waiting, on_its_way: None, states, said: Vec::new() }
    }

    /// Puts a decision among those that wait. Where their words grow large, they are written at once.
    pub async fn take(&mut self, blog: &'a Blog, update: FeedUpdate, traces: Vec<Traces>, now: Instant) -> anyhow::Result<()> {
        self.states.note(blog, &update.health, now);
        traces.iter().for_each(|traces| self.waiting.found.add(0, traces));
        let words = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let bodies = update.new_entries.iter().map(|entry| words(&entry.parsed.content) + words(&entry.parsed.summary));
        self.waiting.bytes += bodies.sum::<usize>();
        let dates = update.new_entries.iter().map(|entry| entry.parsed.dated_at());
        self.waiting.new.push(dates.zip(traces).collect());
        self.waiting.updates.push(update);
        if self.waiting.bytes > WORDS_LIMIT {
            self.write(now).await?;
            self.arrive(now).await?;
        }
        Ok(())
    }

    /// Recent posts of all blogs that may tell the same story as one of these.
    pub async fn others(&mut self, traces: &[Traces], now: Instant) -> anyhow::Result<Vec<KnownEntry>> {
        if traces.is_empty() {
            return Ok(Vec::new());
        }
        let is_near = |batch: &Batch| traces.iter().any(|traces| !batch.found.like(traces).is_empty());
        if is_near(&self.waiting) {
            self.write(now).await?;
            self.arrive(now).await?;
        } else if self.recent.is_none() || self.on_its_way.as_ref().is_some_and(|sent| is_near(&sent.batch)) {
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
        let mut batch = std::mem::take(&mut self.waiting);
        let updates = Arc::new(std::mem::take(&mut batch.updates));
        let written = self.store.apply(updates.clone(), now).boxed();
        self.on_its_way = Some(OnItsWay { updates, batch, written });
        Ok(())
    }

    /// Waits for the last one; says what people should know of all of them.
    pub async fn finish(mut self, now: Instant) -> anyhow::Result<Vec<String>> {
        self.arrive(now).await?;
        // What was read is read, whatever becomes of these; the next pass finds what could not be noted.
        if let Err(error) = self.states.write(self.store, now, &mut self.said).await {
            self.said.push(format!("how blogs have changed could not be noted: {error}"));
        }
        Ok(self.said)
    }

    /// From now on its posts can be folded into.
    async fn arrive(&mut self, now: Instant) -> anyhow::Result<()> {
        let Some(OnItsWay { updates, batch, written }) = self.on_its_way.take() else { return Ok(()) };
        let rows = match written.await {
            Err(StoreError::Refused(_)) => self.one_by_one(&updates, now).await?,
            rows => rows?,
        };
        if let Some(recent) = &mut self.recent {
            let is_recent = |dated_at: Option<Instant>| dated_at.is_none_or(|at| at >= since(now));
            let new = rows.into_iter().zip(batch.new).flat_map(|(rows, new)| rows.into_iter().zip(new));
            let taken_in = new.filter(|(_, (dated_at, _))| is_recent(*dated_at));
            taken_in.for_each(|(row, (_, traces))| recent.add(row, &traces));
        }
        Ok(())
    }

    /// Something in the batch is refused: all the rest of it is written, and a person hears of what is not.
    async fn one_by_one(&mut self, updates: &[FeedUpdate], now: Instant) -> Result<Vec<Vec<i64>>, StoreError> {
        let mut rows = Vec::with_capacity(updates.len());
        for update in updates {
            match self.store.apply(vec![update.clone()], now).await {
                Ok(written) => rows.extend(written),
                Err(StoreError::Refused(why)) => {
                    self.said
                        .push(format!("{}: what was read could not be kept ({why}); this is a fault of friday's", update.blog));
                    rows.push(Vec::new());
                }
                Err(error) => return Err(error),
            }
        }
        Ok(rows)
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
