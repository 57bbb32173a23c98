//! What is known about one person, for exports: the operator's list, and a person's own copy.

use super::Instant;
use super::address::EmailAddress;
use super::subscriber::{Choice, SubscriberState};

/// One row of an export of everybody.
#[derive(Clone, Debug)]
pub struct ListedPerson {
    /// Row; for going on after it.
    pub id: i64,
    /// None after erasure.
    pub address: Option<EmailAddress>,
    /// What they get.
    pub choice: Choice,
    /// Where their consent stands.
    pub state: SubscriberState,
    /// When they agreed, as far as is known.
    pub consented_at: Option<Instant>,
    /// Where the consent was given.
    pub source: String,
    /// The words they agreed to.
    pub wording: String,
    /// When they were added.
    pub created_at: Instant,
    /// When anything about them changed last.
    pub changed_at: Instant,
}
