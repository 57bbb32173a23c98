//! What one reading of a feed changes: decided by `rules::refreshing`, written by the store in one transaction.

use super::blog::{BlogHealth, BlogId};
use super::entry::{AliasKey, Fingerprint, KeyKind, NewEntry};
use serde::{Deserialize, Serialize};

/// A blog that is about to be asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Begun {
    /// Which.
    pub blog: BlogId,
    /// Its health from now on, should the reading never end.
    pub health: BlogHealth,
    /// Whether all of it but the times of reading is what the store has already.
    pub is_as_stored: bool,
}

/// The whole effect of one reading.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedUpdate {
    /// Whose feed.
    pub blog: BlogId,
    /// The blog's health after it.
    pub health: BlogHealth,
    /// Whether all of that but the last reading, the last success and the next reading is what the store has already.
    pub is_as_stored: bool,
    /// Posts never seen before.
    pub new_entries: Vec<NewEntry>,
    /// Known posts that came back under further aliases.
    pub rebinds: Vec<Rebind>,
    /// Known posts that came back in other words.
    pub edits: Vec<Edit>,
    /// Known posts that are gone from the document although older ones stay.
    pub missing: Vec<i64>,
    /// Posts that were missing and are there again.
    pub found_again: Vec<i64>,
    /// What a person should know, once.
    pub notices: Vec<String>,
}

impl FeedUpdate {
    /// A reading that changes a blog's health and nothing else.
    pub fn of_health(blog: BlogId, health: BlogHealth) -> Self {
        Self {
            blog,
            health,
            is_as_stored: false,
            new_entries: Vec::new(),
            rebinds: Vec::new(),
            edits: Vec::new(),
            missing: Vec::new(),
            found_again: Vec::new(),
            notices: Vec::new(),
        }
    }
}

/// A known entry learns aliases, so that the next reading finds it by its strongest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebind {
    /// The entry.
    pub entry_id: i64,
    /// By what it was recognised.
    pub by: KeyKind,
    /// How close it was, in plain words, where another key than its id decided.
    pub closeness: Option<String>,
    /// Aliases it did not have.
    pub keys: Vec<AliasKey>,
}

/// The newest words of a known post; what was first seen is kept beside them.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The entry.
    pub entry_id: i64,
    /// What is not as it was at the reading before: "title", "text", "link", "language".
    pub changed: Vec<Part>,
    /// Plain text.
    pub title: String,
    /// Absolute.
    pub link: Option<String>,
    /// Its canonical form.
    pub canonical_link: Option<String>,
    /// Plain text, cut at a word; none: the one it had.
    pub excerpt: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// What the text looks like now.
    pub print: Fingerprint,
}

/// A part of a post that can be edited after first sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Its title.
    Title,
    /// Its text.
    Text,
    /// Its address.
    Link,
    /// The language it is in.
    Language,
}

impl Part {
    /// The word in `friday why`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "text",
            Self::Link => "link",
            Self::Language => "language",
        }
    }
}

/// What became of one blog in a reading pass, for the summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadOutcome {
    /// A document: so many entries in it, so many new.
    Read {
        /// Entries in the document.
        entries: usize,
        /// Stored for the first time.
        new: usize,
        /// Of these, held for a person.
        held: usize,
    },
    /// 304, or the very bytes of the last time.
    NotModified,
    /// 429 or 503, or the address is gone.
    Waiting(String),
    /// Could not be read, in plain words.
    Failed(String),
}
