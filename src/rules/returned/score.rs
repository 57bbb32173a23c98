//! How many soft returns are too many: one point a mailing, at most one a day, wiped by a mailing that arrived.

use crate::model::Instant;
use crate::model::returned::ReturnHistory;
use chrono::TimeDelta;
use std::collections::BTreeSet;

/// Points at which a mailbox is given up.
pub const ENOUGH: usize = 5;

/// Points older than this have faded.
pub const FADES_AFTER: TimeDelta = TimeDelta::days(60);

/// A mailing that has not come back by then has arrived: servers give up after four or five days (RFC 5321 §4.5.4.1).
pub const ARRIVED_AFTER: TimeDelta = TimeDelta::days(7);

/// A report about a mail older than this is stale.
pub const STALE_AFTER: TimeDelta = TimeDelta::days(30);

/// The points that count now.
pub fn points(history: &ReturnHistory, now: Instant) -> usize {
    let counts = |at: &Instant| *at > now - FADES_AFTER && history.last_arrived.is_none_or(|arrived| *at > arrived);
    let mut mailings = BTreeSet::new();
    let mut days = BTreeSet::new();
    for (mailing, at) in history.soft.iter().filter(|(_, at)| counts(at)) {
        if !mailings.contains(mailing) && !days.contains(&at.date_naive()) {
            mailings.insert(*mailing);
            days.insert(at.date_naive());
        }
    }
    days.len()
}

/// Whether a mailbox is to be given up.
pub fn is_enough(history: &ReturnHistory, now: Instant) -> bool {
    points(history, now) >= ENOUGH
}
