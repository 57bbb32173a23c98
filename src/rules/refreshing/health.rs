//! A blog's health after a reading: what was learnt, and when to come back.

use super::recognising::Recognised;
use super::{Reading, due, standing};
use crate::model::Instant;
use crate::model::blog::{Blog, BlogHealth, Validators};
use crate::model::entry::{NewEntry, Standing};
use crate::model::fetched::{CacheHints, Fetched};
use crate::model::update::{FeedUpdate, ReadOutcome};
use crate::rules::refreshing::guard::commonest_domain;

/// Half a year of silence, after which a post is news about the blog itself.
pub const REVIVAL_DAYS: i64 = 180;

/// After 200 with a feed in it.
pub fn after_document(reading: &Reading<'_>, recognised: &Recognised<'_>, new_entries: &[NewEntry]) -> BlogHealth {
    let (validators, hints) = match reading.fetched {
        Fetched::Body { validators, hints, .. } | Fetched::NotModified { validators, hints } => {
            (validators.clone(), hints.clone())
        }
        Fetched::Gone | Fetched::Busy { .. } | Fetched::Failed(_) => (Validators::default(), CacheHints::default()),
    };
    let (before, now) = (reading.before, reading.now);
    let newest = new_entries.iter().filter_map(|entry| entry.parsed.dated_at()).map(|at| at.min(now)).max();
    let mut health = succeeded(reading.blog, before, validators, &hints, now);
    health.first_read_at = before.first_read_at.or(Some(now));
    health.newest_post_at = before.newest_post_at.max(newest);
    if before.first_read_at.is_some() && !new_entries.is_empty() {
        health.last_new_post_at = Some(now);
        let was_silent = |last: Instant| newest.is_some_and(|newest| (newest - last).num_days() >= REVIVAL_DAYS);
        if before.newest_post_at.is_some_and(was_silent) {
            health.revived_at = Some(now);
        }
    } else if before.first_read_at.is_none() {
        health.last_new_post_at = newest;
    }
    // What is or was held is not trusted: the next reading is compared with what the blog was before.
    let is_doubtful = new_entries.iter().any(|entry| entry.standing == Standing::Held)
        || recognised.present.iter().any(|(known, _)| !standing::is_trusted(known));
    let links = reading.sightings.iter().filter_map(|sighting| sighting.parsed.link.as_deref());
    if !is_doubtful || before.link_domain.is_none() {
        health.link_domain = commonest_domain(links).or_else(|| before.link_domain.clone());
    }
    if !is_doubtful {
        health.language = reading.feed.feed.language.clone().or_else(|| before.language.clone());
    }
    health
}

/// What a reading without a document changes: 304, Gone, Busy, Failed. Nothing that was known is lost.
pub fn without_document(blog: &Blog, before: &BlogHealth, fetched: &Fetched, now: Instant) -> (FeedUpdate, ReadOutcome) {
    let (health, outcome) = match fetched {
        Fetched::NotModified { validators, hints } => {
            (succeeded(blog, before, validators.clone(), hints, now), ReadOutcome::NotModified)
        }
        Fetched::Gone => {
            let why = "the site says the feed is gone for good (HTTP 410); it is read again when its row in feeds.toml changes";
            let health = BlogHealth { gone: true, next_read_at: None, ..failed(blog, before, why, now) };
            (health, ReadOutcome::Failed(why.to_owned()))
        }
        Fetched::Busy { status, retry_after } => {
            let why = format!("the server asked us to come back later (HTTP {status})");
            let failures = before.failures.saturating_add(1);
            let next_read_at = Some(due::after_busy(blog, *retry_after, failures, now));
            (BlogHealth { next_read_at, ..failed(blog, before, &why, now) }, ReadOutcome::Waiting(why))
        }
        Fetched::Failed(why) => (failed(blog, before, why, now), ReadOutcome::Failed(why.clone())),
        Fetched::Body { .. } => {
            let why = "the answer could not be used";
            (failed(blog, before, why, now), ReadOutcome::Failed(why.to_owned()))
        }
    };
    let update = FeedUpdate::of_health(blog.id.clone(), health);
    (update, outcome)
}

fn succeeded(blog: &Blog, before: &BlogHealth, validators: Validators, hints: &CacheHints, now: Instant) -> BlogHealth {
    let mut health = BlogHealth {
        row_feed: blog.row_address(),
        validators,
        last_read_at: Some(now),
        last_success_at: Some(now),
        failures: 0,
        error: None,
        gone: false,
        ..before.clone()
    };
    health.next_read_at = Some(due::after_success(blog, &health, hints.fresh_for, now));
    health
}

/// An error never touches validators, entries or the date of the last success.
fn failed(blog: &Blog, before: &BlogHealth, why: &str, now: Instant) -> BlogHealth {
    let failures = before.failures.saturating_add(1);
    BlogHealth {
        row_feed: blog.row_address(),
        last_read_at: Some(now),
        failures,
        error: Some(why.to_owned()),
        next_read_at: Some(due::after_failure(blog, failures, now)),
        ..before.clone()
    }
}
