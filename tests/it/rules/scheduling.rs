//! What is to be done with an edition at an instant.

use super::build::{at, calendar, day};
use friday::model::Instant;
use friday::model::calendar::{Calendar, Period};
use friday::model::edition::{DraftEdits, Edition, EditionState, MailingKind};
use friday::model::settings::Unapproved;
use friday::rules::scheduling::Diary;
use friday::rules::scheduling::steps::{Begin, DraftStep, Policy, current, draft_step, may_begin};
use std::collections::BTreeMap;
use std::time::Duration;

const HALF_A_DAY: Duration = Duration::from_secs(12 * 3600);

pub fn period(nominal: &str, date: &str) -> Period {
    Period { nominal: day(nominal), date: day(date) }
}

/// An edition whose window opened when the one before was due.
pub fn edition(date: &str, state: EditionState) -> Edition {
    Edition {
        id: 1,
        kind: MailingKind::Edition,
        period: period(date, date),
        state,
        opens_at: at("2026-11-13T12:00:00Z"),
        closes_at: None,
        approved_at: None,
        approved_by: None,
        because: None,
        revision: 0,
        edits: DraftEdits::default(),
        sha256: None,
        recipients_taken_at: None,
        paused_because: None,
        sent_at: None,
    }
}

fn closed(date: &str, closes_at: &str) -> Edition {
    Edition { closes_at: Some(at(closes_at)), ..edition(date, EditionState::Sent) }
}

pub fn policy(has_editors: bool, unapproved: Unapproved) -> Policy {
    Policy { has_editors, unapproved, send_before: HALF_A_DAY }
}

fn step_in(
    calendar: &Calendar,
    editions: &[Edition],
    moves: &BTreeMap<chrono::NaiveDate, chrono::NaiveDate>,
    now: &str,
) -> DraftStep {
    draft_step(Diary { calendar, editions, moves }, policy(false, Unapproved::Hold), at(now))
}

fn opened(nominal: &str, date: &str, opens_at: &str) -> DraftStep {
    DraftStep::Open { period: period(nominal, date), opens_at: at(opens_at) }
}

fn passed_on(because: &str) -> DraftStep {
    DraftStep::PassOn { because: because.to_owned(), next: period("2026-11-27", "2026-11-27") }
}

/// The step for a draft of 20 November, due at noon.
fn check(policy: Policy, now: &str, expected: &DraftStep) {
    let editions = [edition("2026-11-20", EditionState::Draft)];
    let (calendar, moves) = (calendar(), BTreeMap::new());

    let step = draft_step(Diary { calendar: &calendar, editions: &editions, moves: &moves }, policy, at(now));

    assert_eq!(&step, expected, "at {now}");
}

#[test]
fn the_first_draft_opens_a_week_before_it_is_due() {
    let step = step_in(&calendar(), &[], &BTreeMap::new(), "2026-11-18T09:00:00Z");

    assert_eq!(step, opened("2026-11-20", "2026-11-20", "2026-11-13T12:00:00Z"));
}

#[test]
fn the_next_draft_opens_where_the_last_window_closed() {
    let editions = [closed("2026-11-13", "2026-11-12T16:00:01Z"), closed("2026-11-20", "2026-11-19T17:30:01Z")];

    let step = step_in(&calendar(), &editions, &BTreeMap::new(), "2026-11-19T17:31:00Z");

    assert_eq!(step, opened("2026-11-27", "2026-11-27", "2026-11-19T17:30:01Z"));
}

#[test]
fn a_skipped_week_closes_no_window() {
    let editions = [closed("2026-11-13", "2026-11-13T12:00:01Z"), edition("2026-11-20", EditionState::Skipped)];

    let step = step_in(&calendar(), &editions, &BTreeMap::new(), "2026-11-18T09:00:00Z");

    assert_eq!(step, opened("2026-11-27", "2026-11-27", "2026-11-13T12:00:01Z"));
}

#[test]
fn a_draft_waits_for_its_hour() {
    for unapproved in [Unapproved::Hold, Unapproved::Send, Unapproved::Skip] {
        check(policy(true, unapproved), "2026-11-20T11:59:59Z", &DraftStep::Wait);
        check(policy(false, unapproved), "2026-11-20T11:59:59Z", &DraftStep::Wait);
    }
}

#[test]
fn an_unapproved_edition_is_held_until_its_successors_hour() {
    let hold = policy(true, Unapproved::Hold);

    check(hold, "2026-11-20T12:00:00Z", &DraftStep::Overdue);
    check(hold, "2026-11-21T12:00:00Z", &DraftStep::Overdue);
    check(hold, "2026-11-27T11:59:59Z", &DraftStep::Overdue);
    check(hold, "2026-11-27T12:00:00Z", &passed_on("nobody approved it"));
}

