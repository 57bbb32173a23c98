//! A feed document as friday sees it: the contract of `friday parse`.

use super::Instant;
use super::entry::{ParsedEntry, Person};
use serde::Serialize;

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
    /// "rss2", "rss0", "rss1", "atom" or "json".
    pub format: &'static str,
    /// The feed itself.
    pub feed: FeedDetails,
    /// Its posts, in document order.
    pub entries: Vec<ParsedEntry>,
    /// What is odd about the document, in plain words.
    pub problems: Vec<String>,
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
