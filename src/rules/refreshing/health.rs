//! A blog's health after a reading: what was learnt, and when to come back.

use super::guard::commonest_domain;
use super::recognising::Recognised;
use super::{Placing, Reading, due, moves, pace, standing};
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth, Validators};
use crate::model::entry::Standing;
use crate::model::fetched::Fetched;
use crate::model::manners::{HostPause, Pace, Trouble};
use crate::model::update::{FeedUpdate, ReadOutcome};
use std::time::Duration;

/// Half a year of silence, after which a post is news about the blog itself.
pub const REVIVAL_DAYS: i64 = 180;

/// Pairs of validators that are kept beside the current one.
const OTHER_PAIRS: usize = 3;

const GONE: &str = "the site says the feed is gone for good (HTTP 410); it is read again when its row in feeds.toml changes";

/// What is written down before a blog is asked: that it was, and when to come back should no more become known.
pub fn begun(blog: &Blog, before: &BlogHealth, now: Instant) -> BlogHealth {
    let next_read_at = Some(due::after_beginning(blog, before, now));
    BlogHealth { row_feed: blog.row_address(), last_read_at: Some(now), next_read_at, ..before.clone() }
}

/// After 200 with a feed in it; beside the health, what a person should know about its address.
pub fn after_document(
    reading: &Reading<'_>,
    recognised: &Recognised<'_>,
    placings: &[Placing<'_>],
) -> (BlogHealth, Option<String>) {
    let (validators, lasting) = match reading.fetched {
        // Half a document is asked for again: its own validators would bring 304 and never the other half.
        Fetched::Body { hints, .. } if reading.feed.cut_off => (reading.before.validators.clone(), hints.lasting.as_deref()),
        Fetched::Body { validators, hints, .. } => (validators.clone(), hints.lasting.as_deref()),
        _ => (Validators::default(), None),
    };
    let (before, now) = (reading.before, reading.now);
    let mut health = succeeded(reading.blog, before, validators, pace::after_document(reading), now);
    after_posts(reading, recognised, placings, &mut health);
    let notice = moves::watch(reading.blog, &mut health, lasting, moves::is_known(reading), now);
    health.next_read_at = Some(due::after_success(reading.blog, &health, now));
    (health, notice)
}

/// After 200 with the last document once more: as after 304, but that its validators are the new ones.
pub fn after_known_document(
    blog: &Blog,
    before: &BlogHealth,
    fetched: &Fetched,
    body_hash: u64,
    now: Instant,
) -> (FeedUpdate, ReadOutcome) {
    let (validators, lasting) = match fetched {
        Fetched::Body { validators, hints, .. } => (validators.clone(), hints.lasting.as_deref()),
        _ => (before.validators.clone(), None),
    };
    let mut health = succeeded(blog, before, validators, pace::after_bytes(before, fetched, body_hash, now), now);
    let notices = moves::watch(blog, &mut health, lasting, true, now).into_iter().collect();
    health.next_read_at = Some(due::after_success(blog, &health, now));
    (FeedUpdate { notices, ..FeedUpdate::of_health(blog.id.clone(), health) }, ReadOutcome::NotModified)
}

/// What the posts themselves tell.
fn after_posts(reading: &Reading<'_>, recognised: &Recognised<'_>, placings: &[Placing<'_>], health: &mut BlogHealth) {
    let (before, now) = (reading.before, reading.now);
    let newest = placings.iter().filter_map(|placing| placing.sighting.parsed.dated_at()).map(|at| at.min(now)).max();
    health.first_read_at = before.first_read_at.or(Some(now));
    health.newest_post_at = before.newest_post_at.max(newest);
    if before.first_read_at.is_some() && !placings.is_empty() {
        health.last_new_post_at = Some(now);
        let was_silent = |last: Instant| newest.is_some_and(|newest| (newest - last).num_days() >= REVIVAL_DAYS);
        if before.newest_post_at.is_some_and(was_silent) {
            health.revived_at = Some(now);
        }
    } else if before.first_read_at.is_none() {
        health.last_new_post_at = newest;
    }
    // What is or was held is not trusted: the next reading is compared with what the blog was before.
    let is_doubtful = placings.iter().any(|placing| placing.placed.standing == Standing::Held)
        || recognised.present.iter().any(|(known, _)| !standing::is_trusted(known));
    let links = reading.sightings.iter().filter_map(|sighting| sighting.parsed.link.as_deref());
    if !is_doubtful || before.link_domain.is_none() {
        health.link_domain = commonest_domain(links).or_else(|| before.link_domain.clone());
    }
    if !is_doubtful {
        health.language = reading.feed.feed.language.clone().or_else(|| before.language.clone());
    }
}

/// What a reading without a document changes. Nothing that was known is lost.
pub fn without_document(blog: &Blog, before: &BlogHealth, fetched: &Fetched, now: Instant) -> (FeedUpdate, ReadOutcome) {
    let mut notice = None;
    let (health, outcome) = match fetched {
        Fetched::NotModified { validators, hints } => {
            let pace = pace::after_not_modified(&before.pace, hints, now);
            let mut health = succeeded(blog, before, validators.clone(), pace, now);
            notice = moves::watch(blog, &mut health, hints.lasting.as_deref(), false, now);
            health.next_read_at = Some(due::after_success(blog, &health, now));
            (health, ReadOutcome::NotModified)
        }
        Fetched::Gone { url } | Fetched::Missing { url } => {
            let (health, told) = lost(blog, before, fetched, url, now);
            let why = health.error.clone().unwrap_or_else(|| "its feed has moved".to_owned());
            notice = told;
            (health, ReadOutcome::Failed(why))
        }
        Fetched::Forbidden { why, challenge: true, .. } => failed(blog, before, Trouble::BotProtection, why, now),
        Fetched::Forbidden { why, retry_after, .. } => {
            busy(blog, before, (Trouble::Forbidden, why), *retry_after, now, ReadOutcome::Failed)
        }
        Fetched::Busy { status, retry_after, .. } => {
            let why = format!("the server asked us to come back later (HTTP {status})");
            busy(blog, before, (Trouble::Busy, &why), *retry_after, now, ReadOutcome::Waiting)
        }
        Fetched::Spared { until } => {
            let next_read_at = Some(due::after_pause(blog, before, *until));
            let why = "its server asked us to come back later, on behalf of another blog".to_owned();
            (BlogHealth { next_read_at, ..before.clone() }, ReadOutcome::Waiting(why))
        }
        Fetched::Failed(why) => failed(blog, before, Trouble::Broken, why, now),
        Fetched::Body { .. } => failed(blog, before, Trouble::Broken, "the answer could not be used", now),
    };
    let notices = notice.into_iter().collect();
    (FeedUpdate { notices, ..FeedUpdate::of_health(blog.id.clone(), health) }, outcome)
}

/// After 429 a whole host is left alone for as long as it asked, else as long as a failing blog would be; how seldom the blog that
/// met it posts says nothing about the others.
pub fn host_pause(fetched: &Fetched, after: &BlogHealth, now: Instant) -> Option<HostPause> {
    match fetched {
        Fetched::Busy { status: 429, origin, retry_after } => {
            let until = due::host_until(*retry_after, after.failures, now);
            Some(HostPause { origin: origin.clone(), until })
        }
        _ => None,
    }
}

/// 404 or 410; an address that has been seen to lead elsewhere gives way to where it led.
fn lost(blog: &Blog, before: &BlogHealth, fetched: &Fetched, url: &str, now: Instant) -> (BlogHealth, Option<String>) {
    let is_gone = matches!(fetched, Fetched::Gone { .. });
    let host = url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let missing = format!("{host} has nothing at this address (HTTP 404): {url}");
    let (mut health, _) = failed(blog, before, Trouble::Missing, if is_gone { GONE } else { &missing }, now);
    let notice = moves::leave(blog, &mut health, url, now);
    if notice.is_some() {
        (health.trouble, health.trouble_since, health.error, health.failures) = (None, None, None, 0);
        health.next_read_at = Some(due::after_beginning(blog, &health, now));
    } else if is_gone {
        (health.trouble, health.trouble_since) = (None, None);
        (health.gone, health.next_read_at) = (true, None);
    }
    (health, notice)
}

fn succeeded(blog: &Blog, before: &BlogHealth, validators: Validators, pace: Pace, now: Instant) -> BlogHealth {
    let mut other_validators = before.other_validators.clone();
    if before.validators.url != validators.url && !before.validators.is_empty() {
        other_validators.insert(0, before.validators.clone());
    }
    other_validators.retain(|other| other.url != validators.url);
    other_validators.truncate(OTHER_PAIRS);
    BlogHealth {
        row_feed: blog.row_address(),
        validators,
        other_validators,
        last_read_at: Some(now),
        last_success_at: Some(now),
        failures: 0,
        error: None,
        gone: false,
        trouble: None,
        trouble_since: None,
        pace,
        ..before.clone()
    }
}

/// An error never touches validators, entries or the date of the last success.
fn failed(blog: &Blog, before: &BlogHealth, trouble: Trouble, why: &str, now: Instant) -> (BlogHealth, ReadOutcome) {
    let same_as_before = before.trouble_since.filter(|_| before.trouble == Some(trouble));
    let mut health = BlogHealth {
        row_feed: blog.row_address(),
        last_read_at: Some(now),
        failures: before.failures.saturating_add(1),
        error: Some(why.to_owned()),
        trouble: Some(trouble),
        trouble_since: same_as_before.or(Some(now)),
        ..before.clone()
    };
    health.next_read_at = Some(due::after_failure(blog, &health, now));
    (health, ReadOutcome::Failed(why.to_owned()))
}

/// A server that asks for distance gets it: what it names, or twice the usual pause.
fn busy(
    blog: &Blog,
    before: &BlogHealth,
    (trouble, why): (Trouble, &str),
    retry_after: Option<Duration>,
    now: Instant,
    outcome: impl FnOnce(String) -> ReadOutcome,
) -> (BlogHealth, ReadOutcome) {
    let (mut health, _) = failed(blog, before, trouble, why, now);
    health.next_read_at = Some(due::after_busy(blog, &health, retry_after, now));
    (health, outcome(why.to_owned()))
}
