//! How often a feed may and need be asked for.

use super::build::{NOW, Reader, at, post};
use chrono::{TimeDelta, Weekday};
use friday::model::blog::{BlogHealth, Validators};
use friday::model::feed::Rhythm;
use friday::model::fetched::CacheHints;
use friday::model::manners::Pace;
use friday::rules::refreshing::pace::{after_not_modified, allowed_from, asked_for, is_to_be_checked, worth_while};
use std::time::Duration;

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

fn hours(hours: u64) -> Duration {
    Duration::from_secs(hours * HOUR)
}

#[test]
fn the_longest_wish_holds_up_to_a_week() {
    let wishes = |fresh_for: Option<u64>, keep_for: Option<u64>, update_every: Option<u64>| {
        let rhythm = Rhythm { keep_for: keep_for.map(hours), update_every: update_every.map(hours), ..Rhythm::default() };
        asked_for(&Pace { fresh_for: fresh_for.map(hours), rhythm, ..Pace::default() })
    };

    assert_eq!(wishes(None, None, None), Duration::ZERO);
    assert_eq!(wishes(Some(2), Some(3), Some(1)), hours(3));
    assert_eq!(wishes(Some(2), Some(3), Some(12)), hours(12));
    assert_eq!(wishes(Some(5), None, Some(1)), hours(5));
    assert_eq!(wishes(None, Some(9000), None), hours(7 * 24));
    assert_eq!(wishes(None, None, Some(365 * 24)), hours(7 * 24));
}

/// Hours between readings of a blog with this usual gap between posts, whose newest is so many days old.
fn check_activity(gap: Option<u64>, newest_days: i64, expected_hours: u64) {
    let health = BlogHealth {
        newest_post_at: Some(at(NOW) - TimeDelta::days(newest_days)),
        pace: Pace { posting_gap: gap.map(hours), ..Pace::default() },
        ..BlogHealth::default()
    };

    assert_eq!(worth_while(&health, at(NOW)), hours(expected_hours), "{gap:?}, {newest_days} days");
}

#[test]
fn a_blog_is_read_four_times_as_often_as_it_posts() {
    check_activity(None, 3, 1);
    check_activity(Some(2), 0, 1);
    check_activity(Some(12), 0, 3);
    check_activity(Some(48), 1, 12);
    check_activity(Some(30 * 24), 20, 24);
}

#[test]
fn a_silent_blog_is_read_once_a_day_and_after_a_year_once_a_week() {
    check_activity(Some(12), 89, 3);
    check_activity(Some(12), 90, 24);
    check_activity(None, 364, 24);
    check_activity(Some(12), 365, 7 * 24);
    check_activity(None, 4000, 7 * 24);
}

fn skip(hours: &[u32], days: &[Weekday]) -> Rhythm {
    Rhythm { skip_hours: hours.to_vec(), skip_days: days.to_vec(), ..Rhythm::default() }
}

#[test]
fn hours_and_days_to_skip_are_passed_over() {
    let friday = "2026-11-20T12:34:56Z";
    let cases = [
        (skip(&[], &[]), friday, friday),
        (skip(&[11, 13], &[Weekday::Sat]), friday, friday),
        (skip(&[12], &[]), friday, "2026-11-20T13:34:56Z"),
        (skip(&[12, 13, 14], &[]), friday, "2026-11-20T15:34:56Z"),
        (skip(&[22, 23, 0, 1, 2], &[]), "2026-11-20T22:10:00Z", "2026-11-21T03:10:00Z"),
        (skip(&[], &[Weekday::Fri]), friday, "2026-11-21T00:34:56Z"),
        (skip(&[0, 1], &[Weekday::Fri, Weekday::Sat]), friday, "2026-11-22T02:34:56Z"),
    ];
    for (rhythm, from, expected) in cases {
        assert_eq!(allowed_from(&rhythm, at(from)), at(expected), "{rhythm:?}");
    }
}

#[test]
fn a_wish_that_leaves_no_hour_open_is_no_wish() {
    let all_hours: Vec<u32> = (0..24).collect();
    let all_days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

    assert_eq!(allowed_from(&skip(&all_hours, &[]), at(NOW)), at(NOW));
    assert_eq!(allowed_from(&skip(&[], &all_days), at(NOW)), at(NOW));
}

