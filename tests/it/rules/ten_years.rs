//! Ten years of Fridays: whatever the clock does, each has one edition, and windows leave no gap and no overlap.

use super::build::{at, calendar, day};
use super::scheduling::{edition, policy};
use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use friday::model::Instant;
use friday::model::calendar::Calendar;
use friday::model::edition::{Edition, EditionState};
use friday::model::settings::Unapproved;
use friday::rules::scheduling::Diary;
use friday::rules::scheduling::steps::{DraftStep, Policy, draft_step};
use std::collections::{BTreeMap, BTreeSet};

/// The calendar's table and the dates that a person moved.
struct World {
    calendar: Calendar,
    moves: BTreeMap<NaiveDate, NaiveDate>,
    editions: Vec<Edition>,
}

impl World {
    fn new() -> Self {
        Self { calendar: calendar(), moves: BTreeMap::new(), editions: Vec::new() }
    }

    /// Takes every step that is due at `now`, as the job does.
    fn advance(&mut self, policy: Policy, now: Instant) {
        for _ in 0..600 {
            let diary = Diary { calendar: &self.calendar, editions: &self.editions, moves: &self.moves };
            match draft_step(diary, policy, now) {
                DraftStep::Wait | DraftStep::Overdue => return,
                DraftStep::Return { period } => self.draft().period = period,
                DraftStep::Open { period, opens_at } => self.open(Edition { period, opens_at, ..draft() }),
                DraftStep::PassOn { next, .. } => {
                    let opens_at = self.draft().opens_at;
                    self.draft().state = EditionState::Skipped;
                    self.open(Edition { period: next, opens_at, ..draft() });
                }
                DraftStep::ApproveItself => {
                    let closes_at = (now + TimeDelta::seconds(1)).max(self.draft().opens_at);
                    self.draft().closes_at = Some(closes_at);
                    self.draft().state = EditionState::Sent;
                }
            }
        }
        unreachable!("the calendar never came to rest at {now}");
    }

    fn open(&mut self, edition: Edition) {
        self.editions.push(edition);
    }

    fn draft(&mut self) -> &mut Edition {
        self.editions.iter_mut().find(|edition| edition.state == EditionState::Draft).unwrap()
    }
}

fn draft() -> Edition {
    edition("2026-01-02", EditionState::Draft)
}

/// Pauses of hours, now and then one of weeks or a step back of days: the same on every run.
pub fn jumps() -> impl Iterator<Item = TimeDelta> {
    let mut state: u64 = 20_261_120;
    std::iter::from_fn(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let minutes = i64::try_from(state >> 33).unwrap() % 1000 + 1;
        Some(TimeDelta::minutes(match minutes % 50 {
            0 => minutes * 30,
            1 => -minutes * 3,
            _ => minutes,
        }))
    })
}

fn live_ten_years(world: &mut World, policy: Policy) {
    let mut now = at("2026-01-01T09:00:00Z");
    for jump in jumps() {
        world.advance(policy, now);
        now += jump;
        if now > at("2036-01-01T00:00:00Z") {
            break;
        }
    }
}

/// One row a nominal Friday without a hole, one draft, and windows that follow one another.
fn check(world: &World) {
    let nominal: Vec<NaiveDate> = world.editions.iter().map(|edition| edition.period.nominal).collect();
    let distinct: BTreeSet<NaiveDate> = nominal.iter().copied().collect();
    assert_eq!(nominal.len(), distinct.len());
    assert!(nominal.iter().all(|date| date.weekday() == Weekday::Fri && !world.calendar.except.contains(date)));
    assert!(nominal.len() > 500, "{} editions", nominal.len());
    let fridays = nominal[0].iter_weeks().take_while(|date| date <= nominal.last().unwrap());
    assert_eq!(nominal, fridays.filter(|date| !world.calendar.except.contains(date)).collect::<Vec<_>>());

    assert_eq!(world.editions.iter().filter(|edition| edition.state == EditionState::Draft).count(), 1);
    let mut open_since = world.editions[0].opens_at;
    for edition in &world.editions {
        assert_eq!(edition.opens_at, open_since, "{}", edition.period.date);
        open_since = edition.closes_at.unwrap_or(open_since);
        assert!(open_since >= edition.opens_at);
    }
}

