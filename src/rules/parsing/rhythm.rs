//! When a feed asks to be read: RSS 2.0 (ttl, skipHours, skipDays) and mod_syndication (sy:updatePeriod, sy:updateFrequency).

use super::lookup::text;
use super::tree::{Element, Space};
use crate::model::feed::Rhythm;
use chrono::Weekday;
use std::time::Duration;

/// Reads a channel's wishes; what is no number, period or day is passed over.
pub fn read(channel: Element<'_>) -> Rhythm {
    let minutes = text(channel, &[(Space::Own, "ttl")]).and_then(|ttl| ttl.parse::<u64>().ok()).filter(|ttl| *ttl > 0);
    Rhythm {
        keep_for: minutes.map(|minutes| Duration::from_secs(minutes.saturating_mul(60))),
        update_every: update_every(channel),
        skip_hours: distinct(words(channel, "skipHours", "hour").filter_map(|hour| hour.parse().ok()).filter_map(hour)),
        skip_days: distinct(words(channel, "skipDays", "day").filter_map(|day| day.parse::<Weekday>().ok())),
    }
}

fn distinct<T: PartialEq>(found: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    // A day has 24 hours; a list of thousands says no more.
    for one in found.take(100) {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    distinct
}

/// RSS 0.91 counted hours from 1 to 24, RSS 2.0 from 0 to 23: 24 is midnight in both.
fn hour(hour: u32) -> Option<u32> {
    (hour <= 24).then_some(hour % 24)
}

/// The period divided by the frequency; either has a default, but one of them has to be there.
fn update_every(channel: Element<'_>) -> Option<Duration> {
    let period = text(channel, &[(Space::Sy, "updatePeriod")]);
    let frequency = text(channel, &[(Space::Sy, "updateFrequency")]);
    if period.is_none() && frequency.is_none() {
        return None;
    }
    let days = match period.as_deref().unwrap_or("daily").to_ascii_lowercase().as_str() {
        "hourly" => return every(3600, frequency.as_deref()),
        "daily" => 1,
        "weekly" => 7,
        "monthly" => 30,
        "yearly" => 365,
        _ => return None,
    };
    every(days * 24 * 3600, frequency.as_deref())
}

fn every(seconds: u64, frequency: Option<&str>) -> Option<Duration> {
    let times = frequency.and_then(|times| times.parse::<u64>().ok()).unwrap_or(1);
    seconds.checked_div(times).map(Duration::from_secs)
}

fn words<'a>(channel: Element<'a>, list: &'static str, word: &'static str) -> impl Iterator<Item = String> {
    channel.all(Space::Own, list).flat_map(move |list| list.all(Space::Own, word)).map(|found| found.text().into_owned())
}
