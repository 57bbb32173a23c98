//! When a blog is read again.

use super::build::{NOW, at, blog};
use chrono::TimeDelta;
use friday::model::Instant;
use friday::model::blog::{Blog, BlogHealth, Validators};
use friday::model::feed::Rhythm;
use friday::model::manners::{Pace, Trouble};
use friday::rules::refreshing::due::{after_beginning, after_busy, after_failure, after_pause, after_success, is_due};
use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;

/// The pause lies between `minutes` and a tenth more, and is never shorter.
fn check(next: Instant, minutes: i64) {
    let pause = (next - at(NOW)).num_seconds();

    assert!(pause >= minutes * 60 + 30, "{pause} s is too soon");
    assert!(pause < minutes * 66 + 90, "{pause} s is too late");
}

/// A blog that was read with success and answers conditional requests.
fn with_validators() -> BlogHealth {
    BlogHealth {
        validators: Validators { etag: Some(b"\"1\"".to_vec()), ..Validators::default() },
        row_feed: Some("https://croydon-digital.example/feed/".to_owned()),
        last_success_at: Some(at(NOW)),
        ..BlogHealth::default()
    }
}

fn without_validators() -> BlogHealth {
    BlogHealth { validators: Validators::default(), ..with_validators() }
}

/// Its server has sent the same bytes so many times in a row, whatever it was asked.
fn with_same_bodies(same_bodies: u32) -> BlogHealth {
    BlogHealth { pace: Pace { same_bodies, ..Pace::default() }, ..with_validators() }
}

fn fresh_for(health: BlogHealth, seconds: u64) -> BlogHealth {
    let pace = Pace { fresh_for: Some(Duration::from_secs(seconds)), ..health.pace };
    BlogHealth { pace, ..health }
}

fn next(health: &BlogHealth) -> Instant {
    after_success(&row(), health, at(NOW))
}

fn row() -> Blog {
    blog("Croydon.digital", None)
}

#[test]
fn a_blog_is_read_once_an_hour_at_most() {
    check(next(&with_validators()), 60);
    check(next(&fresh_for(with_validators(), 0)), 60);
    check(next(&fresh_for(with_validators(), 5 * MINUTE)), 60);
}

#[test]
fn a_server_that_gives_nothing_to_ask_with_is_read_once_a_day() {
    check(next(&without_validators()), 24 * 60);
    check(next(&fresh_for(without_validators(), 2 * HOUR)), 24 * 60);
}

#[test]
fn a_server_that_takes_no_notice_of_what_it_gave_is_read_once_a_day() {
    check(next(&with_same_bodies(4)), 60);
    check(next(&with_same_bodies(5)), 24 * 60);
    check(next(&fresh_for(with_same_bodies(5), 2 * 24 * HOUR)), 48 * 60);
}

#[test]
fn a_server_may_ask_for_a_longer_pause_up_to_a_week() {
    check(next(&fresh_for(with_validators(), 3 * HOUR)), 3 * 60);
    check(next(&fresh_for(with_validators(), 30 * 24 * HOUR)), 7 * 24 * 60);
    check(next(&fresh_for(without_validators(), 3 * 24 * HOUR)), 3 * 24 * 60);
}

/// So many failures in a row of this kind, of which the first was so many days ago.
fn failing(trouble: Trouble, failures: u32, days: i64) -> BlogHealth {
    let trouble_since = Some(at(NOW) - TimeDelta::days(days));
    BlogHealth { failures, trouble: Some(trouble), trouble_since, ..with_validators() }
}

#[test]
fn the_pause_doubles_with_each_failure_up_to_a_day() {
    let hours = [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 24), (7, 24), (1000, 24), (u32::MAX, 24)];

    for (failures, expected) in hours {
        check(after_failure(&row(), &failing(Trouble::Broken, failures, 30), at(NOW)), expected * 60);
        check(after_failure(&row(), &failing(Trouble::Missing, failures, 6), at(NOW)), expected * 60);
    }
}

#[test]
fn an_address_that_has_been_missing_for_a_week_is_asked_for_weekly() {
    check(after_failure(&row(), &failing(Trouble::Missing, 9, 7), at(NOW)), 7 * 24 * 60);
    check(after_failure(&row(), &failing(Trouble::Missing, 40, 300), at(NOW)), 7 * 24 * 60);
}

#[test]
fn a_bot_check_is_met_once_a_day() {
    check(after_failure(&row(), &failing(Trouble::BotProtection, 1, 0), at(NOW)), 24 * 60);
    check(after_failure(&row(), &failing(Trouble::BotProtection, 90, 90), at(NOW)), 24 * 60);
}

#[test]
fn a_failure_brings_no_full_price_request_sooner() {
    let pays_full = BlogHealth { validators: Validators::default(), ..failing(Trouble::Broken, 1, 0) };

    check(after_failure(&row(), &pays_full, at(NOW)), 24 * 60);
}

