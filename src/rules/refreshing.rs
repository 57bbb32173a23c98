//! What one reading of a feed changes: health, new entries, aliases, notices. Time and data in, a `FeedUpdate` out.

pub mod due;
mod guard;
pub mod health;
pub mod standing;

use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::model::entry::{AliasKey, KeyKind, KnownEntry, NewEntry, Standing};
use crate::model::feed::ParsedFeed;
use crate::model::fetched::Fetched;
use crate::model::update::{FeedUpdate, ReadOutcome, Rebind};
use crate::rules::matching::{self, Sighting};
use std::collections::{HashMap, HashSet};

/// A feed that was read, with what the store knows about its entries and about other blogs'.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// The row of the list.
    pub blog: &'a Blog,
    /// Health before.
    pub before: &'a BlogHealth,
    /// What the server answered.
    pub fetched: &'a Fetched,
    /// The feed's own declarations.
    pub feed: &'a ParsedFeed,
    /// Its entries with their keys.
    pub sightings: Vec<Sighting>,
    /// Known entries by alias key.
    pub known: &'a HashMap<AliasKey, i64>,
    /// Other blogs' entries of the last weeks.
    pub others: &'a [KnownEntry],
    /// `[fetch] flood`.
    pub flood: usize,
    /// The instant of the reading.
    pub now: Instant,
}

/// Decides about a document that was a feed.
pub fn decide(reading: Reading<'_>) -> (FeedUpdate, ReadOutcome) {
    let total = reading.sightings.len();
    let (rebinds, fresh) = recognise(&reading);
    let judged = guard::judge(&reading, &fresh, rebinds.iter().filter(|rebind| is_weak(&rebind.by)).count());
    let new_entries: Vec<NewEntry> = fresh.into_iter().map(|sighting| new_entry(&reading, sighting, &judged)).collect();
    let held = new_entries.iter().filter(|entry| entry.standing == Standing::Held).count();
    let outcome = ReadOutcome::Read { entries: total, new: new_entries.len(), held };
    let health = health::after_document(&reading, &new_entries);
    let notices = judged.notice.into_iter().collect();
    (FeedUpdate { blog: reading.blog.id.clone(), health, new_entries, rebinds, notices }, outcome)
}

/// Splits the sightings into known ones that learn aliases, and new ones.
fn recognise(reading: &Reading<'_>) -> (Vec<Rebind>, Vec<Sighting>) {
    let strong: Vec<Option<(i64, AliasKey)>> = reading.sightings.iter().map(|one| known_by(reading, one, is_strong)).collect();
    let recognised: HashSet<i64> = strong.iter().flatten().map(|(entry, _)| *entry).collect();
    let mut rebinds: Vec<Rebind> = Vec::new();
    let mut fresh: Vec<Sighting> = Vec::new();
    let mut taken: HashSet<AliasKey> = HashSet::new();
    for (sighting, strong) in reading.sightings.iter().zip(strong) {
        // Title and day decide only where the document does not hold that other post as well.
        let by_title = || known_by(reading, sighting, |key| !is_strong(key)).filter(|(entry, _)| !recognised.contains(entry));
        match strong.or_else(by_title) {
            Some((entry_id, by)) => {
                let keys: Vec<AliasKey> = sighting.keys.iter().filter(|key| !reading.known.contains_key(*key)).cloned().collect();
                if !keys.is_empty() {
                    rebinds.push(Rebind { entry_id, by, keys });
                }
            }
            // The same post twice in one document: the first one stands.
            None if sighting.keys.iter().any(|key| is_strong(key) && taken.contains(key)) => {}
            None => {
                taken.extend(sighting.keys.iter().cloned());
                fresh.push(sighting.clone());
            }
        }
    }
    (rebinds, fresh)
}

fn known_by(reading: &Reading<'_>, sighting: &Sighting, wanted: impl Fn(&AliasKey) -> bool) -> Option<(i64, AliasKey)> {
    let mut keys = sighting.keys.iter().filter(|key| wanted(key));
    keys.find_map(|key| reading.known.get(key).map(|entry| (*entry, key.clone())))
}

fn is_strong(key: &AliasKey) -> bool {
    match key.kind {
        KeyKind::Id | KeyKind::BareId | KeyKind::Link | KeyKind::Text => true,
        KeyKind::TitleDay => false,
    }
}

fn new_entry(reading: &Reading<'_>, sighting: Sighting, judged: &guard::Judgement) -> NewEntry {
    let placed = standing::place(reading, &sighting, judged);
    let fold = matching::fold(&reading.blog.id, &sighting, reading.others);
    let mut parsed = sighting.parsed;
    if let Some(language) = &reading.blog.language {
        parsed.language = Some(language.clone());
    }
    let canonical_link = parsed.link.as_deref().and_then(matching::canonical::link);
    // A post without an address of its own is still news: its reader starts at the blog's home page.
    parsed.link = parsed.link.or_else(|| reading.blog.site.as_ref().map(ToString::to_string));
    NewEntry {
        canonical_link,
        links_out: standing::links_out(&parsed),
        keys: sighting.keys,
        fingerprint: sighting.print.simhash,
        words: sighting.print.words,
        opening: sighting.print.opening,
        standing: placed.standing,
        because: placed.because,
        eligible_at: placed.eligible_at,
        fold,
        parsed,
    }
}

/// True for keys by which a post was recognised although its id had changed.
pub fn is_weak(key: &AliasKey) -> bool {
    match key.kind {
        KeyKind::Id => false,
        KeyKind::BareId | KeyKind::Link | KeyKind::TitleDay | KeyKind::Text => true,
    }
}
