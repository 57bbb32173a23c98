//! A person may have a blog read before its time, but not over and over.

use super::build::{at, blog};
use friday::model::blog::{Blog, BlogHealth, Validators};
use friday::model::manners::{Pace, Trouble};
use friday::rules::refreshing::by_hand::may_read;

const NOW: &str = "2026-11-20T12:00:00Z";

/// Not due before half past twelve.
fn waiting(forced_at: Option<&str>) -> BlogHealth {
    BlogHealth {
        row_feed: Some("https://croydon-digital.example/feed/".to_owned()),
        validators: Validators { etag: Some(b"\"1\"".to_vec()), ..Validators::default() },
        last_success_at: Some(at("2026-11-20T11:30:00Z")),
        next_read_at: Some(at("2026-11-20T12:30:00Z")),
        pace: Pace { forced_at: forced_at.map(at), ..Pace::default() },
        ..BlogHealth::default()
    }
}

fn check(row: &Blog, health: &BlogHealth, expected: Result<(), &str>) {
    assert_eq!(may_read(row, health, at(NOW)), expected.map_err(str::to_owned));
}

#[test]
fn once_an_hour_a_person_need_not_wait() {
    let row = blog("Croydon.digital", None);
    let again = "it was read by hand a short while ago; that can be done again on 20 November at 12:01 UTC";

    check(&row, &waiting(None), Ok(()));
    check(&row, &waiting(Some("2026-11-20T11:00:00Z")), Ok(()));
    check(&row, &waiting(Some("2026-11-20T11:01:00Z")), Err(again));
}

#[test]
fn a_server_without_validators_is_asked_by_hand_once_a_day() {
    let row = blog("Croydon.digital", None);
    let costly = BlogHealth { validators: Validators::default(), ..waiting(Some("2026-11-19T13:00:00Z")) };

    check(&row, &costly, Err("it was read by hand a short while ago; that can be done again on 20 November at 13:00 UTC"));
}

#[test]
fn patience_that_a_server_asked_for_binds_people_too() {
    let row = blog("Croydon.digital", None);
    let busy = BlogHealth { trouble: Some(Trouble::Busy), ..waiting(None) };

    check(&row, &busy, Err("its server asked us to come back later; it is asked again on 20 November at 12:30 UTC"));
}

#[test]
fn a_failing_or_vanished_blog_may_be_tried_by_hand() {
    let row = blog("Croydon.digital", None);

    check(&row, &BlogHealth { trouble: Some(Trouble::Missing), ..waiting(None) }, Ok(()));
    check(&row, &BlogHealth { gone: true, next_read_at: None, ..waiting(None) }, Ok(()));
}

#[test]
fn a_row_that_changed_is_read_whatever_happened_at_its_old_address() {
    let mut row = blog("Croydon.digital", None);
    row.feed = "https://croydon-digital.example/atom.xml".parse().ok();
    let busy = BlogHealth { trouble: Some(Trouble::Busy), ..waiting(Some("2026-11-20T11:59:00Z")) };

    check(&row, &busy, Ok(()));
}

#[test]
fn a_feed_on_this_very_machine_is_its_owners_own_business() {
    for address in ["http://127.0.0.1:8000/feed", "http://127.9.9.9/feed", "http://[::1]:8000/feed", "http://localhost/feed"] {
        let mut row = blog("Croydon.digital", None);
        row.feed = address.parse().ok();
        let mut health = waiting(Some("2026-11-20T11:59:00Z"));
        health.row_feed = Some(address.to_owned());

        check(&row, &health, Ok(()));
    }
}
