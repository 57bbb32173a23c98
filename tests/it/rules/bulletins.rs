//! One bulletin a day at most, whatever the clock does, and windows that leave no gap and no overlap.

use super::build::{at, day};
use super::scheduling::edition;
use super::ten_years::jumps;
use chrono::{NaiveTime, TimeDelta};
use friday::model::Instant;
use friday::model::calendar::Period;
use friday::model::edition::{Edition, EditionState, MailingKind};
use friday::rules::scheduling::bulletins::{Timetable, Window, due, may_begin};
use std::collections::BTreeSet;
use std::time::Duration;

const HALF_A_DAY: Duration = Duration::from_secs(12 * 3600);

fn timetable(zone: &str, time: &str) -> Timetable {
    Timetable { time: time.parse::<NaiveTime>().unwrap(), zone: zone.parse().unwrap(), send_before: HALF_A_DAY }
}

fn london() -> Timetable {
    timetable("Europe/London", "07:00:00")
}

fn closed(window: Window) -> Edition {
    Edition {
        kind: MailingKind::Bulletin,
        period: Period { nominal: window.date, date: window.date },
        opens_at: window.opens_at,
        closes_at: Some(window.closes_at),
        ..edition("2026-11-20", EditionState::Sent)
    }
}

fn window(date: &str, opens_at: &str, closes_at: &str) -> Option<Window> {
    Some(Window { date: day(date), opens_at: at(opens_at), closes_at: at(closes_at) })
}

#[test]
fn the_first_one_holds_a_day() {
    let expected = window("2026-11-20", "2026-11-19T07:00:00Z", "2026-11-20T07:00:00Z");

    assert_eq!(due(london(), &[], at("2026-11-20T06:59:59Z")), None);
    assert_eq!(due(london(), &[], at("2026-11-20T07:00:00Z")), expected);
    assert_eq!(due(london(), &[], at("2026-11-20T18:59:59Z")), expected);
    assert_eq!(due(london(), &[], at("2026-11-20T19:00:01Z")), None, "too late; tomorrow's will hold it");
}

#[test]
fn a_day_has_one_and_missed_days_are_one() {
    let first = closed(window("2026-11-16", "2026-11-15T07:00:00Z", "2026-11-16T07:00:00Z").unwrap());

    assert_eq!(due(london(), std::slice::from_ref(&first), at("2026-11-16T08:00:00Z")), None);
    assert_eq!(
        due(london(), &[first], at("2026-11-20T07:30:00Z")),
        window("2026-11-20", "2026-11-16T07:00:00Z", "2026-11-20T07:00:00Z")
    );
}

#[test]
fn seven_is_seven_through_the_clock_changes() {
    let spring = due(london(), &[], at("2026-03-29T06:00:00Z"));
    let autumn = due(london(), &[], at("2026-10-25T07:00:00Z"));

    assert_eq!(spring, window("2026-03-29", "2026-03-28T06:00:00Z", "2026-03-29T06:00:00Z"));
    assert_eq!(autumn, window("2026-10-25", "2026-10-24T07:00:00Z", "2026-10-25T07:00:00Z"));
}

#[test]
fn an_hour_that_does_not_exist_or_comes_twice_makes_one() {
    let night = timetable("Europe/London", "01:30:00");
    let skipped = due(night, &[], at("2026-03-29T01:00:00Z")).unwrap();
    let twice = due(night, &[], at("2026-10-25T00:30:00Z")).unwrap();

    assert_eq!(skipped.closes_at, at("2026-03-29T01:00:00Z"));
    assert_eq!(twice.closes_at, at("2026-10-25T00:30:00Z"));
    assert_eq!(due(night, &[closed(twice)], at("2026-10-25T01:30:00Z")), None);
}

#[test]
fn one_that_gave_its_posts_back_leaves_its_window_open() {
    let first = closed(window("2026-11-18", "2026-11-17T07:00:00Z", "2026-11-18T07:00:00Z").unwrap());
    let late = closed(window("2026-11-19", "2026-11-18T07:00:00Z", "2026-11-19T07:00:00Z").unwrap());
    let late = Edition { closes_at: None, state: EditionState::Skipped, ..late };

    assert_eq!(due(london(), &[first.clone(), late.clone()], at("2026-11-19T08:00:00Z")), None);
    assert_eq!(
        due(london(), &[first, late], at("2026-11-20T08:00:00Z")),
        window("2026-11-20", "2026-11-18T07:00:00Z", "2026-11-20T07:00:00Z")
    );
}

#[test]
fn one_from_a_clock_that_was_wrong_by_a_century_stops_no_later_one() {
    let wrong = closed(window("2126-11-20", "2026-11-19T07:00:00Z", "2126-11-20T07:00:00Z").unwrap());

    assert_eq!(
        due(london(), &[wrong], at("2026-11-20T08:00:00Z")),
        window("2026-11-20", "2026-11-19T07:00:00Z", "2026-11-20T07:00:00Z")
    );
}

#[test]
fn sending_begins_within_half_a_day_of_the_hour_or_of_a_persons_word() {
    let bulletin = closed(window("2026-11-20", "2026-11-19T07:00:00Z", "2026-11-20T07:00:00Z").unwrap());
    let afresh = Edition { approved_at: Some(at("2026-11-21T09:00:00Z")), ..bulletin.clone() };

    assert!(may_begin(&bulletin, HALF_A_DAY, at("2026-11-20T19:00:00Z")));
    assert!(!may_begin(&bulletin, HALF_A_DAY, at("2026-11-20T19:00:01Z")));
    assert!(may_begin(&afresh, HALF_A_DAY, at("2026-11-21T20:00:00Z")));
}

/// Every ten years of pauses and jumps, back and forth.
fn ten_years(timetable: Timetable) -> Vec<Edition> {
    let mut bulletins: Vec<Edition> = Vec::new();
    let mut now: Instant = at("2026-01-01T09:00:00Z");
    for jump in jumps() {
        if let Some(window) = due(timetable, &bulletins, now) {
            bulletins.push(closed(window));
        }
        now += jump;
        if now > at("2036-01-01T00:00:00Z") {
            break;
        }
    }
    bulletins
}

#[test]
fn ten_years_of_days_have_one_each_without_gap_or_overlap() {
    for timetable in [london(), timetable("Europe/London", "01:30:00"), timetable("America/New_York", "23:45:00")] {
        let bulletins = ten_years(timetable);

        let dates: BTreeSet<_> = bulletins.iter().map(|one| one.period.date).collect();
        assert_eq!(dates.len(), bulletins.len());
        assert!(bulletins.len() > 1500, "{} bulletins", bulletins.len());
        for pair in bulletins.windows(2) {
            assert_eq!(Some(pair[1].opens_at), pair[0].closes_at);
            assert!(pair[1].closes_at > pair[0].closes_at);
            assert!(pair[1].closes_at.unwrap() - pair[1].opens_at >= TimeDelta::hours(23));
        }
    }
}