#[test]
fn a_server_that_asks_for_distance_gets_it() {
    let patience = |health: &BlogHealth, seconds: u64| after_busy(&row(), health, Some(Duration::from_secs(seconds)), at(NOW));

    check(patience(&failing(Trouble::Busy, 1, 0), 10), 60);
    check(patience(&failing(Trouble::Busy, 1, 0), 5 * HOUR), 5 * 60);
    check(patience(&failing(Trouble::Busy, 1, 0), 31 * 24 * HOUR), 31 * 24 * 60);
    check(patience(&failing(Trouble::Busy, 1, 0), 400 * 24 * HOUR), 31 * 24 * 60);
}

#[test]
fn a_server_that_names_no_time_is_asked_half_as_often_each_time() {
    for (failures, hours) in [(1, 2), (2, 4), (3, 8), (4, 16), (5, 24), (50, 24)] {
        check(after_busy(&row(), &failing(Trouble::Busy, failures, 0), None, at(NOW)), hours * 60);
    }
    let of_six_hours = fresh_for(failing(Trouble::Busy, 1, 0), 6 * HOUR);
    let of_three_days = fresh_for(failing(Trouble::Busy, 1, 0), 72 * HOUR);
    check(after_busy(&row(), &of_six_hours, None, at(NOW)), 12 * 60);
    check(after_busy(&row(), &of_three_days, None, at(NOW)), 72 * 60);
}

#[test]
fn a_request_whose_end_was_never_recorded_counts_as_one() {
    check(after_beginning(&row(), &BlogHealth::default(), at(NOW)), 60);
    check(after_beginning(&row(), &with_validators(), at(NOW)), 60);
    check(after_beginning(&row(), &without_validators(), at(NOW)), 24 * 60);
}

#[test]
fn blogs_that_waited_for_their_host_come_back_soon_after_its_pause() {
    let next = after_pause(&row(), &with_validators(), at(NOW));

    assert!((30..90).contains(&(next - at(NOW)).num_seconds()), "{next}");
}

#[test]
fn jitter_spreads_blogs_and_never_comes_early() {
    let names = ["Adur", "Barnet", "Croydon", "Dorset", "Essex", "Fife", "Gwynedd", "Hackney"];
    let mut instants: Vec<Instant> =
        names.iter().map(|name| after_success(&blog(name, None), &with_validators(), at(NOW))).collect();

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
fn a_pass_that_comes_late_leaves_out_hours_to_skip() {
    let rhythm = Rhythm { skip_hours: vec![12], ..Rhythm::default() };
    let pace = Pace { rhythm, ..Pace::default() };
    let health = BlogHealth { next_read_at: Some(at("2026-11-20T11:59:00Z")), pace, ..with_validators() };

    assert!(is_due(&row(), &health, at("2026-11-20T11:59:59Z")));
    assert!(!is_due(&row(), &health, at("2026-11-20T12:00:00Z")));
    assert!(is_due(&row(), &health, at("2026-11-20T13:00:00Z")));
}

#[test]
fn a_blog_never_read_is_due() {
    assert!(is_due(&blog("Croydon.digital", None), &BlogHealth::default(), at(NOW)));
}

#[test]
fn a_row_that_changed_is_due_at_once() {
    let mut row = blog("Croydon.digital", None);
    let waiting = BlogHealth { next_read_at: Some(at("2026-12-01T12:00:00Z")), gone: true, ..with_validators() };
    row.feed = "https://croydon-digital.example/atom.xml".parse().ok();

    assert!(is_due(&row, &waiting, at(NOW)));
}

#[test]
fn a_retired_blog_is_never_due() {
    let mut row = blog("Croydon.digital", None);
    row.retired = Some("the team moved on".to_owned());
    row.feed = "https://croydon-digital.example/atom.xml".parse().ok();

    assert!(!is_due(&row, &with_validators(), at(NOW)));
}

#[test]
fn a_blog_without_an_address_is_never_due() {
    let mut row = blog("Croydon.digital", None);
    (row.feed, row.site) = (None, None);

    assert!(!is_due(&row, &BlogHealth::default(), at(NOW)));
    assert!(!is_due(&row, &with_validators(), at(NOW)));
}

#[test]
fn a_clock_that_once_ran_ahead_silences_no_blog() {
    let (row, ahead) = (blog("Croydon.digital", None), at(NOW) + TimeDelta::days(3650));
    let health = BlogHealth { last_read_at: Some(ahead), next_read_at: Some(ahead + TimeDelta::hours(1)), ..with_validators() };
    let row_feed = row.row_address();

    assert!(is_due(&row, &BlogHealth { row_feed: row_feed.clone(), ..health }, at(NOW)));
    let just_read = BlogHealth {
        row_feed,
        last_read_at: Some(at(NOW) + TimeDelta::minutes(5)),
        next_read_at: Some(at(NOW) + TimeDelta::hours(1)),
        ..with_validators()
    };
    assert!(!is_due(&row, &just_read, at(NOW)));
}
