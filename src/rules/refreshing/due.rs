//! When a blog is read again: `max(floor, what the publisher says, how often it posts)`, later after failures, and always
//! a little jitter on top.

use super::pace;
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth};
use crate::model::manners::Trouble;
use crate::rules::matching::fingerprint::stable_hash;
use chrono::TimeDelta;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Longest stay-away that `Retry-After` can ask for.
const RETRY_AFTER_CAP: Duration = Duration::from_secs(31 * 24 * 3600);

/// So long an address may be missing before it is asked for once a week only.
const MISSED_DAYS: i64 = 7;

/// A last reading further ahead than this was written by a clock that was wrong.
const CLOCK_SLACK: TimeDelta = TimeDelta::hours(1);

/// Whether a blog is to be read at `now`.
pub fn is_due(blog: &Blog, health: &BlogHealth, now: Instant) -> bool {
    let row_changed = health.row_feed != blog.row_address();
    // A pass that comes late may have come in an hour that the feed wants left out.
    let is_open = || pace::allowed_from(&health.pace.rhythm, now) == now;
    // A clock that ran ahead once wrote dates that mean nothing now.
    let was_ahead = health.last_read_at.is_some_and(|at| at > now + CLOCK_SLACK);
    let has_come = || was_ahead || health.next_read_at.is_none_or(|at| at <= now);
    blog.readable() && (row_changed || (!health.gone && has_come() && is_open()))
}

/// Never sooner than this: an hour after a conditional request; a day where each request costs the full price, because the
/// server gives no validators or takes no notice of them.
pub fn floor(health: &BlogHealth) -> Duration {
    let gave_none = health.last_success_at.is_some() && health.validators.is_empty();
    if gave_none || health.pace.ignores_validators() { DAY } else { HOUR }
}

/// Written down before the request goes out: when to come back should its end never be recorded.
pub fn after_beginning(blog: &Blog, health: &BlogHealth, now: Instant) -> Instant {
    come_back(blog, health, now, floor(health))
}

/// The next reading after one that worked; `health` is as it is after it.
pub fn after_success(blog: &Blog, health: &BlogHealth, now: Instant) -> Instant {
    come_back(blog, health, now, usual(health, now))
}

/// The next attempt after `health.failures` in a row: an hour, doubling, at most a day; an address that has been missing
/// for a week is asked for once a week, and a bot check once a day.
pub fn after_failure(blog: &Blog, health: &BlogHealth, now: Instant) -> Instant {
    let since = health.trouble_since.unwrap_or(now);
    let pause = match health.trouble {
        Some(Trouble::Missing) if (now - since).num_days() >= MISSED_DAYS => 7 * DAY,
        Some(Trouble::BotProtection) => DAY,
        _ => doubled(HOUR, health.failures.saturating_sub(1)),
    };
    come_back(blog, health, now, pause.max(floor(health)))
}

/// The next attempt after 429, 503 or 403: what the server asked for, else twice the usual pause, and twice again each time.
pub fn after_busy(blog: &Blog, health: &BlogHealth, retry_after: Option<Duration>, now: Instant) -> Instant {
    let usual = usual(health, now);
    let pause = match retry_after {
        Some(asked) => asked.min(RETRY_AFTER_CAP).max(floor(health)),
        None => doubled(usual, health.failures).max(usual),
    };
    come_back(blog, health, now, pause)
}

/// How long a host is left alone after one of its addresses answered 429: what it asked for, else an hour, doubling, at most a day.
pub fn host_until(retry_after: Option<Duration>, failures: u32, now: Instant) -> Instant {
    let pause = match retry_after {
        Some(asked) => asked.min(RETRY_AFTER_CAP).max(HOUR),
        None => doubled(HOUR, failures),
    };
    now + TimeDelta::from_std(pause).unwrap_or(TimeDelta::days(31))
}

/// After its host's pause, which another blog may have met.
pub fn after_pause(blog: &Blog, health: &BlogHealth, until: Instant) -> Instant {
    come_back(blog, health, until, Duration::ZERO)
}

/// Between two readings when all is well.
fn usual(health: &BlogHealth, now: Instant) -> Duration {
    floor(health).max(pace::asked_for(&health.pace)).max(pace::worth_while(health, now))
}

fn doubled(pause: Duration, times: u32) -> Duration {
    pause.saturating_mul(1 << times.min(10)).min(DAY)
}

/// Adds up to a tenth, at least half a minute: jitter that never comes early, different for each blog and each time. Hours
/// that the feed wants left out are passed over.
fn come_back(blog: &Blog, health: &BlogHealth, now: Instant, pause: Duration) -> Instant {
    let chance = stable_hash(&format!("{} {}", blog.id, now.timestamp())) % 1000;
    let jitter = (pause.as_secs() * chance / 10_000).max(30 + chance % 60);
    let seconds = i64::try_from(pause.as_secs() + jitter).unwrap_or(i64::MAX / 4);
    pace::allowed_from(&health.pace.rhythm, now + TimeDelta::try_seconds(seconds).unwrap_or(TimeDelta::days(31)))
}
