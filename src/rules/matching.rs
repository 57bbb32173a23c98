//! Is this the same post? Within a blog by alias keys, across blogs by link and text; every judgement carries its reason.

pub mod candidates;
pub mod canonical;
pub mod comparison;
pub mod fingerprint;
pub mod keys;
pub mod likeness;
pub mod same_post;
pub mod shingles;
pub mod titles;

use crate::model::blog::BlogId;
use crate::model::entry::{AliasKey, Fingerprint, Fold, ParsedEntry};
use candidates::Candidates;

/// An entry of the document just read, with all that identifies it.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// The post.
    pub parsed: ParsedEntry,
    /// Its aliases, strongest first.
    pub keys: Vec<AliasKey>,
    /// What its text looks like.
    pub print: Fingerprint,
}

/// Reads identity out of every entry of one document. An id or link that several entries share identifies none of them.
pub fn sightings(blog: &BlogId, entries: Vec<ParsedEntry>) -> Vec<Sighting> {
    let shared = keys::shared(&entries);
    let see = |parsed: ParsedEntry| {
        let print = fingerprint::of(&parsed);
        Sighting { keys: keys::of(blog, &parsed, &print, &shared), parsed, print }
    };
    entries.into_iter().map(see).collect()
}

/// Whether a new entry tells the same story as a recent one of another blog.
pub fn fold(blog: &BlogId, sighting: &Sighting, recent: &Candidates) -> Option<Fold> {
    let mut elsewhere = recent.like(sighting).filter(|other| other.blog != *blog);
    elsewhere.find_map(|other| likeness::same_story(sighting, other).map(|because| Fold { story_id: other.story_id, because }))
}
