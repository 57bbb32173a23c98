//! Is this the same post? Within a blog by alias keys, across blogs by link and text; every judgement carries its reason.

pub mod canonical;
pub mod fingerprint;
pub mod keys;
pub mod likeness;

use crate::model::blog::BlogId;
use crate::model::entry::{AliasKey, Fold, KnownEntry, ParsedEntry};
use fingerprint::Fingerprint;

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

/// Whether a new entry tells the same story as one of `others`, which are other blogs' recent entries.
pub fn fold(blog: &BlogId, sighting: &Sighting, others: &[KnownEntry]) -> Option<Fold> {
    let mut elsewhere = others.iter().filter(|other| other.blog != *blog);
    elsewhere.find_map(|other| likeness::same_story(sighting, other).map(|because| Fold { story_id: other.story_id, because }))
}
