//! When editors are reminded of a draft that waits, and in which words. Pure: what went out already is for the store to know.

use super::steps::{DraftStep, Policy, draft_step};
use super::{Diary, at_local};
use crate::model::Instant;
use crate::model::desk::Occasion;
use crate::model::edition::{EditionContent, Item};
use crate::model::notice::DeskLetter;
use crate::model::settings::{Settings, Unapproved};
use crate::rules::composing::title::long_date;
use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};

/// The last reminder comes this long before the hour.
const LAST: TimeDelta = TimeDelta::hours(2);

/// A reminder that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// Of the edition of this date.
    pub date: NaiveDate,
    /// Its hour.
    pub due_at: Instant,
    /// Which of the two.
    pub occasion: Occasion,
}

/// The reminder whose time has come. One that was missed comes late, until the next one or the hour takes its place; there is
/// none for a draft that will not be an edition, and none without editors.
pub fn due(diary: Diary<'_>, policy: Policy, now: Instant) -> Option<Reminder> {
    let date = diary.draft().filter(|_| policy.has_editors)?.period.date;
    let waits = draft_step(diary, policy, now) == DraftStep::Wait;
    let due_at = diary.due_at(date);
    // The same hour by the clock on the wall, even where the clocks change in between.
    let day_before = at_local(diary.calendar.zone, NaiveDateTime::new(date - Days::new(1), diary.calendar.time));
    let occasion = match now {
        now if now >= due_at - LAST => Some(Occasion::TwoHours),
        now if now >= day_before => Some(Occasion::DayBefore),
        _ => None,
    };
    occasion.filter(|_| waits).map(|occasion| Reminder { date, due_at, occasion })
}

/// What the reminder is written from.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// The edition as it stands.
    pub content: &'a EditionContent,
    /// The date to which its stories pass on when it is skipped.
    pub next: NaiveDate,
}

/// The reminder in words: when, what happens at the hour, what is in the draft and what is missing.
pub fn letter(reminder: Reminder, draft: Draft<'_>, settings: &Settings, now: Instant) -> DeskLetter {
    let zone = settings.edition.calendar.zone;
    let hour = reminder.due_at.with_timezone(&zone);
    let day = if now.with_timezone(&zone).date_naive() == hour.date_naive() { "today" } else { "tomorrow" };
    let (title, when) = (&settings.site.title, format!("{day} at {}", hour.format("%H:%M")));
    let numbered = |(index, item): (usize, &Item)| format!("{}. {}", index + 1, named(item));
    let mut paragraphs = vec![at_the_hour(reminder.date, draft.next, settings.edition.unapproved)];
    paragraphs.extend(draft.content.items.iter().enumerate().map(numbered));
    paragraphs.extend(others(draft.content));
    paragraphs.push(missing(&draft.content.items));
    DeskLetter {
        subject: format!("{title} waits for you: due {when}"),
        heading: format!("Due {when}"),
        paragraphs,
        button: Some(("Open the desk".to_owned(), format!("{}desk/write", settings.site.url))),
        afterwards: vec![format!(
            "Without the desk: friday edition draft, then friday edition approve, on the machine that friday runs on. You get this \
             because your address is among the editors of {title}: once the day before, and once two hours before the hour."
        )],
    }
}

fn at_the_hour(date: NaiveDate, next: NaiveDate, unapproved: Unapproved) -> String {
    let draft = format!("The edition of {} is still a draft.", long_date(date));
    match unapproved {
        Unapproved::Hold => format!("{draft} At its hour it waits until one of you approves it; nothing goes out before."),
        Unapproved::Send => format!("{draft} At its hour it is sent as it then stands, approved or not."),
        Unapproved::Skip => {
            format!(
                "{draft} If nobody approves it by its hour, there is none that day: its posts pass on to {}.",
                long_date(next)
            )
        }
    }
}

fn named(item: &Item) -> String {
    match (&item.council, item.blog.as_str()) {
        (Some(council), _) => format!("{} – {council}", item.title),
        (None, "") => format!("{} – your find", item.title),
        (None, blog) => format!("{} – {blog}", item.title),
    }
}

fn others(content: &EditionContent) -> Option<String> {
    match content.everything_else.iter().map(|group| group.stories.len()).sum::<usize>() {
        0 => None,
        1 => Some("And one other post under everything else.".to_owned()),
        count => Some(format!("And {count} other posts under everything else.")),
    }
}

/// Which of them have no remark.
fn missing(items: &[Item]) -> String {
    let bare = items.iter().enumerate().filter(|(_, item)| item.remark.is_none());
    let bare: Vec<String> = bare.map(|(index, _)| (index + 1).to_string()).collect();
    match bare.split_last() {
        None => "Each of them has a remark of yours.".to_owned(),
        Some(_) if bare.len() == items.len() => "None of them has a remark yet: the authors' own words stand in.".to_owned(),
        Some((one, [])) => format!("Number {one} has no remark yet: its author's own words stand in."),
        Some((last, before)) => {
            format!("Numbers {} and {last} have no remark yet: the authors' own words stand in.", before.join(", "))
        }
    }
}
