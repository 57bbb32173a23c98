//! Editions that are out, as the archive lists them.

use super::Instant;
use chrono::NaiveDate;

/// An edition that readers have, or are being sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Row.
    pub id: i64,
    /// The edition's date, which is its address too.
    pub date: NaiveDate,
    /// "Five for Friday (20/11/2026)".
    pub title: String,
    /// The date on its mails.
    pub at: Instant,
    /// Titles of its picks and finds, in order.
    pub picks: Vec<String>,
}

/// The editions before and after a date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The last one before it.
    pub previous: Option<Published>,
    /// The first one after it.
    pub next: Option<Published>,
}

impl Neighbours {
    /// The one nearer to the date; of two as near, the earlier.
    pub fn nearest(&self, date: NaiveDate) -> Option<&Published> {
        let both = [self.previous.as_ref(), self.next.as_ref()].into_iter().flatten();
        both.min_by_key(|edition| (edition.date - date).num_days().abs())
    }
}
