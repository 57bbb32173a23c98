//! What the first page says of the weeks around now: which edition comes next, and why one did not come.

use crate::model::calendar::{Calendar, Period};
use crate::model::edition::{Edition, EditionState};
use crate::rules::composing::title::long_date;
use chrono::{Datelike, Days, NaiveDate};

/// More weeks than this without an edition are not told one by one.
const WEEKS: usize = 6;

/// Fridays without an edition since the last one, with the reason where a person gave one, and an edition on another day than
/// its own.
pub fn calendar_news(calendar: &Calendar, editions: &[Edition], next: Period) -> Vec<String> {
    let is_out = |edition: &&Edition| edition.state.is_frozen();
    let last = editions.iter().filter(is_out).map(|edition| edition.period.nominal).max();
    let mut news: Vec<String> = gaps(calendar, editions, last, next.nominal);
    if next.date != next.nominal {
        let draft = editions.iter().find(|edition| edition.period == next);
        let because = because(draft.and_then(|draft| draft.because.as_deref()));
        news.push(format!("The edition of {} comes on {}{because}.", long_date(next.nominal), long_date(next.date)));
    }
    news
}

/// Days of editions between two that have none.
fn gaps(calendar: &Calendar, editions: &[Edition], last: Option<NaiveDate>, next: NaiveDate) -> Vec<String> {
    let is_after = |date: NaiveDate| last.is_none_or(|last| date > last) && date < next;
    let days =
        (1..=WEEKS as u64 * 7).rev().filter_map(|back| next.checked_sub_days(Days::new(back))).filter(|date| is_after(*date));
    days.filter_map(|date| gap(calendar, editions, date)).collect()
}

fn gap(calendar: &Calendar, editions: &[Edition], date: NaiveDate) -> Option<String> {
    let skipped = editions.iter().find(|edition| edition.period.nominal == date && edition.state == EditionState::Skipped);
    let is_excepted = date.weekday() == calendar.day && calendar.except.contains(&date);
    let because = match skipped {
        Some(edition) => because(edition.because.as_deref()),
        None if is_excepted => String::new(),
        None => return None,
    };
    Some(format!("No edition on {}{because}.", long_date(date)))
}

fn because(words: Option<&str>) -> String {
    let words = words.map(|words| words.trim().trim_end_matches('.')).filter(|words| !words.is_empty());
    words.map(|words| format!(": {words}")).unwrap_or_default()
}