#[test]
fn ten_years_without_editors_leave_no_gap_and_no_overlap() {
    let mut world = World::new();

    live_ten_years(&mut world, policy(false, Unapproved::Hold));

    check(&world);
    let sent = world.editions.iter().filter(|edition| edition.state == EditionState::Sent).count();
    let skipped = world.editions.iter().filter(|edition| edition.state == EditionState::Skipped).count();
    assert!(sent > 200 && skipped > 200, "{sent} sent, {skipped} skipped");
}

#[test]
fn ten_years_of_editors_on_holiday_leave_no_gap_and_no_overlap() {
    for unapproved in [Unapproved::Hold, Unapproved::Send, Unapproved::Skip] {
        let mut world = World::new();

        live_ten_years(&mut world, policy(true, unapproved));

        check(&world);
    }
}

#[test]
fn ten_years_with_christmas_off_have_no_christmas_edition() {
    let mut world = World::new();
    world.calendar.except = ["2026-12-25", "2027-01-01", "2032-12-24"].map(day).into();

    live_ten_years(&mut world, policy(false, Unapproved::Hold));

    check(&world);
}

#[test]
fn ten_years_with_moved_dates_send_each_edition_on_its_date() {
    let mut world = World::new();
    world.moves = [("2026-04-03", "2026-04-02"), ("2027-03-26", "2027-03-29")].map(|(from, to)| (day(from), day(to))).into();

    live_ten_years(&mut world, policy(false, Unapproved::Hold));

    check(&world);
    let moved = world.editions.iter().filter(|edition| edition.period.date != edition.period.nominal);
    assert_eq!(moved.map(|edition| edition.period.date).collect::<Vec<_>>(), [day("2026-04-02"), day("2027-03-29")]);
}

#[test]
fn a_clock_set_back_makes_no_second_edition() {
    let mut world = World::new();
    let alone = policy(false, Unapproved::Hold);
    world.advance(alone, at("2026-11-20T12:00:00Z"));
    world.advance(alone, at("2026-11-20T11:00:00Z"));
    world.advance(alone, at("2026-11-13T12:00:00Z"));
    world.advance(alone, at("2026-11-20T12:30:00Z"));

    let states: Vec<(NaiveDate, EditionState)> =
        world.editions.iter().map(|edition| (edition.period.date, edition.state)).collect();

    assert_eq!(states, [(day("2026-11-20"), EditionState::Sent), (day("2026-11-27"), EditionState::Draft)]);
}

#[test]
fn a_summer_without_power_passes_every_week_on_to_the_next() {
    let mut world = World::new();
    let alone = policy(false, Unapproved::Hold);
    world.advance(alone, at("2026-06-01T09:00:00Z"));

    world.advance(alone, at("2026-09-01T09:00:00Z"));

    let first_opening = at("2026-05-29T11:00:00Z");
    assert!(world.editions.iter().all(|edition| edition.opens_at == first_opening));
    assert_eq!(world.editions.last().map(|edition| edition.period.date), Some(day("2026-09-04")));
    assert_eq!(world.editions.len(), 14);
}

#[test]
fn a_clock_that_was_wrong_by_a_century_costs_one_edition() {
    let mut world = World::new();
    let policy =
        Policy { has_editors: false, unapproved: Unapproved::Hold, send_before: std::time::Duration::from_secs(12 * 3600) };
    world.advance(policy, at("2026-11-18T09:00:00Z"));

    world.advance(policy, at("2126-11-20T12:00:10Z"));
    world.advance(policy, at("2026-11-19T09:00:00Z"));

    assert_eq!(world.editions.iter().filter(|edition| edition.state == EditionState::Skipped).count(), 1);
    assert_eq!(world.draft().period.date.to_string(), "2026-11-27");
}
