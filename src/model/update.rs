//! What one reading of a feed changes: decided by `rules::refreshing`, written by the store in one transaction.

use super::blog::{BlogHealth, BlogId};
use super::entry::{AliasKey, NewEntry};

/// The whole effect of one reading.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedUpdate {
    /// Whose feed.
    pub blog: BlogId,
    /// The blog's health after it.
    pub health: BlogHealth,
    /// Posts never seen before.
    pub new_entries: Vec<NewEntry>,
    /// Known posts that came back under further aliases.
    pub rebinds: Vec<Rebind>,
    /// What a person should know, once.
    pub notices: Vec<String>,
}

/// A known entry learns aliases, so that the next reading finds it by its strongest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebind {
    /// The entry.
    pub entry_id: i64,
    /// The alias by which it was recognised.
    pub by: AliasKey,
    /// Aliases it did not have.
    pub keys: Vec<AliasKey>,
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
    /// 304.
    NotModified,
    /// 429 or 503, or the address is gone.
    Waiting(String),
    /// Could not be read, in plain words.
    Failed(String),
}
