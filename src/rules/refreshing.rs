//! What one reading of a feed changes: health, new entries, aliases, edits, notices. Time and data in, a `FeedUpdate` out.

pub mod by_hand;
pub mod due;
mod edits;
mod guard;
pub mod health;
mod missing;
pub mod moves;
pub mod pace;
mod recognising;
pub mod standing;

use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::model::entry::{AliasKey, KeyKind, KnownEntry, NewEntry, Standing};
use crate::model::feed::ParsedFeed;
use crate::model::fetched::Fetched;
use crate::model::update::{FeedUpdate, ReadOutcome};
use crate::rules::matching::candidates::Candidates;
use crate::rules::matching::{self, Sighting};
use std::collections::HashMap;

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
    /// The blog's own entries: those that `known` names, and its latest.
    pub own: &'a [KnownEntry],
    /// All blogs' entries of the last weeks.
    pub recent: &'a Candidates,
    /// `[fetch] flood`.
    pub flood: usize,
    /// The instant of the reading.
    pub now: Instant,
}

/// Decides about a document that was a feed.
pub fn decide(reading: Reading<'_>) -> (FeedUpdate, ReadOutcome) {
    let reading = &reading;
    let recognised = recognising::recognise(reading);
    let judged = guard::judge(reading, &recognised);
    let fresh = recognised.fresh.iter().cloned();
    let new_entries: Vec<NewEntry> = fresh.map(|sighting| new_entry(reading, sighting, &judged)).collect();
    let held = new_entries.iter().filter(|entry| entry.standing == Standing::Held).count();
    let outcome = ReadOutcome::Read { entries: reading.sightings.len(), new: new_entries.len(), held };
    let (health, moved) = health::after_document(reading, &recognised, &new_entries);
    let update = FeedUpdate {
        blog: reading.blog.id.clone(),
        health,
        edits: recognised.present.iter().filter_map(|(known, sighting)| edits::edit(reading, known, sighting)).collect(),
        missing: missing::missing(reading, &recognised),
        found_again: missing::found_again(&recognised),
        rebinds: recognised.rebinds,
        notices: judged.notice.into_iter().chain(moved).collect(),
        new_entries,
    };
    (update, outcome)
}

fn new_entry(reading: &Reading<'_>, sighting: Sighting, judged: &guard::Judgement) -> NewEntry {
    let placed = standing::place(reading, &sighting, judged);
    let fold = matching::fold(&reading.blog.id, &sighting, reading.recent);
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
        print: sighting.print,
        standing: placed.standing,
        because: placed.because,
        eligible_at: placed.eligible_at,
        fold,
        parsed,
    }
}

/// True for keys by which a post was recognised although its id had changed.
pub fn is_weak(by: KeyKind) -> bool {
    match by {
        KeyKind::Id => false,
        KeyKind::BareId | KeyKind::Link | KeyKind::TitleDay | KeyKind::Text | KeyKind::Likeness => true,
    }
}
