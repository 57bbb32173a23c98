//! How often a feed may and need be asked for: what its server and its document say, and how often it posts.

use super::Reading;
use crate::model::Instant;
use crate::model::blog::BlogHealth;
use crate::model::feed::Rhythm;
use crate::model::fetched::{CacheHints, Fetched};
use crate::model::manners::Pace;
use chrono::{Datelike, TimeDelta, Timelike};
use std::time::Duration;

/// Longest stay-away that max-age, Expires, ttl or sy:updatePeriod can ask for.
const HINT_CAP: Duration = Duration::from_secs(7 * 24 * 3600);

/// Unbroken 304s for so long are checked with one unconditional request: some servers say 304 for ever.
const BELIEVED_DAYS: i64 = 30;

/// Posts of a document that tell its rhythm.
const TELLING_POSTS: usize = 20;

/// What the publisher asked for, by header or in the document; nothing: zero.
pub fn asked_for(pace: &Pace) -> Duration {
    let rhythm = &pace.rhythm;
    let hints = [pace.fresh_for, rhythm.keep_for, rhythm.update_every];
    hints.into_iter().flatten().max().unwrap_or_default().min(HINT_CAP)
}

/// As often as is worth while: a quarter of the usual time between posts, from an hour to a day; once a day after 90 silent
/// days, once a week after a year. One post alone tells no rhythm.
pub fn worth_while(health: &BlogHealth, now: Instant) -> Duration {
    let hours = |hours: u64| Duration::from_secs(hours * 3600);
    match health.newest_post_at.map_or(0, |newest| (now - newest).num_days()) {
        365.. => hours(7 * 24),
        90.. => hours(24),
        _ => health.pace.posting_gap.map_or(hours(1), |gap| (gap / 4).clamp(hours(1), hours(24))),
    }
}

/// The first instant from `at` on, in steps of an hour, that `skipHours` and `skipDays` leave open; in GMT.
///
/// mod_syndication supersedes both (RSS 2.0 and its module describe the same wish twice); what leaves no hour open is no wish.
pub fn allowed_from(rhythm: &Rhythm, at: Instant) -> Instant {
    let is_open = |at: &Instant| !rhythm.skip_hours.contains(&at.hour()) && !rhythm.skip_days.contains(&at.weekday());
    if rhythm.update_every.is_some() {
        return at;
    }
    (0..7 * 24).map(|hours| at + TimeDelta::hours(hours)).find(is_open).unwrap_or(at)
}

/// Whether the next request leaves the validators out, because nothing but 304 has come for a month.
pub fn is_to_be_checked(health: &BlogHealth, now: Instant) -> bool {
    let has_validators = !health.validators.is_empty();
    has_validators && health.pace.whole_at.is_some_and(|whole| (now - whole).num_days() >= BELIEVED_DAYS)
}

/// After 304: what it says replaces what was said; what it leaves out still holds (RFC 9111 §3.2).
pub fn after_not_modified(before: &Pace, hints: &CacheHints, now: Instant) -> Pace {
    let fresh_for = hints.fresh_for.or(before.fresh_for);
    Pace { fresh_for, same_bodies: 0, whole_at: before.whole_at.or(Some(now)), ..before.clone() }
}

/// After a document.
pub fn after_document(reading: &Reading<'_>) -> Pace {
    let before = reading.before;
    Pace {
        rhythm: reading.feed.rhythm.clone(),
        posting_gap: posting_gap(reading).or(before.pace.posting_gap),
        // Half a document is never the one that was known.
        body_hash: if reading.feed.cut_off { 0 } else { reading.body_hash },
        ..after_bytes(before, reading.fetched, reading.body_hash, reading.now)
    }
}

/// After bytes with this hash, whatever stands in them.
pub fn after_bytes(before: &BlogHealth, fetched: &Fetched, body_hash: u64, now: Instant) -> Pace {
    let (url, fresh_for) = match fetched {
        Fetched::Body { url, hints, .. } => (url.as_str(), hints.fresh_for),
        _ => ("", None),
    };
    let pace = &before.pace;
    let was_conditional = before.validators_of(url).is_some() && pace.whole_at != Some(now);
    let is_same = was_conditional && body_hash == pace.body_hash;
    let same_bodies = if is_same { pace.same_bodies.saturating_add(1) } else { 0 };
    Pace { fresh_for, body_hash, same_bodies, whole_at: Some(now), ..pace.clone() }
}

/// The mean of the gaps between posts, in which each later gap counts for three tenths (exponential smoothing).
fn posting_gap(reading: &Reading<'_>) -> Option<Duration> {
    let mut dates: Vec<Instant> = reading.sightings.iter().filter_map(|sighting| sighting.parsed.dated_at()).collect();
    dates.retain(|date| *date <= reading.now);
    dates.sort();
    let newest = dates.split_off(dates.len().saturating_sub(TELLING_POSTS));
    let gaps = newest.iter().zip(newest.iter().skip(1)).filter_map(|(one, next)| (*next - *one).to_std().ok());
    gaps.reduce(|mean, gap| (mean * 7 + gap * 3) / 10)
}