#[test]
fn mod_syndication_supersedes_hours_to_skip() {
    let rhythm = Rhythm { update_every: Some(hours(1)), ..skip(&[12], &[Weekday::Fri]) };

    assert_eq!(allowed_from(&rhythm, at(NOW)), at(NOW));
}

#[test]
fn what_a_304_leaves_out_still_holds() {
    let before = Pace { fresh_for: Some(hours(5)), same_bodies: 4, ..Pace::default() };
    let says = |fresh_for| CacheHints { fresh_for, lasting: None };

    assert_eq!(after_not_modified(&before, &says(None), at(NOW)).fresh_for, Some(hours(5)));
    assert_eq!(after_not_modified(&before, &says(Some(hours(2))), at(NOW)).fresh_for, Some(hours(2)));
    assert_eq!(after_not_modified(&before, &says(Some(Duration::ZERO)), at(NOW)).fresh_for, Some(Duration::ZERO));
    assert_eq!(after_not_modified(&before, &says(None), at(NOW)).same_bodies, 0);
}

#[test]
fn a_month_of_nothing_but_304_is_checked_once() {
    let read = |days: i64, etag: Option<&str>| {
        let validators = Validators { etag: etag.map(|etag| etag.as_bytes().to_vec()), ..Validators::default() };
        let pace = Pace { whole_at: Some(at(NOW) - TimeDelta::days(days)), ..Pace::default() };
        is_to_be_checked(&BlogHealth { validators, pace, ..BlogHealth::default() }, at(NOW))
    };

    assert!(!read(29, Some("\"1\"")));
    assert!(read(30, Some("\"1\"")));
    assert!(!read(30, None), "there is nothing to leave out");
    assert!(!is_to_be_checked(&BlogHealth::default(), at(NOW)));
}

#[test]
fn the_gap_between_posts_is_learnt_and_later_gaps_weigh_more() {
    let mut reader = Reader::new();
    let one = |day: u32| {
        post(&format!("https://croydon-digital.example/{day}"), &format!("Day {day}"), &format!("2026-11-{day:02}T09:00:00Z"))
    };

    let (daily, _) = reader.read("2026-11-05T12:00:00Z", vec![one(3), one(1), one(2)]);
    let (slower, _) = reader.read("2026-11-14T12:00:00Z", vec![one(13), one(3), one(2), one(1)]);
    let (single, _) = reader.read("2026-11-16T12:00:00Z", vec![one(15)]);

    assert_eq!(daily.health.pace.posting_gap, Some(hours(24)));
    assert_eq!(slower.health.pace.posting_gap, Some(Duration::from_secs((24 * HOUR * 7 + 10 * DAY * 3) / 10)));
    assert_eq!(single.health.pace.posting_gap, slower.health.pace.posting_gap, "one post tells nothing");
}

#[test]
fn a_document_brings_its_rhythm_and_takes_the_old_one_away() {
    let mut reader = Reader::new();
    reader.feed.rhythm = skip(&[3], &[]);
    let (first, _) = reader.read("2026-11-05T12:00:00Z", Vec::new());
    reader.feed.rhythm = Rhythm::default();
    let (second, _) = reader.read("2026-11-06T12:00:00Z", Vec::new());

    assert_eq!(first.health.pace.rhythm, skip(&[3], &[]));
    assert_eq!(second.health.pace.rhythm, Rhythm::default());
}

#[test]
fn the_same_bytes_again_and_again_are_counted() {
    let mut reader = Reader::new();
    let url = "https://croydon-digital.example/feed/".to_owned();
    let counts: Vec<u32> = (1..=7)
        .map(|day| {
            let (update, _) = reader.read(&format!("2026-11-{day:02}T12:00:00Z"), Vec::new());
            reader.health.validators.url.clone_from(&url);
            update.health.pace.same_bodies
        })
        .collect();

    assert_eq!(counts, [0, 1, 2, 3, 4, 5, 6]);
    assert!(reader.health.pace.ignores_validators());
}
