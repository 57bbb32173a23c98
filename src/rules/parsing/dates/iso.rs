//! Year first: RFC 3339, W3C-DTF, ISO 8601 and their dialects.

use super::{Clock, Dated, assemble, full_year, names, number, numeric_zone};
use chrono::{FixedOffset, NaiveDate};

/// `2026-11-18T10:30:00+01:00`, `2026-11-18 10:30`, `2026/11/18`, `20261118`, `2026-11`, `2026`.
pub fn parse(text: &str) -> Option<Dated> {
    let (day, rest) = text.split_at(text.find(['T', 't', ' ']).unwrap_or(text.len()));
    let day = date(day)?;
    let rest = rest.trim_start_matches(['T', 't', ' ']);
    if rest.is_empty() {
        return assemble(day, Clock::default(), None);
    }
    let (clock, zone) = time_and_zone(rest)?;
    assemble(day, clock, zone)
}

fn date(text: &str) -> Option<NaiveDate> {
    if let Some(short) = text.strip_prefix('-') {
        // ISO 8601:1988: -YYMM.
        let (year, month) = short.split_at_checked(2).filter(|_| short.len() == 4)?;
        return NaiveDate::from_ymd_opt(full_year(year)?, number(month, 2..=2)?, 1);
    }
    if text.contains(['-', '/']) {
        return separated(text);
    }
    match text.len() {
        4 => NaiveDate::from_ymd_opt(full_year(text)?, 1, 1),
        6 => packed(text, 2),
        8 => packed(text, 4),
        _ => None,
    }
}

/// `20261118`, and `261118` of old.
fn packed(text: &str, year_digits: usize) -> Option<NaiveDate> {
    let (year, rest) = text.split_at_checked(year_digits)?;
    let (month, day) = rest.split_at_checked(2)?;
    NaiveDate::from_ymd_opt(full_year(year)?, number(month, 2..=2)?, number(day, 2..=2)?)
}

/// Parts between hyphens or slashes, the year first; the month may be a word.
fn separated(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split(['-', '/']);
    let (year, month) = (parts.next()?, parts.next()?);
    let day = match parts.next() {
        Some(day) => number(day, 1..=2)?,
        None => 1,
    };
    // "03/07/2023" begins with no year; "03-12-31" does.
    let is_year = year.len() == 4 || (year.len() == 2 && !text.contains('/') && text.len() == 8);
    let month = number(month, 1..=3).or_else(|| names::month(month))?;
    let date = NaiveDate::from_ymd_opt(full_year(year)?, month, day)?;
    (is_year && parts.next().is_none()).then_some(date)
}

fn time_and_zone(text: &str) -> Option<(Clock, Option<FixedOffset>)> {
    let (time, zone) =
        text.split_at(text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))).unwrap_or(text.len()));
    let clock = match time.contains(':') {
        true => Clock::parse(time)?,
        false => packed_time(time)?,
    };
    match zone.trim() {
        "" => Some((clock, None)),
        zone => Some((clock, Some(numeric_zone(zone).or_else(|| names::zone(zone))?))),
    }
}

/// `103000`, `1030`.
fn packed_time(text: &str) -> Option<Clock> {
    let (hour, rest) = text.split_at_checked(2)?;
    let (minute, second) = rest.split_at_checked(2)?;
    let second = if second.is_empty() { "00" } else { second };
    Clock::parse(&format!("{hour}:{minute}:{second}"))
}
