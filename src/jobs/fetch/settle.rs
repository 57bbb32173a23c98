//! What has come back, looked up and decided, many feeds at a time.

use super::Pass;
use super::ask::{Answer, Came, Parsed};
use super::batches::Batches;
use super::seen::Seen;
use crate::model::Instant;
use crate::model::blog::BlogId;
use crate::model::entry::AliasKey;
use crate::model::known::{Asked, Known};
use crate::model::update::{FeedUpdate, ReadOutcome};
use crate::rules::matching::candidates::Traces;
use crate::rules::refreshing::{self, Reading, health};
use crate::store::Store;
use std::collections::HashMap;

/// How many of a blog's latest entries a document is compared with.
const OWN_ENTRIES: usize = 300;

/// The answers of a pass, batch after batch.
pub struct Settling<'a> {
    pass: Pass<'a>,
    batches: Batches<'a>,
}

/// A decision, and the traces of its new posts in their order.
type Decided = (FeedUpdate, ReadOutcome, Vec<Traces>);

impl<'a> Settling<'a> {
    pub fn new(pass: Pass<'a>) -> Self {
        Self { pass, batches: Batches::new(pass.store) }
    }

    /// Decides about each and gives all of them to the store.
    pub async fn settle(&mut self, answers: Vec<Answer<'a>>, seen: &Seen<'a, '_>) -> anyhow::Result<()> {
        let now = self.pass.clock.now();
        let mut known = known(self.pass.store, &answers).await?;
        for answer in answers {
            let blog = answer.blog;
            let of_blog = known.remove(&blog.id).unwrap_or_default();
            let (update, outcome, traces) = self.decide(answer, &of_blog, now).await?;
            update.notices.iter().for_each(|notice| seen.notice(notice.clone()));
            seen.note(blog, outcome);
            self.batches.take(blog, update, traces, now).await?;
        }
        self.batches.write(now).await
    }

    /// Waits until everything is written; says what remains to be told.
    pub async fn finish(self) -> anyhow::Result<Vec<String>> {
        self.batches.finish(self.pass.clock.now()).await
    }

    async fn decide(&mut self, answer: Answer<'a>, known: &Known, now: Instant) -> anyhow::Result<Decided> {
        let Answer { blog, before, is_new_address, fetched, came } = answer;
        let mut traces = Vec::new();
        let (update, outcome) = match came {
            Came::Nothing => health::without_document(blog, &before, &fetched, now),
            Came::Known(body_hash) => health::after_known_document(blog, &before, &fetched, body_hash, now),
            Came::Feed(parsed) => {
                let Parsed { feed, sightings, body_hash } = *parsed;
                let (known, own) = (&known.keys, known.entries.as_slice());
                let flood = self.pass.flood;
                let (before, fetched, feed) = (&before, &fetched, &feed);
                let reading = Reading { blog, before, fetched, feed, body_hash, sightings, known, own, flood, now };
                let recognised = refreshing::recognise(&reading);
                traces = recognised.fresh.iter().map(|(_, sighting)| sighting.traces()).collect();
                let others = self.batches.others(&traces, now).await?;
                let decision = refreshing::decide(&reading, recognised, &others);
                refreshing::finish(reading, decision)
            }
        };
        // What is known of the blog was written down before it was asked; only its address may have changed since.
        let update = FeedUpdate { is_as_stored: !is_new_address && update.health.differs_in_times_alone(&before), ..update };
        if let Some(pause) = health::host_pause(&fetched, &update.health, now) {
            self.pass.store.pause_host(pause, now).await?;
        }
        Ok((update, outcome, traces))
    }
}

/// What the store has of the posts in these documents; nothing of a blog that was never read.
async fn known(store: &Store, answers: &[Answer<'_>]) -> anyhow::Result<HashMap<BlogId, Known>> {
    let asked = answers.iter().filter(|answer| answer.before.first_read_at.is_some()).filter_map(|answer| {
        let Came::Feed(parsed) = &answer.came else { return None };
        let sightings = &parsed.sightings;
        let keys: Vec<AliasKey> = sightings.iter().flat_map(|sighting| sighting.keys.iter().cloned()).collect();
        Some(Asked { blog: answer.blog.id.clone(), keys })
    });
    let asked: Vec<Asked> = asked.collect();
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(store.known(asked, OWN_ENTRIES).await?)
}
