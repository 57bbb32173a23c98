//! When something was published and changed, and what was odd about its dates.

use super::dates;
use super::lookup::{Name, all};
use super::tree::{Element, Space};
use crate::model::Instant;

/// First appearance of a post.
pub const POST_PUBLISHED: &[Name] = &[
    (Space::Own, "pubDate"),
    (Space::Atom, "published"),
    (Space::Own, "published"),
    (Space::Dcterms, "issued"),
    (Space::Atom03, "issued"),
    (Space::Own, "issued"),
    (Space::Dcterms, "created"),
    (Space::Atom03, "created"),
    (Space::Own, "created"),
    (Space::Dc, "date"),
    (Space::Dcterms, "date"),
    (Space::Own, "date"),
];

/// Latest change of a post.
pub const POST_UPDATED: &[Name] = &[
    (Space::Atom, "updated"),
    (Space::Own, "updated"),
    (Space::Dcterms, "modified"),
    (Space::Atom03, "modified"),
    (Space::Own, "modified"),
    (Space::Dc, "date"),
];

/// Of a feed.
pub const FEED_PUBLISHED: &[Name] = &[
    (Space::Own, "pubDate"),
    (Space::Atom, "published"),
    (Space::Own, "published"),
    (Space::Dcterms, "issued"),
    (Space::Atom03, "issued"),
];

/// Of a feed.
pub const FEED_UPDATED: &[Name] = &[
    (Space::Own, "lastBuildDate"),
    (Space::Atom, "updated"),
    (Space::Own, "updated"),
    (Space::Atom03, "modified"),
    (Space::Own, "modified"),
    (Space::Dcterms, "modified"),
    (Space::Dc, "date"),
];

/// What the dates of a document were like.
#[derive(Debug, Default)]
pub struct DateNotes {
    /// Dates without a zone.
    without_zone: usize,
    /// Texts where a date should be.
    unreadable: Vec<String>,
}

impl DateNotes {
    /// The first of these dates that can be read.
    pub fn read(&mut self, element: Element<'_>, names: &'static [Name]) -> Option<Instant> {
        let found = all(element, names).find_map(|one| self.note(&one.text()));
        found.or_else(|| element.attribute("lastmod").and_then(|text| self.note(text)))
    }

    /// One date.
    pub fn note(&mut self, text: &str) -> Option<Instant> {
        match dates::parse(text) {
            Some(dated) => {
                self.without_zone += usize::from(!dated.has_zone);
                Some(dated.at)
            }
            None => {
                if !text.trim().is_empty() {
                    self.unreadable.push(super::excerpt::cut(&super::text::tidy(text), 60));
                }
                None
            }
        }
    }

    /// In plain words.
    pub fn in_words(&self) -> Vec<String> {
        let zone = (self.without_zone > 0).then(|| "dates have no zone: taken as UTC".to_owned());
        let number = self.unreadable.len();
        let first = self.unreadable.first().map(|text| format!("{number} dates cannot be read, the first is “{text}”"));
        zone.into_iter().chain(first).collect()
    }
}
