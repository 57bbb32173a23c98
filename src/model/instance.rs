//! Where a database is at home: enough to notice that it was copied, restored, or brought to another machine.

use super::Instant;
use super::calendar::Period;
use super::delivery::LedgerCount;
use super::edition::{EditionState, MailingKind};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One place in the world that a database file can be in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// A hash of the machine's own id; empty where it has none, such as in a container.
    pub machine: String,
    /// The file, with links resolved.
    pub path: String,
    /// The device that holds it; some systems number devices anew at each start.
    pub device: u64,
    /// Its number on that device: a copy gets another one, a renamed file keeps it.
    pub inode: u64,
}

/// What the database and its folder remember about where it was last at home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered {
    /// Where; none before its first use.
    pub instance: Option<Instance>,
    /// When it was copied, for a copy that `friday backup` made.
    pub backed_up_at: Option<Instant>,
    /// How many sendings were begun.
    pub epoch: i64,
}

/// What an adoption is about: one mailing that is not over.
#[derive(Clone, Debug, Serialize)]
pub struct OpenMailing {
    /// Which of the two.
    pub kind: MailingKind,
    /// Its date.
    pub date: NaiveDate,
    /// Its place in the calendar.
    #[serde(skip)]
    pub period: Period,
    /// Row.
    #[serde(skip)]
    pub id: i64,
    /// Where it stands.
    pub state: EditionState,
    /// Its recipients by state; empty before they are taken.
    pub ledger: LedgerCount,
    /// When a server last took one of its mails.
    pub last_accepted_at: Option<Instant>,
}
