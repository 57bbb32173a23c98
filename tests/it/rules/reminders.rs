//! When editors are reminded of a draft, and in which words.

use super::build::{at, calendar, content, day, item, settings};
use super::scheduling::{edition, period, policy};
use friday::model::calendar::Calendar;
use friday::model::desk::Occasion;
use friday::model::edition::{Edition, EditionState};
use friday::model::notice::DeskLetter;
use friday::model::settings::{Settings, Unapproved};
use friday::rules::scheduling::Diary;
use friday::rules::scheduling::reminders::{Draft, Reminder, due, letter};
use std::collections::BTreeMap;

fn occasion_in(calendar: &Calendar, draft: Edition, now: &str) -> Option<Occasion> {
    let (editions, moves) = ([draft], BTreeMap::new());
    due(Diary { calendar, editions: &editions, moves: &moves }, policy(true, Unapproved::Hold), at(now))
        .map(|reminder| reminder.occasion)
}

/// For a draft of Friday 20 November, due at noon.
fn check(now: &str, expected: Option<Occasion>) {
    assert_eq!(occasion_in(&calendar(), edition("2026-11-20", EditionState::Draft), now), expected, "at {now}");
}

#[test]
fn editors_are_reminded_the_day_before_and_two_hours_before() {
    check("2026-11-19T11:59:59Z", None);
    check("2026-11-19T12:00:00Z", Some(Occasion::DayBefore));
    check("2026-11-20T09:59:59Z", Some(Occasion::DayBefore));
    check("2026-11-20T10:00:00Z", Some(Occasion::TwoHours));
    check("2026-11-20T11:59:59Z", Some(Occasion::TwoHours));
}

#[test]
fn at_the_hour_and_after_it_nobody_is_reminded() {
    check("2026-11-20T12:00:00Z", None);
    check("2026-11-23T09:00:00Z", None);
}

#[test]
fn the_day_before_keeps_the_hour_on_the_wall_through_a_clock_change() {
    let mut sundays = calendar();
    sundays.day = chrono::Weekday::Sun;
    let spring = |now| occasion_in(&sundays, edition("2026-03-29", EditionState::Draft), now);
    let autumn = |now| occasion_in(&sundays, edition("2026-10-25", EditionState::Draft), now);

    assert_eq!(spring("2026-03-28T11:59:59Z"), None);
    assert_eq!(spring("2026-03-28T12:00:00Z"), Some(Occasion::DayBefore));
    assert_eq!(spring("2026-03-29T09:00:00Z"), Some(Occasion::TwoHours));
    assert_eq!(autumn("2026-10-24T10:59:59Z"), None);
    assert_eq!(autumn("2026-10-24T11:00:00Z"), Some(Occasion::DayBefore));
    assert_eq!(autumn("2026-10-25T09:59:59Z"), Some(Occasion::DayBefore));
    assert_eq!(autumn("2026-10-25T10:00:00Z"), Some(Occasion::TwoHours));
}

#[test]
fn an_edition_that_was_moved_is_reminded_of_on_its_new_day() {
    let moved = || Edition { period: period("2026-12-25", "2026-12-23"), ..edition("2026-12-25", EditionState::Draft) };

    assert_eq!(occasion_in(&calendar(), moved(), "2026-12-22T12:00:00Z"), Some(Occasion::DayBefore));
    assert_eq!(occasion_in(&calendar(), moved(), "2026-12-24T12:00:00Z"), None);
}

#[test]
fn nobody_is_reminded_of_what_is_approved_or_skipped_or_will_not_be() {
    for state in [EditionState::Approved, EditionState::Sending, EditionState::Sent, EditionState::Skipped] {
        assert_eq!(occasion_in(&calendar(), edition("2026-11-20", state), "2026-11-20T11:00:00Z"), None, "{state:?}");
    }
    let mut without = calendar();
    without.except.insert(day("2026-11-20"));
    assert_eq!(occasion_in(&without, edition("2026-11-20", EditionState::Draft), "2026-11-20T11:00:00Z"), None);
}

#[test]
fn without_editors_there_is_nobody_to_remind() {
    let (calendar, editions, moves) = (calendar(), [edition("2026-11-20", EditionState::Draft)], BTreeMap::new());
    let diary = Diary { calendar: &calendar, editions: &editions, moves: &moves };

    assert_eq!(due(diary, policy(false, Unapproved::Hold), at("2026-11-20T11:00:00Z")), None);
}

fn written(settings: &Settings, now: &str) -> DeskLetter {
    let reminder = Reminder { date: day("2026-11-20"), due_at: at("2026-11-20T12:00:00Z"), occasion: Occasion::DayBefore };
    letter(reminder, Draft { content: &content(), next: day("2026-11-27") }, settings, at(now))
}

#[test]
fn the_mail_says_when_what_is_in_it_and_what_is_missing() {
    let letter = written(&settings(), "2026-11-19T12:00:00Z");

    assert_eq!(letter.subject, "Five for Friday waits for you: due tomorrow at 12:00");
    assert_eq!(
        letter.paragraphs,
        [
            "The edition of Friday 20 November 2026 is still a draft. At its hour it waits until one of you approves it; nothing goes out before.",
            "1. Bins, rebuilt – Croydon",
            "2. Forms that work – Croydon",
            "And 2 other posts under everything else.",
            "None of them has a remark yet: the authors' own words stand in.",
        ]
    );
    assert_eq!(letter.button.unwrap().1, "https://five.example.org/desk/write");
}

#[test]
fn a_reminder_that_comes_late_says_today() {
    assert_eq!(written(&settings(), "2026-11-20T00:00:01Z").heading, "Due today at 12:00");
}

#[test]
fn the_mail_says_what_happens_at_the_hour() {
    let first = |unapproved| {
        let mut settings = settings();
        settings.edition.unapproved = unapproved;
        written(&settings, "2026-11-19T12:00:00Z").paragraphs.remove(0)
    };

    assert!(first(Unapproved::Hold).ends_with("nothing goes out before."));
    assert!(first(Unapproved::Send).ends_with("At its hour it is sent as it then stands, approved or not."));
    assert!(first(Unapproved::Skip).ends_with("its posts pass on to Friday 27 November 2026."));
}

#[test]
fn missing_remarks_are_named_by_their_numbers() {
    let missing = |bare: &[bool]| {
        let mut content = content();
        let remark = |bare: &bool| (!bare).then(|| "Worth it.".to_owned());
        content.items =
            bare.iter().map(|bare| friday::model::edition::Item { remark: remark(bare), ..item(Some(1), "T", "l") }).collect();
        let reminder = Reminder { date: day("2026-11-20"), due_at: at("2026-11-20T12:00:00Z"), occasion: Occasion::TwoHours };
        letter(reminder, Draft { content: &content, next: day("2026-11-27") }, &settings(), at("2026-11-20T10:00:00Z"))
            .paragraphs
            .pop()
            .unwrap()
    };

    assert_eq!(missing(&[false, false]), "Each of them has a remark of yours.");
    assert_eq!(missing(&[false, true, false]), "Number 2 has no remark yet: its author's own words stand in.");
    assert_eq!(missing(&[true, false, true, true]), "Numbers 1, 3 and 4 have no remark yet: the authors' own words stand in.");
}
