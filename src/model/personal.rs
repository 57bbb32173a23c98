//! What is known about one person, for exports: the operator's list, and a person's own copy.

use super::Instant;
use super::subscriber::Subscriber;

/// One row of an export of everybody.
#[derive(Clone, Debug)]
pub struct ListedPerson {
    /// As every list has them.
    pub subscriber: Subscriber,
    /// The words they agreed to.
    pub wording: String,
    /// When they were added.
    pub created_at: Instant,
    /// When anything about them changed last.
    pub changed_at: Instant,
}
