//! A reading that brought no document: nothing that was known is lost.

use super::build::{NOW, at, blog};
use friday::model::blog::{BlogHealth, Validators};
use friday::model::fetched::{CacheHints, Fetched};
use friday::model::update::ReadOutcome;
use friday::rules::refreshing::due::is_due;
use friday::rules::refreshing::health::without_document;
use std::time::Duration;

fn validators(etag: &str) -> Validators {
    let url = "https://croydon-digital.example/feed/".to_owned();
    Validators { url, etag: Some(etag.as_bytes().to_vec()), last_modified: None }
}

/// Read with success yesterday, failed twice since.
fn before() -> BlogHealth {
    BlogHealth {
        row_feed: Some("https://croydon-digital.example/feed/".to_owned()),
        validators: validators("\"old\""),
        first_read_at: Some(at("2026-10-01T12:00:00Z")),
        last_read_at: Some(at("2026-11-20T06:00:00Z")),
        last_success_at: Some(at("2026-11-19T12:00:00Z")),
        last_new_post_at: Some(at("2026-11-17T12:00:00Z")),
        newest_post_at: Some(at("2026-11-17T09:00:00Z")),
        failures: 2,
        error: Some("the server cannot be reached".to_owned()),
        link_domain: Some("croydon-digital.example".to_owned()),
        language: Some("en-GB".to_owned()),
        ..BlogHealth::default()
    }
}

fn check(fetched: &Fetched, expected: &ReadOutcome) -> BlogHealth {
    let (update, outcome) = without_document(&blog("Croydon.digital", None), &before(), fetched, at(NOW));

    assert_eq!(&outcome, expected);
    assert_eq!((update.new_entries.len(), update.rebinds.len(), update.notices.len()), (0, 0, 0));
    assert_eq!(update.health.last_read_at, Some(at(NOW)));
    assert_eq!(update.health.first_read_at, before().first_read_at);
    assert_eq!(update.health.last_new_post_at, before().last_new_post_at);
    assert_eq!(update.health.newest_post_at, before().newest_post_at);
    assert_eq!(update.health.link_domain, before().link_domain);
    update.health
}

#[test]
fn not_modified_is_a_success_and_renews_the_validators() {
    let fetched = Fetched::NotModified { validators: validators("\"new\""), hints: CacheHints::default() };

    let health = check(&fetched, &ReadOutcome::NotModified);

    assert_eq!(health.validators, validators("\"new\""));
    assert_eq!(health.last_success_at, Some(at(NOW)));
    assert_eq!((health.failures, health.error), (0, None));
}

#[test]
fn not_modified_honours_its_own_freshness() {
    let hints = CacheHints { fresh_for: Some(Duration::from_secs(6 * 3600)) };

    let health = check(&Fetched::NotModified { validators: validators("\"x\""), hints }, &ReadOutcome::NotModified);

    assert!(health.next_read_at.unwrap() >= at("2026-11-20T18:00:30Z"));
    assert!(health.next_read_at.unwrap() <= at("2026-11-20T18:36:00Z"));
}

#[test]
fn a_failure_touches_neither_validators_nor_the_last_success() {
    let why = "the server does not answer".to_owned();

    let health = check(&Fetched::Failed(why.clone()), &ReadOutcome::Failed(why.clone()));

    assert_eq!(health.validators, before().validators);
    assert_eq!(health.last_success_at, before().last_success_at);
    assert_eq!((health.failures, health.error), (3, Some(why)));
    assert!(health.next_read_at.unwrap() >= at("2026-11-20T16:00:30Z"));
}

#[test]
fn a_document_that_was_no_feed_is_a_failure() {
    let fetched = Fetched::Body {
        bytes: b"<html>".to_vec().into(),
        content_type: None,
        url: "https://croydon-digital.example/login".to_owned(),
        validators: validators("\"login\""),
        hints: CacheHints::default(),
    };

    let health = check(&fetched, &ReadOutcome::Failed("the answer could not be used".to_owned()));

    assert_eq!(health.validators, before().validators);
    assert_eq!(health.failures, 3);
}

#[test]
fn a_feed_that_is_gone_is_left_alone_until_its_row_changes() {
    let why = "the site says the feed is gone for good (HTTP 410); it is read again when its row in feeds.toml changes";

    let health = check(&Fetched::Gone, &ReadOutcome::Failed(why.to_owned()));

    let same_row = blog("Croydon.digital", None);
    let mut new_row = same_row.clone();
    new_row.feed = url::Url::parse("https://croydon-digital.example/atom.xml").ok();
    assert!(health.gone);
    assert_eq!(health.next_read_at, None);
    assert!(!is_due(&same_row, &health, at("2029-01-01T00:00:00Z")));
    assert!(is_due(&new_row, &health, at(NOW)));
}

#[test]
fn a_gone_feed_found_from_its_site_is_read_again_when_the_site_changes() {
    let mut row = blog("Croydon.digital", None);
    row.feed = None;
    let found = BlogHealth { row_feed: None, feed: Some("https://croydon-digital.example/feed/".to_owned()), ..before() };
    let (update, _) = without_document(&row, &found, &Fetched::Gone, at(NOW));
    row.site = url::Url::parse("https://digital.croydon.gov.uk/").ok();

    let due = is_due(&row, &update.health, at(NOW));

    assert!(due);
}

#[test]
fn a_gone_feed_that_answers_again_is_well_again() {
    let gone = BlogHealth { gone: true, ..before() };
    let fetched = Fetched::NotModified { validators: validators("\"x\""), hints: CacheHints::default() };

    let (update, _) = without_document(&blog("Croydon.digital", None), &gone, &fetched, at(NOW));

    assert!(!update.health.gone);
}

/// `Retry-After` in seconds; the next reading falls between the two instants.
fn check_busy(status: u16, retry_after: Option<u64>, from: &str, to: &str) {
    let fetched = Fetched::Busy { status, retry_after: retry_after.map(Duration::from_secs) };
    let why = format!("the server asked us to come back later (HTTP {status})");

    let health = check(&fetched, &ReadOutcome::Waiting(why));

    let next = health.next_read_at.unwrap();
    assert!(next >= at(from) && next <= at(to), "{next}");
    assert_eq!(health.validators, before().validators);
    assert_eq!(health.failures, 3);
}

#[test]
fn a_busy_server_is_left_alone_as_long_as_it_asks() {
    check_busy(429, Some(6 * 3600), "2026-11-20T18:00:30Z", "2026-11-20T18:36:00Z");
    check_busy(503, Some(2 * 86_400), "2026-11-22T12:00:30Z", "2026-11-22T16:48:00Z");
}

#[test]
fn a_busy_server_is_not_asked_again_within_the_hour() {
    check_busy(429, Some(10), "2026-11-20T13:00:30Z", "2026-11-20T13:06:00Z");
}

#[test]
fn a_busy_server_can_ask_for_a_month_and_no_more() {
    check_busy(503, Some(400 * 86_400), "2026-12-21T12:00:30Z", "2026-12-24T14:24:00Z");
}

#[test]
fn a_busy_server_that_names_no_time_counts_as_a_failure() {
    check_busy(503, None, "2026-11-20T16:00:30Z", "2026-11-20T16:24:00Z");
}
