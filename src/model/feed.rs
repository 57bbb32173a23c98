//! A feed document as friday sees it: the contract of `friday parse`.

use super::Instant;
use super::entry::{ParsedEntry, Person};
use chrono::Weekday;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The feed's own description of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FeedDetails {
    /// Plain text.
    pub title: Option<String>,
    /// Plain text.
    pub subtitle: Option<String>,
    /// The site, absolute.
    pub link: Option<String>,
    /// The raw id, or null.
    pub id: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// UTC.
    pub updated: Option<Instant>,
    /// UTC.
    pub published: Option<Instant>,
    /// In document order.
    pub authors: Vec<Person>,
    /// Plain text.
    pub rights: Option<String>,
    /// Absolute address of its logo or icon.
    pub image: Option<String>,
    /// Terms or labels.
    pub categories: Vec<String>,
}

/// A document that was a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ParsedFeed {
    /// "rss2", "rss0" (0.90 to 0.94), "rss1", "atom" (1.0 and 0.3), "cdf" or "json".
    pub format: &'static str,
    /// The feed itself.
    pub feed: FeedDetails,
    /// Its posts, in document order.
    pub entries: Vec<ParsedEntry>,
    /// What is odd about the document, in plain words.
    pub problems: Vec<String>,
    /// When it asks to be read again.
    #[serde(skip)]
    pub rhythm: Rhythm,
    /// True when it ends in the middle: posts may be missing, and the next reading should not take it for the whole.
    #[serde(skip)]
    pub cut_off: bool,
}

/// When a feed asks to be read: RSS 2.0 (ttl, skipHours, skipDays) and mod_syndication (sy:updatePeriod, sy:updateFrequency).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhythm {
    /// `<ttl>`: how long a copy may be kept.
    pub keep_for: Option<Duration>,
    /// `sy:updatePeriod` divided by `sy:updateFrequency`: how often something new may come.
    pub update_every: Option<Duration>,
    /// `<skipHours>`: hours of the day, 0 to 23, in GMT.
    pub skip_hours: Vec<u32>,
    /// `<skipDays>`.
    pub skip_days: Vec<Weekday>,
}

/// Why a document is not a feed friday can read; each says what to do next where something can be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Nothing in it.
    #[error("the document is empty")]
    Empty,
    /// A web page; perhaps a login page or a bot check.
    #[error("this is a web page, not a feed")]
    Html,
    /// XML or JSON of another kind, or broken beyond reading.
    #[error("not a feed that can be read: {0}")]
    NotAFeed(String),
    /// The parser gave up in a way that it should not.
    #[error("the parser failed on this document; it was left unread")]
    Panicked,
}
