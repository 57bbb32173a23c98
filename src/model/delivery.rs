//! One edition to one subscriber: a row of the ledger.

mod reply;

pub use reply::{Obstacle, Phase, Reply};

use super::Instant;
use super::address::EmailAddress;
use super::subscriber::Choice;
use serde::Serialize;

/// Where a delivery stands. Terminal: accepted, refused, suppressed, expired; `uncertain` is shown to a person or re-sent once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    /// Waiting for its turn.
    Queued,
    /// Taken by a sender of this epoch; nothing has been given to a server.
    Claimed,
    /// Durably marked before the body was given to the server: from here on it may have arrived.
    Handed,
    /// The server took responsibility.
    Accepted,
    /// The server said "later"; `next_at` says when.
    Deferred,
    /// The server said "never".
    Refused,
    /// The connection broke after the body was given: nobody can know.
    Uncertain,
    /// The subscriber left, paused or bounced before the hand-over.
    Suppressed,
    /// Too late to be worth sending.
    Expired,
}

impl DeliveryState {
    /// Every state, in the order people read them.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Claimed,
        Self::Handed,
        Self::Accepted,
        Self::Deferred,
        Self::Refused,
        Self::Uncertain,
        Self::Suppressed,
        Self::Expired,
    ];

    /// The word in database and output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Claimed => "claimed",
            Self::Handed => "handed",
            Self::Accepted => "accepted",
            Self::Deferred => "deferred",
            Self::Refused => "refused",
            Self::Uncertain => "uncertain",
            Self::Suppressed => "suppressed",
            Self::Expired => "expired",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A row that this process has claimed and may hand over.
#[derive(Clone, Debug)]
pub struct ClaimedDelivery {
    /// Row of the ledger.
    pub id: i64,
    /// Who it goes to.
    pub address: EmailAddress,
    /// The subscriber's row, for the leave link.
    pub subscriber_id: i64,
    /// Which of the frozen texts.
    pub choice: Choice,
    /// Fixed when the row was made, the same on every attempt.
    pub message_id: String,
    /// How many hand-overs of it have ended before this one.
    pub attempt: u32,
}

/// What came of the wish to give a claimed row's body away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The row is durably `handed`: the body may go.
    Handed,
    /// Its mailing was paused, its reader changed address or choice, or another process has taken it: not to be sent as it is.
    NotOurs,
    /// The subscriber is no longer active: it is suppressed.
    Suppressed,
    /// It may have arrived once with other bytes than it has now: it stays uncertain, for a person.
    OtherBytes,
}

/// How one hand-over ended, as the ledger writes it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// accepted, deferred, refused, uncertain; or queued, when it was offered to nobody.
    pub state: DeliveryState,
    /// One line for people.
    pub reply: String,
    /// The enhanced status code ("5.1.1"), else the reply code; empty where no server answered. Never words: they may quote
    /// the address, and this is kept for good.
    pub status: String,
    /// When a deferred or uncertain row may be tried again.
    pub next_at: Instant,
    /// Whether the mailbox is known not to exist, so that nothing is mailed to it any more.
    pub address_is_gone: bool,
}

/// A domain to which nothing goes for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainRest {
    /// Lower case.
    pub domain: String,
    /// Until then.
    pub until: Instant,
    /// What its servers said, for people.
    pub because: String,
    /// How often in a row it had to rest.
    pub times: u32,
}

/// What became of one hand-over. An expected outcome is a value, not an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendOutcome {
    /// 2xx after the body.
    Accepted(Reply),
    /// 4xx about this recipient or this message.
    Deferred(Reply),
    /// 5xx about this recipient or this message.
    Refused(Reply),
    /// Connection lost, time-out or garbage after the body was given: the reply says what is missing.
    Uncertain(Reply),
    /// Not about the recipient: no connection, AUTH or MAIL FROM refused. The row goes back, the sending stops.
    Blocked(Obstacle),
}

/// The counts of one edition's ledger, for `verify` and `show`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LedgerCount {
    /// Recipients taken when sending started.
    pub recipients: u64,
    /// Rows by state, in `DeliveryState::ALL` order, zeros left out.
    pub states: Vec<(DeliveryState, u64)>,
}

impl LedgerCount {
    /// Rows of one state.
    pub fn of(&self, state: DeliveryState) -> u64 {
        self.states.iter().find(|(known, _)| *known == state).map_or(0, |(_, count)| *count)
    }

    /// Sum over all states.
    pub fn sum(&self) -> u64 {
        self.states.iter().map(|(_, count)| count).sum()
    }

    /// The promise that `verify` proves: everybody who was to get it stands in exactly one state.
    pub fn balances(&self) -> bool {
        self.recipients == self.sum()
    }
}

/// What a sender may do with rows that a crash left `handed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UncertainPolicy {
    /// Once more, with the same Message-ID and bytes.
    Resend,
    /// Leave it for a person.
    Hold,
}

/// A row that waits for its next attempt, as `edition show` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingDelivery {
    /// Row of the ledger: names it where an address must not stand.
    pub id: i64,
    /// State: deferred, uncertain or refused.
    pub state: DeliveryState,
    /// Masked when shown.
    pub address: EmailAddress,
    /// The server's last words.
    pub reply: String,
    /// When it is tried again.
    pub next_at: Option<Instant>,
}
