//! Instants in words, for pages that a person looks at now.

use crate::model::Instant;
use crate::rules::composing::title::plain_date;
use chrono::NaiveDate;
use chrono_tz::Tz;

/// Older than this, in days, a date says more than an age.
const AGES: i64 = 13;

/// "20 November 2026, 11:42", in the zone.
pub fn minute(at: Instant, zone: Tz) -> String {
    at.with_timezone(&zone).format("%-d %B %Y, %H:%M").to_string()
}

/// "Friday 20 November": of this week, so without its year.
pub fn day(date: NaiveDate) -> String {
    date.format("%A %-d %B").to_string()
}

/// "today", "yesterday", "3 days ago", "12 March 2026": by the days of the zone's calendar, not by hours.
pub fn age(at: Instant, now: Instant, zone: Tz) -> String {
    let date = at.with_timezone(&zone).date_naive();
    match (now.with_timezone(&zone).date_naive() - date).num_days() {
        // A post dated in the future is as new as can be.
        ..=0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days @ 2..=AGES => format!("{days} days ago"),
        _ => plain_date(date),
    }
}
