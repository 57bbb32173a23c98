//! The archive: a year's editions, and one edition's page.

use super::Place;
use crate::model::Instant;
use crate::model::archive::{Neighbours, Published};
use crate::model::desk::Correction;
use crate::model::settings::Settings;
use crate::rules::composing::title::{long_date, plain_date};
use crate::rules::parsing::sanitise;
use chrono::Datelike;
use serde::Serialize;

/// A year of the archive, and the way to the others.
#[derive(Debug, Serialize)]
pub struct YearView {
    year: i32,
    editions: Vec<ListedView>,
    years: Vec<YearLink>,
}

#[derive(Debug, Serialize)]
struct ListedView {
    /// "20 November".
    day: String,
    title: String,
    page: String,
    picks: Vec<String>,
}

#[derive(Debug, Serialize)]
struct YearLink {
    year: i32,
    page: String,
    count: u32,
    is_this: bool,
}

/// One year's list. The newest year is the archive's first page.
pub fn year(year: i32, editions: &[Published], years: &[(i32, u32)], place: &Place) -> YearView {
    let newest = years.first().map(|(newest, _)| *newest);
    let page = |one: i32| if Some(one) == newest { place.page("editions") } else { place.page(&format!("editions/year/{one}")) };
    let listed = |edition: &Published| ListedView {
        day: edition.date.format("%-d %B").to_string(),
        title: edition.title.clone(),
        page: place.page(&format!("editions/{}", edition.date)),
        picks: edition.picks.clone(),
    };
    YearView {
        year,
        editions: editions.iter().map(listed).collect(),
        years: years
            .iter()
            .map(|(one, count)| YearLink { year: *one, page: page(*one), count: *count, is_this: *one == year })
            .collect(),
    }
}

/// What an edition's page shows around the words of the mail.
#[derive(Debug, Serialize)]
pub struct AroundView {
    /// "Friday 20 November 2026", where it was sent on another day than its own.
    sent_on: Option<String>,
    corrections: Vec<CorrectionView>,
    previous: Option<NeighbourView>,
    next: Option<NeighbourView>,
    /// The archive of its year.
    year: i32,
}

#[derive(Debug, Serialize)]
struct CorrectionView {
    date: String,
    note_html: String,
}

#[derive(Debug, Serialize)]
struct NeighbourView {
    title: String,
    page: String,
}

/// What stands around one edition.
pub fn around(
    edition: &Published,
    neighbours: &Neighbours,
    corrections: &[Correction],
    settings: &Settings,
    place: &Place,
) -> AroundView {
    let zone = settings.edition.calendar.zone;
    let day = |at: Instant| at.with_timezone(&zone).date_naive();
    let neighbour =
        |one: &Published| NeighbourView { title: one.title.clone(), page: place.page(&format!("editions/{}", one.date)) };
    let correction = |one: &Correction| CorrectionView { date: plain_date(day(one.at)), note_html: sanitise::remark(&one.note) };
    AroundView {
        sent_on: Some(day(edition.at)).filter(|sent| *sent != edition.date).map(long_date),
        corrections: corrections.iter().map(correction).collect(),
        previous: neighbours.previous.as_ref().map(neighbour),
        next: neighbours.next.as_ref().map(neighbour),
        year: edition.date.year(),
    }
}

/// When the page changed last: it was published, corrected, or got a next one.
pub fn changed_at(edition: &Published, neighbours: &Neighbours, corrections: &[Correction]) -> Instant {
    let later = neighbours.next.iter().map(|next| next.at).chain(corrections.iter().map(|one| one.at));
    later.fold(edition.at, Instant::max)
}
