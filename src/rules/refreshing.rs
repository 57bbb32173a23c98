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
pub mod same_again;
pub mod standing;

use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::model::entry::{AliasKey, Fold, KeyKind, KnownEntry, NewEntry, Standing};
use crate::model::feed::ParsedFeed;
use crate::model::fetched::Fetched;
use crate::model::update::{FeedUpdate, ReadOutcome};
use crate::rules::matching::{self, Sighting, links};
pub use recognising::{Recognised, recognise};
use standing::Placed;
use std::collections::HashMap;

/// A feed that was read, with what the store knows about its entries.
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
    /// Its number (`same_again`).
    pub body_hash: u64,
    /// Its entries with their keys.
    pub sightings: Vec<Sighting>,
    /// Known entries by alias key.
    pub known: &'a HashMap<AliasKey, i64>,
    /// The blog's own entries: those that `known` names, and its latest.
    pub own: &'a [KnownEntry],
    /// `[fetch] flood`.
    pub flood: usize,
    /// The instant of the reading.
    pub now: Instant,
}

/// Posts dated longer ago link to nothing that an edition could still hold.
const LINKING_DAYS: i64 = 60;

/// A post never seen before, and what becomes of it.
#[derive(Clone, Debug)]
pub struct Placing<'a> {
    /// Its place in the document.
    pub place: usize,
    /// The post.
    pub sighting: &'a Sighting,
    /// Whether it may enter an edition.
    pub placed: Placed,
    /// The story that another blog tells already.
    pub fold: Option<Fold>,
}

/// A decision about a document; its new entries are taken over by `finish`.
#[derive(Clone, Debug)]
pub struct Decision {
    update: FeedUpdate,
    outcome: ReadOutcome,
    new: Vec<(usize, Placed, Option<Fold>)>,
}

/// Decides about a document that was a feed, once its posts are recognised; `others` are entries of other blogs that may tell
/// the same stories.
pub fn decide(reading: &Reading<'_>, recognised: Recognised<'_>, others: &[KnownEntry]) -> Decision {
    let judged = guard::judge(reading, &recognised);
    let placing = |(place, sighting): &(usize, &'_ Sighting)| (*place, standing::place(reading, sighting, &judged));
    let placed: Vec<(usize, Placed)> = recognised.fresh.iter().map(placing).collect();
    let placings: Vec<Placing<'_>> = placed
        .into_iter()
        .zip(&recognised.fresh)
        .map(|((place, placed), (_, sighting))| Placing {
            place,
            sighting,
            placed,
            fold: matching::fold(&reading.blog.id, sighting, others),
        })
        .collect();
    let held = placings.iter().filter(|placing| placing.placed.standing == Standing::Held).count();
    let outcome = ReadOutcome::Read { entries: reading.sightings.len(), new: placings.len(), held };
    let (health, moved) = health::after_document(reading, &recognised, &placings);
    let update = FeedUpdate {
        edits: recognised.present.iter().filter_map(|(known, sighting)| edits::edit(reading, known, sighting)).collect(),
        missing: missing::missing(reading, &recognised),
        found_again: missing::found_again(&recognised),
        rebinds: recognised.rebinds,
        notices: judged.notice.into_iter().chain(moved).collect(),
        ..FeedUpdate::of_health(reading.blog.id.clone(), health)
    };
    Decision { update, outcome, new: placings.into_iter().map(|placing| (placing.place, placing.placed, placing.fold)).collect() }
}

/// What the store is to write; the posts move there without a copy of their bodies.
pub fn finish(reading: Reading<'_>, decision: Decision) -> (FeedUpdate, ReadOutcome) {
    let Decision { mut update, outcome, new } = decision;
    let mut sightings: Vec<Option<Sighting>> = reading.sightings.into_iter().map(Some).collect();
    let taken = new.into_iter().filter_map(|(place, placed, fold)| Some((sightings.get_mut(place)?.take()?, placed, fold)));
    update.new_entries =
        taken.map(|(sighting, placed, fold)| new_entry(reading.blog, sighting, placed, fold, reading.now)).collect();
    (update, outcome)
}

fn new_entry(blog: &Blog, sighting: Sighting, placed: Placed, fold: Option<Fold>, now: Instant) -> NewEntry {
    let mut parsed = sighting.parsed;
    // Nobody links to what will be written weeks later: what old posts link to is of no use to an edition.
    let is_old = parsed.dated_at().is_some_and(|at| (now - at).num_days() > LINKING_DAYS);
    if let Some(language) = &blog.language {
        parsed.language = Some(language.clone());
    }
    // A post without an address of its own is still news: its reader starts at the blog's home page.
    parsed.link = parsed.link.or_else(|| blog.site.as_ref().map(ToString::to_string));
    NewEntry {
        links_out: if is_old { Vec::new() } else { links::out(&sighting.links, sighting.page.as_deref()) },
        canonical_link: sighting.page,
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
