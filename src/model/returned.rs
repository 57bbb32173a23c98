//! Mail that comes back: what a report says about one copy.

use super::Instant;
use serde::Serialize;

/// What a report means for the subscriber whom our own tag names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ReturnedKind {
    /// The mailbox does not exist: no further mail goes there.
    Hard,
    /// It could not be delivered this time: counted.
    Soft,
    /// Refused because of us, not of the reader: the operator is told when it repeats.
    Ours,
    /// The reader called it spam: no further mail goes there.
    Complaint,
    /// A report of another kind: counted.
    Report,
}

impl ReturnedKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Hard, Self::Soft, Self::Ours, Self::Complaint, Self::Report];

    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Soft => "soft",
            Self::Ours => "ours",
            Self::Complaint => "complaint",
            Self::Report => "report",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One report about one copy, as it is written down; no address is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The same for the same report, however often it comes.
    pub mark: String,
    /// The subscriber's row, from the tag.
    pub subscriber: i64,
    /// The mailing, from the tag; none where only the leave link of the reported mail was left to read.
    pub mailing: Option<i64>,
    /// What it means.
    pub kind: ReturnedKind,
    /// The enhanced status code ("5.1.1"), or the type of a complaint's report.
    pub status: String,
}

/// What writing a report down came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// It is new.
    New,
    /// It was taken in before.
    Known,
    /// Its copy was never handed over, was handed over too long ago, or the subscriber has changed since.
    Stale,
}

/// What tells whether a subscriber's mailbox still takes mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReturnHistory {
    /// Soft returns: the mailing and when its report came, oldest first.
    pub soft: Vec<(i64, Instant)>,
    /// When the last mailing was accepted that has not come back and would have by now.
    pub last_arrived: Option<Instant>,
}

/// Why a subscriber gets no mail any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastReturn {
    /// What the report meant.
    pub kind: ReturnedKind,
    /// Its code.
    pub status: String,
    /// When it came.
    pub at: Instant,
}

/// How many of each kind came back in a span, beside what was sent in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReturnCount {
    /// Reports by kind, zeros left out.
    pub kinds: Vec<(ReturnedKind, u64)>,
    /// Copies that were accepted in the same span.
    pub accepted: u64,
    /// The commonest status among refusals because of us.
    pub ours_status: Option<String>,
}

impl ReturnCount {
    /// Reports of one kind.
    pub fn of(&self, kind: ReturnedKind) -> u64 {
        self.kinds.iter().find(|(known, _)| *known == kind).map_or(0, |(_, count)| *count)
    }
}
