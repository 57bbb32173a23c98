//! Editors at work: who is signed in, what was done, what was corrected afterwards.

use super::Instant;
use super::address::EmailAddress;
use chrono::TimeDelta;

/// A link that signs in works this long.
pub const SIGN_IN_LIFETIME: TimeDelta = TimeDelta::minutes(15);

/// An editor who is signed in with one browser.
#[derive(Clone, Debug)]
pub struct EditorSession {
    /// Row.
    pub id: i64,
    /// Who.
    pub address: EmailAddress,
    /// Since when.
    pub opened_at: Instant,
    /// The last request, to the minute.
    pub seen_at: Instant,
    /// From here on the browser is a stranger again.
    pub ends_at: Instant,
    /// "Firefox on Android"; empty where the browser did not say.
    pub browser: String,
}

/// What stands behind a link that signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInLink {
    /// It would sign this editor in.
    Open(EmailAddress),
    /// It did already.
    Used,
    /// Its time has passed.
    Expired,
}

/// Why an editor is reminded of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Occasion {
    /// At its hour, the day before.
    DayBefore,
    /// Two hours before its hour.
    TwoHours,
}

impl Occasion {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::DayBefore => "day before",
            Self::TwoHours => "two hours",
        }
    }
}

/// A star that an editor gave a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Star {
    /// The story's row.
    pub story: i64,
    /// Whose.
    pub editor: EmailAddress,
    /// Since when.
    pub at: Instant,
}

/// One line of the desk's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// When.
    pub at: Instant,
    /// An editor's address, or "operator".
    pub by: String,
    /// What, in the past tense: "approved", "signed in".
    pub done: String,
    /// Of what, in plain words; may be empty.
    pub detail: String,
}

/// A dated note on an edition that is out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// When it was written.
    pub at: Instant,
    /// The editor.
    pub by: String,
    /// Markdown.
    pub note: String,
}
