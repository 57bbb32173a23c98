//! When a blog is read again.

use super::build::{NOW, at, blog};
use friday::model::Instant;
use friday::model::blog::{BlogHealth, Validators};
use friday::rules::refreshing::due::{after_failure, after_success, is_due};
use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;

/// The pause lies between `minutes` and a tenth more, and is never shorter.
fn check(next: Instant, minutes: i64) {
    let pause = (next - at(NOW)).num_seconds();

    assert!(pause >= minutes * 60 + 30, "{pause} s is too soon");
    assert!(pause <= minutes * 66, "{pause} s is too late");
}

fn with_validators() -> BlogHealth {
    let validators = Validators { etag: Some(b"\"1\"".to_vec()), ..Validators::default() };
    BlogHealth { validators, row_feed: Some("https://croydon-digital.example/feed/".to_owned()), ..BlogHealth::default() }
}

fn next_after_success(health: &BlogHealth, fresh_for: Option<u64>) -> Instant {
    after_success(&blog("Croydon.digital", None), health, fresh_for.map(Duration::from_secs), at(NOW))
}

#[test]
fn a_blog_is_read_once_an_hour_at_most() {
    check(next_after_success(&with_validators(), None), 60);
    check(next_after_success(&with_validators(), Some(0)), 60);
    check(next_after_success(&with_validators(), Some(5 * MINUTE)), 60);
}

#[test]
fn a_server_that_gives_nothing_to_ask_with_is_read_once_a_day() {
    check(next_after_success(&BlogHealth::default(), None), 24 * 60);
    check(next_after_success(&BlogHealth::default(), Some(2 * HOUR)), 24 * 60);
}

#[test]
fn a_server_may_ask_for_a_longer_pause_up_to_a_week() {
    check(next_after_success(&with_validators(), Some(3 * HOUR)), 3 * 60);
    check(next_after_success(&with_validators(), Some(30 * 24 * HOUR)), 7 * 24 * 60);
    check(next_after_success(&BlogHealth::default(), Some(3 * 24 * HOUR)), 3 * 24 * 60);
}

#[test]
fn the_pause_doubles_with_each_failure_up_to_a_day() {
    let hours = [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 24), (7, 24), (1000, 24), (u32::MAX, 24)];

    for (failures, expected) in hours {
        check(after_failure(&blog("Croydon.digital", None), failures, at(NOW)), expected * 60);
    }
}

#[test]
fn jitter_spreads_blogs_and_never_comes_early() {
    let names = ["Adur", "Barnet", "Croydon", "Dorset", "Essex", "Fife", "Gwynedd", "Hackney"];
    let mut instants: Vec<Instant> =
        names.iter().map(|name| after_success(&blog(name, None), &with_validators(), None, at(NOW))).collect();

    instants.iter().for_each(|next| check(*next, 60));

    instants.sort();
    instants.dedup();
    assert!(instants.len() >= 6, "{instants:?}");
}

#[test]
fn a_blog_is_due_at_its_instant_and_not_a_second_before() {
    let row = blog("Croydon.digital", None);
    let health = BlogHealth { next_read_at: Some(at(NOW)), ..with_validators() };

    assert!(!is_due(&row, &health, at("2026-11-20T11:59:59Z")));
    assert!(is_due(&row, &health, at(NOW)));
}

#[test]
fn a_blog_never_read_is_due() {
    assert!(is_due(&blog("Croydon.digital", None), &BlogHealth::default(), at(NOW)));
}

#[test]
fn a_row_that_changed_is_due_at_once() {
    let mut row = blog("Croydon.digital", None);
    let waiting = BlogHealth { next_read_at: Some(at("2026-12-01T12:00:00Z")), gone: true, ..with_validators() };
    row.feed = url::Url::parse("https://croydon-digital.example/atom.xml").ok();

    assert!(is_due(&row, &waiting, at(NOW)));
}

#[test]
fn a_retired_blog_is_never_due() {
    let mut row = blog("Croydon.digital", None);
    row.retired = Some("the team moved on".to_owned());
    row.feed = url::Url::parse("https://croydon-digital.example/atom.xml").ok();

    assert!(!is_due(&row, &with_validators(), at(NOW)));
}

#[test]
fn a_blog_without_an_address_is_never_due() {
    let mut row = blog("Croydon.digital", None);
    (row.feed, row.site) = (None, None);

    assert!(!is_due(&row, &BlogHealth::default(), at(NOW)));
    assert!(!is_due(&row, &with_validators(), at(NOW)));
}
