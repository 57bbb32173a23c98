//! What the check before sending finds. None of it forbids anything: an editor decides.

use serde::Serialize;

/// What became of asking a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It answers with a page.
    Works,
    /// It leads elsewhere for good.
    Moved(String),
    /// There is nothing, or its server cannot be reached.
    Broken(String),
    /// A program cannot tell: the server turns programs away, or asks for patience.
    Untold(String),
}

/// One piece of advice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// How much it matters.
    pub weight: Weight,
    /// The part of the edition: "Pick 2: Bins, rebuilt", "The subject", …
    pub about: String,
    /// What was found.
    pub what: String,
    /// What to do about it.
    pub todo: String,
    /// The place in the writing form, for a link; empty where there is none.
    pub item: String,
}

/// How much a piece of advice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// Readers would stumble over it.
    Mend,
    /// Worth a look.
    Look,
}
