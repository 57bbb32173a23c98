//! What people wish about the list: a blog on it, or their own one off it. An editor, or the operator, settles each.

use super::Instant;
use super::blog::BlogId;

/// Where a wish stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum WishState {
    /// Nobody has looked at it yet.
    Open,
    /// It was done.
    Accepted,
    /// It was not.
    Declined,
}

impl WishState {
    /// The word in database and output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Open, Self::Accepted, Self::Declined].into_iter().find(|state| state.word() == word)
    }
}

/// A blog that somebody suggests, as they typed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewSuggestion {
    /// The blog's address; http or https.
    pub address: String,
    /// The feed that was found or chosen; none where none was found.
    pub feed: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// Who runs it.
    pub council: Option<String>,
    /// Who suggests it, for the thanks.
    pub via: Option<String>,
    /// Anything else.
    pub note: Option<String>,
}

/// A suggestion in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Row.
    pub id: i64,
    /// What was typed.
    pub what: NewSuggestion,
    /// When.
    pub made_at: Instant,
    /// Where it stands.
    pub state: WishState,
    /// The reason it was declined for.
    pub because: Option<String>,
}

/// What came of sending one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WishEnd {
    /// It waits for an editor, under this number.
    Kept(i64),
    /// The same was sent before, and stands so.
    Known(WishState),
    /// So many were sent within the hour that no more are taken.
    Capped,
}

/// A blogger asks not to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOptOut {
    /// Which blog.
    pub blog: BlogId,
    /// Who asks, and how to reach them, in their own words.
    pub who: String,
    /// How we can see that the blog is theirs.
    pub proof: String,
    /// Anything else.
    pub note: Option<String>,
}

/// The same in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptOut {
    /// Row.
    pub id: i64,
    /// What was typed.
    pub what: NewOptOut,
    /// When.
    pub made_at: Instant,
}

/// Who settled a wish, how, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settling {
    /// Accepted or declined.
    pub state: WishState,
    /// An editor's address, or "operator".
    pub by: String,
    /// In plain words.
    pub because: Option<String>,
    /// When.
    pub at: Instant,
}

/// A blog that is never read again, whatever its row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// Its id.
    pub blog: BlogId,
    /// Its addresses in canonical form: without scheme and decoration.
    pub addresses: Vec<String>,
    /// Why, in plain words; public.
    pub because: String,
    /// Since when.
    pub made_at: Instant,
}

/// A post that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPost {
    /// Whose.
    pub blog: BlogId,
    /// Plain text.
    pub title: String,
    /// Where to read it.
    pub link: Option<String>,
    /// BCP 47, where known.
    pub language: Option<String>,
    /// The author's date, else when it was seen.
    pub at: Instant,
    /// Why it is held.
    pub because: String,
}
