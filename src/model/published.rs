//! What left the house: editions that readers have, and the feeds that we publish.

use super::Instant;
use super::desk::Correction;
use super::edition::EditionContent;
use chrono::NaiveDate;

/// An edition that is out, with its frozen words and what was noted since.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedEdition {
    /// Its date; no two editions share one.
    pub date: NaiveDate,
    /// When its sending began, or was to begin.
    pub published_at: Instant,
    /// The words.
    pub content: EditionContent,
    /// Oldest first.
    pub corrections: Vec<Correction>,
}

impl PublishedEdition {
    /// When what it says changed last: at its publication, or by the last correction.
    pub fn changed_at(&self) -> Instant {
        self.corrections.iter().map(|correction| correction.at).fold(self.published_at, Instant::max)
    }
}

/// The same without its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedDate {
    /// Its date.
    pub date: NaiveDate,
    /// "Five for Friday (20/11/2026)".
    pub title: String,
    /// When its sending began, or was to begin.
    pub published_at: Instant,
    /// When what it says changed last.
    pub changed_at: Instant,
}

/// A feed of ours, before it is written as Atom or JSON Feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFeed {
    /// A URN that stays, wherever the site moves.
    pub id: String,
    /// Plain text.
    pub title: String,
    /// One sentence, plain.
    pub subtitle: String,
    /// BCP 47, of our own words.
    pub language: String,
    /// Who publishes it.
    pub author: String,
    /// Absolute address of the page that shows the same.
    pub page: String,
    /// Absolute address of this very document.
    pub own: String,
    /// Absolute address of the newest part, where this is not it (RFC 5005 §3).
    pub first: Option<String>,
    /// Absolute address of the part with what is older (RFC 5005 §3).
    pub next: Option<String>,
    /// Newest first.
    pub entries: Vec<OwnEntry>,
}

/// One entry of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnEntry {
    /// A URN that stays.
    pub id: String,
    /// Plain text.
    pub title: String,
    /// Absolute.
    pub link: String,
    /// When we published it.
    pub published_at: Instant,
    /// When it changed in a way that readers should be told.
    pub updated_at: Instant,
    /// Names.
    pub authors: Vec<String>,
    /// BCP 47, where it is not the feed's.
    pub language: Option<String>,
    /// Plain text.
    pub summary: Option<String>,
    /// Sanitised HTML with absolute links alone; only of what we wrote ourselves.
    pub html: Option<String>,
    /// Plain words.
    pub categories: Vec<String>,
}

impl OwnFeed {
    /// When any of it changed last; a feed without entries has never changed.
    pub fn updated_at(&self) -> Instant {
        self.entries.iter().map(|entry| entry.updated_at).fold(Instant::UNIX_EPOCH, Instant::max)
    }
}

/// In which format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedFormat {
    /// RFC 4287.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Atom, Self::Json];

    /// What names of its documents end with.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Atom => ".atom",
            Self::Json => ".json",
        }
    }
}
