//! The static site's pages of the river.

use super::river::{DayView, Shown, days};
use crate::model::river::RiverStory;
use crate::rules::composing::title::plain_date;
use crate::rules::publishing::weeks::Week;
use serde::Serialize;

/// What `web/out/river.html` sees.
#[derive(Debug, Serialize)]
pub struct RiverView {
    heading: String,
    is_newest: bool,
    days: Vec<DayView>,
    newer: Option<WeekLink>,
    older: Option<WeekLink>,
    /// All weeks, on the first page alone.
    weeks: Vec<WeekLink>,
}

#[derive(Debug, Serialize)]
struct WeekLink {
    page: String,
    words: String,
}

/// The newest stories, and the way to all weeks.
pub fn newest(stories: &[RiverStory], weeks: &[Week], shown: Shown<'_>) -> RiverView {
    RiverView {
        heading: "Stories".to_owned(),
        is_newest: true,
        days: days(stories, shown),
        newer: None,
        older: None,
        weeks: weeks.iter().map(link).collect(),
    }
}

/// The page of one week; weeks are newest first.
pub fn week(weeks: &[Week], index: usize, shown: Shown<'_>) -> Option<RiverView> {
    let week = weeks.get(index)?;
    Some(RiverView {
        heading: format!("Stories of the {}", words(week)),
        is_newest: false,
        days: days(&week.stories, shown),
        newer: index.checked_sub(1).and_then(|newer| weeks.get(newer)).map(link),
        older: weeks.get(index + 1).map(link),
        weeks: Vec::new(),
    })
}

/// "week of 16 November 2026, part 2"
fn words(week: &Week) -> String {
    let part = if week.part == 1 { String::new() } else { format!(", part {}", week.part) };
    format!("week of {}{part}", plain_date(week.monday))
}

fn link(week: &Week) -> WeekLink {
    WeekLink { page: format!("stories/{}", week.name()), words: format!("The {}", words(week)) }
}
