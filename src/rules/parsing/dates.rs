//! Dates as feeds write them: RFC 822 and RFC 3339 with all their dialects, month names of a dozen languages, zones by name.

mod iso;
mod names;
mod words;

use crate::model::Instant;
use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

/// An instant, and whether its text named a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// UTC, whole seconds.
    pub at: Instant,
    /// False: UTC was assumed.
    pub has_zone: bool,
}

/// Longer texts are no dates.
const LENGTH_LIMIT: usize = 100;

/// Reads a date; none when any part of it is not understood. A day without a time begins at midnight; a day by numbers alone is
/// read year first, else day before month, as in Britain, unless only the other order makes a date.
pub fn parse(text: &str) -> Option<Dated> {
    let text = text.trim();
    if text.is_empty() || text.len() > LENGTH_LIMIT {
        return None;
    }
    iso::parse(text).or_else(|| words::parse(text))
}

/// A time of day, and whether it is the midnight that ends its day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Clock {
    hour: u32,
    minute: u32,
    second: u32,
}

impl Clock {
    /// `9:15`, `09:15:07`, `09:15:07.123`; fractions are dropped, a leap second is the second before it.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let hour = number(parts.next()?, 1..=2)?;
        let minute = number(parts.next()?, 1..=2)?;
        let second = match parts.next() {
            Some(seconds) => {
                let (whole, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, "0"));
                let is_fraction = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
                number(whole, 1..=2).filter(|_| is_fraction)?
            }
            None => 0,
        };
        (parts.next().is_none() && (hour < 24 || (hour, minute, second) == (24, 0, 0)) && minute < 60 && second <= 60)
            .then_some(Self { hour, minute, second: second.min(59) })
    }

    /// Noon and midnight in the twelve-hour way.
    fn afternoon(self, is_afternoon: bool) -> Self {
        let hour = match (self.hour, is_afternoon) {
            (12, false) => 0,
            (hour @ 1..=11, true) => hour + 12,
            (hour, _) => hour,
        };
        Self { hour, ..self }
    }
}

/// Puts day, time and zone together; `24:00` is the next day's midnight.
fn assemble(day: NaiveDate, clock: Clock, zone: Option<FixedOffset>) -> Option<Dated> {
    let is_next_day = clock.hour == 24;
    let time = NaiveTime::from_hms_opt(if is_next_day { 0 } else { clock.hour }, clock.minute, clock.second)?;
    let day = if is_next_day { day.succ_opt()? } else { day };
    let local = NaiveDateTime::new(day, time);
    let at = match zone {
        Some(zone) => zone.from_local_datetime(&local).single()?.to_utc(),
        None => Utc.from_utc_datetime(&local),
    };
    Some(Dated { at, has_zone: zone.is_some() })
}

/// A number of so many digits.
fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let fits = digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// RFC 2822 §4.3: two digits below 50 are this century, others the last one; three digits count from 1900.
fn full_year(text: &str) -> Option<i32> {
    let year = number(text, 2..=4)?;
    let year = match text.len() {
        2 if year < 50 => year + 2000,
        2 | 3 => year + 1900,
        _ => year,
    };
    i32::try_from(year).ok()
}

/// Seconds east of Greenwich as an offset.
fn offset(seconds: i32) -> Option<FixedOffset> {
    FixedOffset::east_opt(seconds)
}

/// `+01:00`, `-0500`, `+1`, `+01`.
fn numeric_zone(text: &str) -> Option<FixedOffset> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match (digits.split_once(':'), digits.len()) {
        (Some((hours, minutes)), _) => (number(hours, 1..=2)?, number(minutes, 2..=2)?),
        (None, 1 | 2) => (number(digits, 1..=2)?, 0),
        (None, 3 | 4) => {
            let (hours, minutes) = digits.split_at_checked(digits.len() - 2)?;
            (number(hours, 1..=2)?, number(minutes, 2..=2)?)
        }
        (None, _) => return None,
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    (minutes < 60).then(|| offset(sign * seconds)).flatten()
}
