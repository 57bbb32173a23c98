//! A person who asked for the digest.

use super::Instant;
use super::address::EmailAddress;
use serde::{Deserialize, Serialize};

/// What a subscriber wants to get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// The picks alone.
    Picks,
    /// The picks and everything else of the week.
    #[default]
    Everything,
    /// Every post, once a day, in a bulletin; no edition.
    Daily,
}

impl Choice {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Picks, Self::Everything, Self::Daily];

    /// Those that get an edition, in the order in which its texts are frozen.
    pub const OF_EDITIONS: [Self; 2] = [Self::Picks, Self::Everything];

    /// The word in database, CSV and output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Picks => "picks",
            Self::Everything => "everything",
            Self::Daily => "daily",
        }
    }

    /// Reads the word; an empty one is the default.
    pub fn parse(word: &str) -> Option<Self> {
        if word.is_empty() {
            return Some(Self::default());
        }
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }
}

/// States of consent, as in the glossary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SubscriberState {
    /// Asked, not yet confirmed.
    Pending,
    /// Gets the digest.
    Active,
    /// Asked for a break.
    Paused,
    /// Left; never mailed again without a fresh request.
    Left,
    /// The mailbox does not exist.
    Bounced,
}

impl SubscriberState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Active, Self::Paused, Self::Left, Self::Bounced];

    /// The word in database and output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Left => "left",
            Self::Bounced => "bounced",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// One row of `subscribers list`.
#[derive(Clone, Debug)]
pub struct Subscriber {
    /// The row; stands in leave links, signed.
    pub id: i64,
    /// None after erasure.
    pub address: Option<EmailAddress>,
    /// What they get.
    pub choice: Choice,
    /// Where their consent stands.
    pub state: SubscriberState,
    /// When they agreed, as far as is known.
    pub consented_at: Option<Instant>,
    /// Where the consent was given: "import", a page.
    pub source: String,
}

/// One checked row of an import, before it is compared with those who are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// Line of the file, from 1, the header included.
    pub line: u64,
    /// Whom to add.
    pub address: EmailAddress,
    /// What they get.
    pub choice: Choice,
    /// When they agreed.
    pub consented_at: Option<Instant>,
    /// Where.
    pub source: String,
    /// The words they agreed to.
    pub wording: String,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportCount {
    /// New subscribers.
    pub added: u64,
    /// Known already, or twice in the file.
    pub skipped: u64,
    /// Lines of people who had left, bounced or were erased; they stay so.
    pub left: Vec<u64>,
}
