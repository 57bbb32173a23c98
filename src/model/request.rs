//! What somebody asks for with an address, until that mailbox answers.

use super::address::EmailAddress;
use super::consent::Wording;
use super::subscriber::Choice;
use chrono::TimeDelta;

/// A request that nobody confirmed is forgotten after this; its link ends with it.
pub const REQUEST_LIFETIME: TimeDelta = TimeDelta::days(7);

/// What a request leads to when it is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// The digest to this address.
    Subscribe,
    /// The digest to this address instead of the old one.
    ChangeAddress,
}

impl RequestKind {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Subscribe => "subscribe",
            Self::ChangeAddress => "change address",
        }
    }
}

/// Where a request came from: kept with the evidence, never shown to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The page's path, such as "/".
    pub page: &'static str,
    /// Keyed hash of the visitor's network address.
    pub visitor_mark: Option<String>,
}

/// An address typed into the sign-up form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignUp {
    /// As typed, parsed.
    pub address: EmailAddress,
    /// Keyed marks of the address: by the present key, then by older ones.
    pub marks: Vec<String>,
    /// The same of the mailbox behind it, without what follows a plus sign: the limits count by these.
    pub mailbox_marks: Vec<String>,
    /// What they want.
    pub choice: Choice,
    /// What the form told them.
    pub wording: Wording,
    /// Where it came from.
    pub origin: Origin,
    /// False when a limit outside the database holds it back: the same is looked up and counted, nothing is sent.
    pub may_mail: bool,
    /// Mails that the form may cause within an hour, over everybody.
    pub hourly_cap: u32,
}

/// What a sign-up led to. The page never depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignUpEnd {
    /// A mail is queued.
    Queued,
    /// Nothing is sent: a limit of the address, or of the visitor, or a complaint.
    HeldBack,
    /// Nothing is sent: the cap of the hour is reached.
    Capped {
        /// True once an hour, so that it is told once.
        is_news: bool,
    },
}

/// What became of a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// Done, now or before; the subscriber's row.
    Done(i64),
    /// The address was a subscriber of its own already: the old row has left, this one stays as it is.
    Joined(i64),
    /// Too late, or withdrawn, or replaced by a later one.
    Gone,
}
