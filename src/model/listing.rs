//! What can be said about a row of the list: its state, and the changes that its row in feeds.toml may need.

use super::blog::BlogId;
use serde::Serialize;

/// The state of a row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BlogState {
    /// Not read yet, or its row was changed since.
    New,
    /// It posts.
    Active,
    /// No post for three months.
    Quiet,
    /// It could not be read for a while.
    Failing,
    /// No post for a year.
    Dormant,
    /// Its feed answers at another address for good.
    Moved,
    /// Read no longer: a person said so in the row, or its publisher did with 410 Gone.
    Retired,
    /// The row has neither feed nor site: shown, not read.
    #[serde(rename = "address unknown")]
    AddressUnknown,
}

impl BlogState {
    /// Every state, in the order of a summary.
    pub const ALL: [Self; 8] =
        [Self::Active, Self::New, Self::Quiet, Self::Dormant, Self::Moved, Self::Failing, Self::Retired, Self::AddressUnknown];

    /// The word for it in lists, JSON and database.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Active => "active",
            Self::Quiet => "quiet",
            Self::Failing => "failing",
            Self::Dormant => "dormant",
            Self::Moved => "moved",
            Self::Retired => "retired",
            Self::AddressUnknown => "address unknown",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// One change of one row of feeds.toml, proposed by a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowEdit {
    /// Which row.
    pub blog: BlogId,
    /// The key to set.
    pub key: RowKey,
    /// Its new value, checked by reading the file again before it is kept.
    pub value: String,
    /// Why, in plain words.
    pub because: String,
}

/// The keys that friday may set in a row; everything else is a person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RowKey {
    /// The feed's address.
    Feed,
    /// Why the blog is read no longer.
    Retired,
}

impl RowKey {
    /// As it stands in the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Retired => "retired",
        }
    }
}