#[test]
fn an_unapproved_edition_is_sent_where_the_settings_say_so() {
    let send = policy(true, Unapproved::Send);

    check(send, "2026-11-20T12:00:00Z", &DraftStep::ApproveItself);
    check(send, "2026-11-21T00:00:00Z", &DraftStep::ApproveItself);
    check(send, "2026-11-21T00:00:01Z", &passed_on("friday was not running at its hour"));
}

#[test]
fn an_unapproved_edition_is_skipped_where_the_settings_say_so() {
    check(policy(true, Unapproved::Skip), "2026-11-20T12:00:00Z", &passed_on("nobody approved it by its hour"));
}

#[test]
fn without_editors_an_edition_approves_itself_within_half_a_day() {
    for unapproved in [Unapproved::Hold, Unapproved::Send, Unapproved::Skip] {
        let alone = policy(false, unapproved);

        check(alone, "2026-11-20T12:00:00Z", &DraftStep::ApproveItself);
        check(alone, "2026-11-21T00:00:00Z", &DraftStep::ApproveItself);
        check(alone, "2026-11-21T00:00:01Z", &passed_on("friday was not running at its hour"));
        check(alone, "2026-12-30T12:00:00Z", &passed_on("friday was not running"));
    }
}

#[test]
fn a_moved_edition_is_due_on_its_new_date() {
    let christmas = Edition { period: period("2026-12-25", "2026-12-23"), ..edition("2026-12-25", EditionState::Draft) };
    let moves = BTreeMap::from([(day("2026-12-25"), day("2026-12-23"))]);
    let editions = [christmas];

    let before = step_in(&calendar(), &editions, &moves, "2026-12-23T11:59:59Z");
    let after = step_in(&calendar(), &editions, &moves, "2026-12-23T12:00:00Z");

    assert_eq!((before, after), (DraftStep::Wait, DraftStep::ApproveItself));
}

#[test]
fn an_excepted_friday_has_no_edition() {
    let mut calendar = calendar();
    calendar.except.insert(day("2026-12-25"));
    let editions = [closed("2026-12-18", "2026-12-18T12:00:01Z")];

    let step = step_in(&calendar, &editions, &BTreeMap::new(), "2026-12-18T12:00:02Z");

    assert_eq!(step, opened("2027-01-01", "2027-01-01", "2026-12-18T12:00:01Z"));
}

#[test]
fn a_friday_moved_before_it_came_keeps_its_new_date() {
    let moves = BTreeMap::from([(day("2026-11-27"), day("2026-11-26"))]);
    let editions = [closed("2026-11-20", "2026-11-20T12:00:01Z")];

    let step = step_in(&calendar(), &editions, &moves, "2026-11-20T12:00:02Z");

    assert_eq!(step, opened("2026-11-27", "2026-11-26", "2026-11-20T12:00:01Z"));
}

fn check_begin(approved_at: &str, now: &str, expected: Begin) {
    let approved = Edition { approved_at: Some(at(approved_at)), ..edition("2026-11-20", EditionState::Approved) };
    let (calendar, moves) = (calendar(), BTreeMap::new());
    let diary = Diary { calendar: &calendar, editions: &[], moves: &moves };

    assert_eq!(may_begin(diary, &approved, HALF_A_DAY, at(now)), expected);
}

#[test]
fn sending_begins_at_the_hour_and_within_half_a_day() {
    let due: Instant = at("2026-11-20T12:00:00Z");

    check_begin("2026-11-19T17:00:00Z", "2026-11-20T11:59:59Z", Begin::Later(due));
    check_begin("2026-11-19T17:00:00Z", "2026-11-20T12:00:00Z", Begin::Now);
    check_begin("2026-11-19T17:00:00Z", "2026-11-21T00:00:00Z", Begin::Now);
    check_begin("2026-11-19T17:00:00Z", "2026-11-21T00:00:01Z", Begin::TooLate);
}

#[test]
fn a_fresh_approval_gives_another_half_day() {
    check_begin("2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z", Begin::Now);
    check_begin("2026-11-23T09:00:00Z", "2026-11-23T21:00:00Z", Begin::Now);
    check_begin("2026-11-23T09:00:00Z", "2026-11-23T21:00:01Z", Begin::TooLate);
}

fn check_current(editions: &[Edition], expected: Option<&str>) {
    assert_eq!(current(editions).map(|edition| edition.period.date), expected.map(day));
}

#[test]
fn the_edition_a_command_means_is_the_one_closest_to_its_readers() {
    let sent = edition("2026-11-13", EditionState::Sent);
    let draft = edition("2026-11-27", EditionState::Draft);

    check_current(&[], None);
    check_current(&[edition("2026-11-06", EditionState::Skipped), sent.clone()], Some("2026-11-13"));
    check_current(&[sent.clone(), draft.clone()], Some("2026-11-27"));
    for state in [EditionState::Approved, EditionState::Sending, EditionState::Paused] {
        check_current(&[sent.clone(), edition("2026-11-20", state), draft.clone()], Some("2026-11-20"));
    }
}
