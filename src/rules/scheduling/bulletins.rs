//! When a bulletin closes: once a day at its hour, with everything since the last one. Pure, like the rest of the calendar.

use super::at_local;
use crate::model::Instant;
use crate::model::edition::Edition;
use crate::model::settings::Settings;
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use std::time::Duration;

/// A bulletin that closed further ahead than this was left there by a clock that was wrong.
const FAR_AHEAD: TimeDelta = TimeDelta::days(60);

/// When bulletins fall due.
#[derive(Clone, Copy, Debug)]
pub struct Timetable {
    /// Local hour.
    pub time: NaiveTime,
    /// Its zone.
    pub zone: Tz,
    /// How long after its hour one may still close and begin to be sent.
    pub send_before: Duration,
}

impl Timetable {
    /// As the settings have it.
    pub fn of(settings: &Settings) -> Self {
        let (time, zone) = (settings.bulletin.time, settings.edition.calendar.zone);
        Self { time, zone, send_before: settings.edition.send_before }
    }
}

/// A bulletin that is due: half-open, from the close of the one before to its hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its date, in the zone.
    pub date: NaiveDate,
    /// From here.
    pub opens_at: Instant,
    /// To here, exclusive.
    pub closes_at: Instant,
}

/// Whether bulletins are sent at all: nobody can look one over beforehand, so where editors are configured they go out only
/// when the settings say that they may go unseen.
pub fn are_sent(settings: &Settings) -> bool {
    settings.editors.is_empty() || settings.bulletin.unseen
}

/// The bulletin that is to close at `now`, if any. However many days were missed, they are one bulletin.
pub fn due(timetable: Timetable, bulletins: &[Edition], now: Instant) -> Option<Window> {
    let today = now.with_timezone(&timetable.zone).date_naive();
    let window = [today, today - Days::new(1)].into_iter().find_map(|date| {
        let closes_at = at_local(timetable.zone, NaiveDateTime::new(date, timetable.time));
        (closes_at <= now && now <= last_begin(closes_at, timetable.send_before)).then_some((date, closes_at))
    });
    let (date, closes_at) = window?;
    let real: Vec<&Edition> = bulletins.iter().filter(|one| one.closes_at.is_none_or(|at| at <= now + FAR_AHEAD)).collect();
    let last = real.iter().filter_map(|one| one.closes_at).max();
    let is_taken = bulletins.iter().any(|one| one.period.date == date) || last.is_some_and(|last| last >= closes_at);
    let opens_at = last.unwrap_or(closes_at - TimeDelta::days(1));
    (!is_taken).then_some(Window { date, opens_at, closes_at })
}

/// Whether sending an approved bulletin may begin: at its hour, and not long after, unless a person said so afresh.
pub fn may_begin(bulletin: &Edition, send_before: Duration, now: Instant) -> bool {
    let Some(closes_at) = bulletin.closes_at else { return false };
    let last_word = bulletin.approved_at.unwrap_or(closes_at).max(closes_at);
    closes_at <= now && now <= last_begin(last_word, send_before)
}

fn last_begin(closes_at: Instant, send_before: Duration) -> Instant {
    closes_at + TimeDelta::from_std(send_before).unwrap_or(TimeDelta::days(1))
}
