//! Is this the same post? Within a blog by alias keys, across blogs by link and text; every judgement carries its reason.

pub mod candidates;
pub mod canonical;
pub mod comparison;
pub mod fingerprint;
pub mod keys;
pub mod likeness;
pub mod links;
pub mod same_post;
pub mod shingles;
pub mod titles;

use crate::model::blog::BlogId;
use crate::model::entry::{AliasKey, Fingerprint, Fold, KnownEntry, ParsedEntry};
use crate::rules::parsing::text;
use crate::rules::parsing::words::Said;
use candidates::Traces;

/// An entry of the document just read, with all that identifies it.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// The post; of summary and content the words alone, as plain text.
    pub parsed: ParsedEntry,
    /// Its title in normal words.
    pub title: String,
    /// Its canonical link.
    pub page: Option<String>,
    /// Its aliases, strongest first.
    pub keys: Vec<AliasKey>,
    /// What its text looks like.
    pub print: Fingerprint,
    /// The addresses of its links, as they are written.
    pub links: Vec<String>,
}

impl Sighting {
    /// What another blog's post would share with it.
    pub fn traces(&self) -> Traces {
        Traces::of(&self.title, self.page.as_deref(), &self.print)
    }
}

/// Reads identity out of every entry of one document. An id or link that several entries share identifies none of them.
pub fn sightings(blog: &BlogId, entries: Vec<ParsedEntry>) -> Vec<Sighting> {
    let pages: Vec<Option<String>> = entries.iter().map(|entry| entry.link.as_deref().and_then(canonical::link)).collect();
    let shared = keys::shared(entries.iter().zip(&pages));
    entries.into_iter().zip(pages).map(|(parsed, page)| see(blog, parsed, page, &shared)).collect()
}

/// Markup goes here for good: what is kept of a body can be searched and compared, and cannot be shown as anything but text.
fn see(blog: &BlogId, mut parsed: ParsedEntry, page: Option<String>, shared: &keys::Shared) -> Sighting {
    let [content, summary] = [&parsed.content, &parsed.summary].map(|body| body.as_deref().map(text::plain_with_links));
    let links = content.iter().chain(&summary).flat_map(|said| said.links.iter().cloned()).collect();
    let words = |said: Option<Said>| said.map(|said| said.text).filter(|text| !text.is_empty());
    (parsed.content, parsed.summary) = (words(content), words(summary));
    let print = fingerprint::of(parsed.longer_body());
    let title = titles::normal_title(parsed.title.as_deref().unwrap_or_default());
    let named = keys::Named { title: &title, page: page.as_deref(), print: &print };
    Sighting { keys: keys::of(blog, &parsed, named, shared), parsed, title, page, print, links }
}

/// Whether a new entry tells the same story as one of these of another blog; the first of them that does.
pub fn fold(blog: &BlogId, sighting: &Sighting, others: &[KnownEntry]) -> Option<Fold> {
    let mut elsewhere = others.iter().filter(|other| other.blog != *blog);
    elsewhere.find_map(|other| likeness::same_story(sighting, other).map(|because| Fold { story_id: other.story_id, because }))
}
