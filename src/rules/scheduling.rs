//! Which edition is due, and what has to happen to it at this instant. Local time lives here and nowhere lower.

pub mod bulletins;
pub mod reminders;
pub mod steps;

use crate::model::Instant;
use crate::model::calendar::{Calendar, Period};
use crate::model::edition::{Edition, EditionState};
use chrono::{Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use std::collections::BTreeMap;

/// Everything the calendar of editions depends on.
#[derive(Clone, Copy, Debug)]
pub struct Diary<'a> {
    /// Day, hour, zone and exceptions.
    pub calendar: &'a Calendar,
    /// Every edition there is a row of.
    pub editions: &'a [Edition],
    /// Dates that a person gave to periods.
    pub moves: &'a BTreeMap<NaiveDate, NaiveDate>,
}

impl Diary<'_> {
    /// The instant an edition of this date is due. An hour that a clock change skips or repeats means its first real instant.
    pub fn due_at(&self, date: NaiveDate) -> Instant {
        at_local(self.calendar.zone, NaiveDateTime::new(date, self.calendar.time))
    }

    /// The date in the calendar's zone.
    pub fn local_date(&self, now: Instant) -> NaiveDate {
        now.with_timezone(&self.calendar.zone).date_naive()
    }

    /// The first period after `nominal` that is neither excepted nor has an edition of its own.
    pub fn next_period(&self, nominal: NaiveDate) -> Period {
        let mut candidate = nominal;
        // Ten years of skipped weeks are more than anybody means; the bound makes the loop's end plain.
        for _ in 0..520 {
            candidate = next_day_of_week(self.calendar, candidate);
            if self.is_free(candidate) {
                break;
            }
        }
        self.period(candidate)
    }

    /// The first free period whose date lies after that of `period`, which may have been moved past a Friday.
    pub fn next_after(&self, period: Period) -> Period {
        let mut next = self.next_period(period.nominal);
        for _ in 0..520 {
            if next.date > period.date {
                break;
            }
            next = self.next_period(next.nominal);
        }
        next
    }

    /// The first free period that is due at `now` or later.
    pub fn first_period(&self, now: Instant) -> Period {
        let mut period = self.next_period(self.local_date(now) - Days::new(8));
        for _ in 0..520 {
            if self.due_at(period.date) >= now {
                break;
            }
            period = self.next_period(period.nominal);
        }
        period
    }

    /// The draft.
    pub fn draft(&self) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.state == EditionState::Draft)
    }

    /// Where the first window opens: a week before its edition is due.
    pub fn first_opening(&self, period: Period) -> Instant {
        self.due_at(period.date) - TimeDelta::days(7)
    }

    fn is_free(&self, nominal: NaiveDate) -> bool {
        let has_edition =
            self.editions.iter().any(|edition| edition.period.nominal == nominal && edition.state != EditionState::Draft);
        let moved = self.moves.contains_key(&nominal);
        // Another edition may have been moved onto this day: one mail a day is enough.
        let date = self.period(nominal).date;
        let is_taken = self.editions.iter().any(|edition| edition.period.nominal != nominal && edition.period.date == date)
            || self.moves.iter().any(|(other, to)| *other != nominal && *to == date);
        (moved || !self.calendar.except.contains(&nominal)) && !has_edition && !is_taken
    }

    fn period(&self, nominal: NaiveDate) -> Period {
        Period { nominal, date: self.moves.get(&nominal).copied().unwrap_or(nominal) }
    }
}

fn next_day_of_week(calendar: &Calendar, after: NaiveDate) -> NaiveDate {
    let ahead = (7 + calendar.day.num_days_from_monday() - after.weekday().num_days_from_monday()) % 7;
    after + Days::new(u64::from(if ahead == 0 { 7 } else { ahead }))
}

/// The instant at which a day begins in a zone.
pub fn midnight(zone: chrono_tz::Tz, day: NaiveDate) -> Instant {
    at_local(zone, NaiveDateTime::new(day, chrono::NaiveTime::MIN))
}

fn at_local(zone: chrono_tz::Tz, local: NaiveDateTime) -> Instant {
    let mut local = local;
    for _ in 0..48 {
        match zone.from_local_datetime(&local) {
            LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => return instant.with_timezone(&Utc),
            // Clocks go forward over this time: the first quarter of an hour that exists is meant.
            LocalResult::None => local += TimeDelta::minutes(15),
        }
    }
    Utc.from_utc_datetime(&local)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(zone: &str, time: &str, except: &[&str]) -> Calendar {
        Calendar {
            day: chrono::Weekday::Fri,
            time: time.parse().expect("a literal time"),
            zone: zone.parse().expect("a literal zone"),
            except: except.iter().map(|date| day(date)).collect(),
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a literal date")
    }

    fn due(calendar: &Calendar, date: &str) -> String {
        let moves = BTreeMap::new();
        Diary { calendar, editions: &[], moves: &moves }.due_at(day(date)).to_rfc3339()
    }

    #[test]
    fn noon_stays_noon_through_the_clock_changes() {
        let london = calendar("Europe/London", "12:00:00", &[]);

        assert_eq!(due(&london, "2026-03-27"), "2026-03-27T12:00:00+00:00");
        assert_eq!(due(&london, "2026-04-03"), "2026-04-03T11:00:00+00:00");
        assert_eq!(due(&london, "2026-10-23"), "2026-10-23T11:00:00+00:00");
        assert_eq!(due(&london, "2026-10-30"), "2026-10-30T12:00:00+00:00");
    }

    #[test]
    fn an_hour_that_does_not_exist_means_the_next_one_that_does() {
        let london = calendar("Europe/London", "01:30:00", &[]);

        assert_eq!(due(&london, "2026-03-29"), "2026-03-29T01:00:00+00:00");
    }

    #[test]
    fn an_hour_that_comes_twice_means_the_first() {
        let london = calendar("Europe/London", "01:30:00", &[]);

        assert_eq!(due(&london, "2026-10-25"), "2026-10-25T00:30:00+00:00");
    }

    #[test]
    fn the_first_period_is_the_next_friday_whose_hour_is_ahead() {
        let london = calendar("Europe/London", "12:00:00", &[]);
        let moves = BTreeMap::new();
        let diary = Diary { calendar: &london, editions: &[], moves: &moves };
        let first = |now: &str| diary.first_period(now.parse().expect("a literal instant")).date.to_string();

        assert_eq!(first("2026-11-20T11:59:59Z"), "2026-11-20");
        assert_eq!(first("2026-11-20T12:00:01Z"), "2026-11-27");
        assert_eq!(first("2026-11-23T08:00:00Z"), "2026-11-27");
    }

    #[test]
    fn christmas_day_is_passed_over_unless_it_was_moved() {
        let london = calendar("Europe/London", "12:00:00", &["2026-12-25"]);
        let moves = BTreeMap::new();
        let moved = BTreeMap::from([(day("2026-12-25"), day("2026-12-23"))]);
        let next = |moves: &BTreeMap<NaiveDate, NaiveDate>| {
            Diary { calendar: &london, editions: &[], moves }.next_period(day("2026-12-18")).date.to_string()
        };

        assert_eq!(next(&moves), "2027-01-01");
        assert_eq!(next(&moved), "2026-12-23");
    }
}
