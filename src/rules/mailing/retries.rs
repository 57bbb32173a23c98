//! When a row that was put off is tried again.

use crate::model::Instant;
use chrono::TimeDelta;

/// First pause after "later"; it doubles up to the cap (Postfix waits the same way).
const FIRST_PAUSE: i64 = 5 * 60;
const LONGEST_PAUSE: i64 = 66 * 60;

/// A row that was first tried this long ago is given up.
pub const LIFETIME: TimeDelta = TimeDelta::days(3);

/// The pause after `times` endings in a row that were no success, from 1: 5, 10, 20, 40, 66 minutes and so on.
pub fn pause(times: u32) -> TimeDelta {
    let doubled = FIRST_PAUSE.saturating_mul(1 << times.saturating_sub(1).min(10));
    TimeDelta::seconds(doubled.min(LONGEST_PAUSE))
}

/// When a row that was put off for the `times`th time is tried again.
pub fn next_attempt(times: u32, now: Instant) -> Instant {
    now + pause(times)
}
