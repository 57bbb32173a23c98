//! Editors at work: who is signed in, what was done, what was corrected afterwards.

use super::Instant;
use super::address::EmailAddress;

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
