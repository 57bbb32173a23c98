//! A mail to one person about their own subscription.

use super::Instant;
use super::address::EmailAddress;
use serde::{Deserialize, Serialize};

/// Why it is sent; the words follow from it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// "Did you ask for this?", with the link that confirms.
    Confirm,
    /// "You are subscribed; here is your page": for who asked again, and for who lost the link.
    YourPage,
    /// To the new mailbox: "is this yours?", with the link that confirms.
    NewAddress,
    /// To the old mailbox: "the digest goes elsewhere from now on".
    AddressChanged,
    /// To an editor, with words of its own.
    Desk,
}

impl NoticeKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Confirm, Self::YourPage, Self::NewAddress, Self::AddressChanged, Self::Desk];

    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::YourPage => "your page",
            Self::NewAddress => "new address",
            Self::AddressChanged => "address changed",
            Self::Desk => "desk",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Kinds that share one allowance: to an address that nobody has confirmed, both are the same unasked-for mail.
    pub fn counted_with(self) -> &'static [Self] {
        match self {
            Self::Confirm | Self::NewAddress => &[Self::Confirm, Self::NewAddress],
            Self::YourPage => &[Self::YourPage],
            Self::AddressChanged => &[Self::AddressChanged],
            Self::Desk => &[Self::Desk],
        }
    }
}

/// What an editor is told by mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskLetter {
    /// Subject line, plain text.
    pub subject: String,
    /// First line of the mail.
    pub heading: String,
    /// Plain text, one a paragraph.
    pub paragraphs: Vec<String>,
    /// Words and address of its one button.
    pub button: Option<(String, String)>,
    /// Below the button.
    pub afterwards: Vec<String>,
}

/// A notice that this process has claimed and may hand over.
#[derive(Clone, Debug)]
pub struct ClaimedNotice {
    /// Its row.
    pub id: i64,
    /// Why.
    pub kind: NoticeKind,
    /// Whose subscription it is about; none for an editor's.
    pub subscriber_id: Option<i64>,
    /// What it asks to confirm, where it asks.
    pub request_id: Option<i64>,
    /// Who gets it.
    pub address: EmailAddress,
    /// Its words, where they do not follow from its kind.
    pub letter: Option<DeskLetter>,
    /// What the link that signs an editor in is made of, together with the key.
    pub seed: Option<String>,
    /// When it was made; stands in its Date.
    pub made_at: Instant,
    /// How many times it was claimed, this time included.
    pub attempt: u32,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeEnd {
    /// A server took it.
    Sent(String),
    /// A server said never, or "later" for too long.
    Failed(String),
    /// To be tried again.
    Later(String, Instant),
}
