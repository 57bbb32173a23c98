//! A reading that brought no document: nothing that was known is lost.

use super::build::{NOW, at, blog};
use friday::model::blog::{Blog, BlogHealth, Validators};
use friday::model::fetched::{CacheHints, Fetched};
use friday::model::manners::{HostPause, Pace, Trouble};
use friday::model::update::ReadOutcome;
use friday::rules::refreshing::due::is_due;
use friday::rules::refreshing::health::{host_pause, without_document};
use friday::rules::refreshing::same_again::{expected, number};
use std::time::Duration;

const ORIGIN: &str = "https://croydon-digital.example";

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

fn gone() -> Fetched {
    Fetched::Gone { url: "https://croydon-digital.example/feed/".to_owned() }
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
    let hints = CacheHints { fresh_for: Some(Duration::from_secs(6 * 3600)), lasting: None };

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

    let health = check(&gone(), &ReadOutcome::Failed(why.to_owned()));

    let same_row = blog("Croydon.digital", None);
    let mut new_row = same_row.clone();
    new_row.feed = "https://croydon-digital.example/atom.xml".parse().ok();
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
    let (update, _) = without_document(&row, &found, &gone(), at(NOW));
    row.site = "https://digital.croydon.gov.uk/".parse().ok();

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
    let fetched = Fetched::Busy { status, retry_after: retry_after.map(Duration::from_secs), origin: ORIGIN.to_owned() };
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
fn a_busy_server_that_names_no_time_is_asked_half_as_often() {
    check_busy(503, None, "2026-11-20T20:00:30Z", "2026-11-20T20:48:00Z");
    check_busy(429, None, "2026-11-20T20:00:30Z", "2026-11-20T20:48:00Z");
}

#[test]
fn a_429_speaks_for_its_host_and_a_503_for_itself() {
    let pause = |status: u16| {
        let fetched = Fetched::Busy { status, retry_after: Some(Duration::from_secs(86_400)), origin: ORIGIN.to_owned() };
        let (update, _) = without_document(&blog("Croydon.digital", None), &before(), &fetched, at(NOW));
        host_pause(&fetched, &update.health, at(NOW))
    };

    let until = at(NOW) + chrono::TimeDelta::days(1);
    assert_eq!(pause(429), Some(HostPause { origin: ORIGIN.to_owned(), until }));
    assert_eq!(pause(503), None);
}

#[test]
fn a_bare_429_of_a_silent_blog_does_not_silence_its_neighbours_for_a_week() {
    let silent = BlogHealth { newest_post_at: Some(at("2023-01-01T00:00:00Z")), ..before() };
    let fetched = Fetched::Busy { status: 429, retry_after: None, origin: ORIGIN.to_owned() };

    let (update, _) = without_document(&blog("Croydon.digital", None), &silent, &fetched, at(NOW));

    let until = host_pause(&fetched, &update.health, at(NOW)).unwrap().until;
    assert_eq!(until, at(NOW) + chrono::TimeDelta::hours(8));
}

#[test]
fn a_blog_that_was_spared_with_its_host_has_not_failed() {
    let why = "its server asked us to come back later, on behalf of another blog".to_owned();

    let (update, outcome) = without_document(
        &blog("Croydon.digital", None),
        &before(),
        &Fetched::Spared { until: at("2026-11-22T12:00:00Z") },
        at(NOW),
    );

    let health = update.health;
    assert_eq!(outcome, ReadOutcome::Waiting(why));
    assert!(health.next_read_at.unwrap() > at("2026-11-22T12:00:00Z"));
    assert_eq!(BlogHealth { next_read_at: None, ..health }, before());
}

#[test]
fn a_server_that_forbids_is_asked_half_as_often_and_a_bot_check_once_a_day() {
    let forbidden = |challenge| Fetched::Forbidden { why: "no".to_owned(), challenge, retry_after: None };

    let refused = check(&forbidden(false), &ReadOutcome::Failed("no".to_owned()));
    let challenged = check(&forbidden(true), &ReadOutcome::Failed("no".to_owned()));

    assert_eq!((refused.trouble, refused.trouble_since), (Some(Trouble::Forbidden), Some(at(NOW))));
    assert!(refused.next_read_at.unwrap() >= at("2026-11-20T20:00:30Z"));
    assert_eq!(challenged.trouble, Some(Trouble::BotProtection));
    assert!(challenged.next_read_at.unwrap() >= at("2026-11-21T12:00:30Z"));
}

#[test]
fn trouble_counts_from_its_first_day_and_another_kind_starts_anew() {
    let since = at("2026-11-10T12:00:00Z");
    let missing = BlogHealth { trouble: Some(Trouble::Missing), trouble_since: Some(since), ..before() };
    let row = blog("Croydon.digital", None);
    let after = |fetched: &Fetched| without_document(&row, &missing, fetched, at(NOW)).0.health;

    let still = after(&Fetched::Missing { url: "https://croydon-digital.example/feed/".to_owned() });
    let other = after(&Fetched::Failed("no answer".to_owned()));
    let well = after(&Fetched::NotModified { validators: validators("\"x\""), hints: CacheHints::default() });

    assert_eq!((still.trouble, still.trouble_since), (Some(Trouble::Missing), Some(since)));
    assert_eq!((other.trouble, other.trouble_since), (Some(Trouble::Broken), Some(at(NOW))));
    assert_eq!((well.trouble, well.trouble_since), (None, None));
}

#[test]
fn a_pair_of_validators_is_kept_for_each_address_that_answered() {
    let row = blog("Croydon.digital", None);
    let pair = |n: u32| Validators { url: format!("https://{n}.example/feed"), ..validators(&format!("\"{n}\"")) };
    let mut health = before();
    for n in [1, 2, 3, 1, 4] {
        let fetched = Fetched::NotModified { validators: pair(n), hints: CacheHints::default() };
        health = without_document(&row, &health, &fetched, at(NOW)).0.health;
    }

    assert_eq!(health.validators, pair(4));
    assert_eq!(health.other_validators, [pair(1), pair(3), pair(2)]);
    assert_eq!(health.validators_of("https://2.example/feed"), Some(&pair(2)));
    assert_eq!(health.validators_of("https://5.example/feed"), None);
}

#[test]
fn a_document_is_expected_again_at_its_own_address_once_it_was_read_whole() {
    let feed = "https://croydon-digital.example/feed/";
    let read = BlogHealth {
        first_read_at: Some(at("2026-11-01T09:00:00Z")),
        link_domain: Some("croydon-digital.example".to_owned()),
        validators: Validators { url: feed.to_owned(), ..Validators::default() },
        pace: Pace { body_hash: 7, ..Pace::default() },
        ..BlogHealth::default()
    };
    let cut_off = BlogHealth { pace: Pace::default(), ..read.clone() };
    let to_learn_anew = BlogHealth { link_domain: None, ..read.clone() };

    assert_eq!(expected(&read, feed), Some(7));
    assert_eq!(expected(&read, "https://croydon-digital.example/feed"), None);
    assert_eq!(expected(&cut_off, feed), None);
    assert_eq!(expected(&to_learn_anew, feed), None);
}

#[test]
fn the_same_bytes_are_another_document_under_another_charset_or_language() {
    let row = blog("Croydon", None);
    let one = number(&row, b"<rss/>", Some("text/xml"));

    assert_eq!(one, number(&row, b"<rss/>", Some("text/xml")));
    assert_ne!(one, number(&row, b"<rss />", Some("text/xml")));
    assert_ne!(one, number(&row, b"<rss/>", Some("text/xml; charset=iso-8859-1")));
    assert_ne!(one, number(&Blog { language: Some("cy".to_owned()), ..row.clone() }, b"<rss/>", Some("text/xml")));
}

#[test]
fn a_reading_that_changed_more_than_its_times_is_told_from_one_that_did_not() {
    let later = Some(at("2026-11-21T06:00:00Z"));
    let times: [fn(&mut BlogHealth, Option<friday::model::Instant>); 3] =
        [|h, at| h.last_read_at = at, |h, at| h.last_success_at = at, |h, at| h.next_read_at = at];
    let others: [fn(&mut BlogHealth); 10] = [
        |h| h.feed = Some("https://other.example/".to_owned()),
        |h| h.row_feed = None,
        |h| h.validators.etag = None,
        |h| h.first_read_at = None,
        |h| h.newest_post_at = Some(at("2026-11-21T06:00:00Z")),
        |h| h.failures += 1,
        |h| h.error = Some("no answer".to_owned()),
        |h| h.gone = true,
        |h| h.moved_to = Some("https://other.example/".to_owned()),
        |h| h.pace.same_bodies += 1,
    ];

    for change in times {
        let mut after = before();
        change(&mut after, later);
        assert!(after.differs_in_times_alone(&before()), "{after:?}");
    }
    for change in others {
        let mut after = before();
        change(&mut after);
        assert!(!after.differs_in_times_alone(&before()), "{after:?}");
    }
}
