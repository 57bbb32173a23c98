//! When a blog is read again: `max(floor, what the server says)`, later after failures, and always a little jitter on top.

use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::rules::matching::fingerprint::stable_hash;
use chrono::TimeDelta;
use std::time::Duration;

/// Never sooner than this after a conditional request.
const FLOOR: Duration = Duration::from_secs(3600);

/// A server that gives no validators pays the full price each time, so it is asked once a day.
const FLOOR_WITHOUT_VALIDATORS: Duration = Duration::from_secs(24 * 3600);

/// Longest stay-away that `max-age` or `Expires` can ask for.
const HINT_CAP: Duration = Duration::from_secs(7 * 24 * 3600);

/// Longest stay-away that `Retry-After` can ask for.
const RETRY_AFTER_CAP: Duration = Duration::from_secs(31 * 24 * 3600);

/// Longest pause after failures.
const FAILURE_CAP: Duration = Duration::from_secs(24 * 3600);

/// Whether a blog is to be read at `now`.
pub fn is_due(blog: &Blog, health: &BlogHealth, now: Instant) -> bool {
    let row_changed = health.row_feed != blog.row_address();
    blog.readable() && (row_changed || (!health.gone && health.next_read_at.is_none_or(|at| at <= now)))
}

/// The next reading after one that worked.
pub fn after_success(blog: &Blog, health: &BlogHealth, fresh_for: Option<Duration>, now: Instant) -> Instant {
    let floor = if health.validators.is_empty() { FLOOR_WITHOUT_VALIDATORS } else { FLOOR };
    later(blog, now, floor.max(fresh_for.unwrap_or_default().min(HINT_CAP)))
}

/// The next attempt after `failures` in a row: an hour, doubling, at most a day.
pub fn after_failure(blog: &Blog, failures: u32, now: Instant) -> Instant {
    let pause = FLOOR.saturating_mul(1 << failures.saturating_sub(1).min(10));
    later(blog, now, pause.min(FAILURE_CAP))
}

/// The next attempt after 429 or 503: what the server asked for, else as after a failure.
pub fn after_busy(blog: &Blog, retry_after: Option<Duration>, failures: u32, now: Instant) -> Instant {
    match retry_after {
        Some(asked) => later(blog, now, asked.min(RETRY_AFTER_CAP).max(FLOOR)),
        None => after_failure(blog, failures.max(2), now),
    }
}

/// Adds up to a tenth, at least half a minute: jitter that never comes early, different for each blog and each time.
fn later(blog: &Blog, now: Instant, pause: Duration) -> Instant {
    let chance = stable_hash(&format!("{} {}", blog.id, now.timestamp())) % 1000;
    let jitter = (pause.as_secs() * chance / 10_000).max(30);
    let seconds = i64::try_from(pause.as_secs() + jitter).unwrap_or(i64::MAX / 4);
    now + TimeDelta::try_seconds(seconds).unwrap_or(TimeDelta::days(31))
}
