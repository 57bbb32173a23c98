//! The river without a server: its newest stories on one page, and a page for each week. A week that is over keeps its page as
//! it is, so that an export has nothing to write for it.

use crate::model::river::RiverStory;
use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;

/// Days that are shown at least; the week in which they begin is shown whole.
pub const DAYS: u64 = 90;

/// Stories on one page.
pub const A_PAGE: usize = 50;

/// One week's stories, or a part of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its Monday.
    pub monday: NaiveDate,
    /// Which part of it, from 1, the oldest first: what comes later in the week moves no story to another page.
    pub part: usize,
    /// Newest first.
    pub stories: Vec<RiverStory>,
}

impl Week {
    /// What its page is called: "2026-11-16", and "2026-11-16-2" for a second part.
    pub fn name(&self) -> String {
        if self.part == 1 { self.monday.to_string() } else { format!("{}-{}", self.monday, self.part) }
    }
}

/// The first day that is shown.
pub fn first_day(today: NaiveDate) -> NaiveDate {
    monday(today.checked_sub_days(Days::new(DAYS)).unwrap_or(today))
}

/// Stories, newest first, as pages, newest first.
pub fn weeks(stories: &[RiverStory], zone: Tz) -> Vec<Week> {
    let of = |story: &RiverStory| monday(story.place.eligible_at.with_timezone(&zone).date_naive());
    let mut weeks = Vec::new();
    for week in stories.chunk_by(|one, other| of(one) == of(other)) {
        let Some(monday) = week.first().map(of) else { continue };
        let parts: Vec<&[RiverStory]> = week.rchunks(A_PAGE).collect();
        let part = |(index, stories): (usize, &&[RiverStory])| Week { monday, part: index + 1, stories: stories.to_vec() };
        weeks.extend(parts.iter().enumerate().map(part).rev());
    }
    weeks
}

fn monday(day: NaiveDate) -> NaiveDate {
    let since = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(since)).unwrap_or(day)
}
