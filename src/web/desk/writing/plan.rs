//! A Friday without an edition, or an edition on another day.

use super::super::super::Site;
use super::super::form::DeskForm;
use super::super::session::Editor;
use super::name;
use crate::jobs::Stop;
use crate::jobs::compose::Almanac;
use crate::jobs::draft_file;
use crate::jobs::writing::plans::OldFile;
use crate::model::calendar::Period;
use crate::rules::composing::title::long_date;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use minijinja::context;
use std::sync::Arc;

/// Fridays ahead that can be skipped.
const AHEAD: usize = 8;

/// Characters of a reason.
const LONGEST: usize = 200;

/// The two forms.
pub async fn page(State(site): State<Arc<Site>>, editor: Editor) -> Response {
    match show(&site, &editor, StatusCode::OK, "", "").await {
        Ok(response) => response,
        Err(error) => site.sorry("showing the calendar", &error),
    }
}

async fn show(site: &Site, editor: &Editor, status: StatusCode, wrong: &str, because: &str) -> anyhow::Result<Response> {
    let almanac = Almanac::read(&site.store).await?;
    let dates = ahead(site, &almanac).into_iter().map(|date| context! { iso => date.to_string(), words => long_date(date) });
    let dates: Vec<_> = dates.collect();
    let values = context! { here => "write", heading => "Skip or move an edition", dates, wrong, because };
    Ok(site.show_desk(editor, status, "web/desk/plan.html", values))
}

/// The draft's date, and those after it.
fn ahead(site: &Site, almanac: &Almanac) -> Vec<NaiveDate> {
    let diary = almanac.diary(&site.settings);
    let first: Period = diary.draft().map_or_else(|| diary.first_period(site.clock.now()), |draft| draft.period);
    std::iter::successors(Some(first), |period| Some(diary.next_after(*period))).take(AHEAD).map(|period| period.date).collect()
}

/// No edition on this date.
pub async fn skip(State(site): State<Arc<Site>>, form: DeskForm) -> Response {
    let done = async {
        let (almanac, period) = period(&site, &form).await?;
        let because = because(&form)?;
        let blogs = site.list.borrow().clone();
        let writing = site.writing(&blogs);
        let next = writing.skip(&almanac, period, &because, OldFile::Stays).await?;
        writing.note(name(&form.editor), "skipped", format!("{}: {because}", period.date)).await?;
        let (date, next) = (long_date(period.date), long_date(next.date));
        Ok(format!(
            "There is no edition on {date}: {because}. Its stories and your words pass on to {next}.{}",
            file_stays(period)
        ))
    };
    finish(&site, &form, "Skipped", done.await).await
}

/// An edition on another day.
pub async fn move_to(State(site): State<Arc<Site>>, form: DeskForm) -> Response {
    let done = async {
        let (almanac, period) = period(&site, &form).await?;
        let because = because(&form)?;
        let to: NaiveDate = form.get("to").parse().map_err(|_| Stop::Settings("Choose the new date".to_owned()))?;
        let blogs = site.list.borrow().clone();
        let writing = site.writing(&blogs);
        writing.move_to(&almanac, period, (to, Some(because.clone())), OldFile::Stays).await?;
        writing.note(name(&form.editor), "moved", format!("{} to {to}: {because}", period.date)).await?;
        Ok(format!("The edition of {} comes on {}: {because}.{}", long_date(period.date), long_date(to), file_stays(period)))
    };
    finish(&site, &form, "Moved", done.await).await
}

/// A Markdown file that did not follow its draft.
fn file_stays(period: Period) -> String {
    let path = draft_file::default_path(period.date);
    if !path.exists() {
        return String::new();
    }
    format!(
        " The file {} on the server is older than the draft, or has a mistake: it stays as it is, and nothing of it was taken in.",
        path.display()
    )
}

async fn period(site: &Site, form: &DeskForm) -> anyhow::Result<(Almanac, Period)> {
    let date: NaiveDate = form.get("date").parse().map_err(|_| Stop::Settings("Choose a date".to_owned()))?;
    let almanac = Almanac::read(&site.store).await?;
    if !ahead(site, &almanac).contains(&date) {
        let date = long_date(date);
        return Err(Stop::Failed(format!(
            "{date} is none of the next editions any more. Choose one of these; nothing was changed"
        ))
        .into());
    }
    let blogs = site.list.borrow().clone();
    let period = site.writing(&blogs).period(&almanac, date)?;
    Ok((almanac, period))
}

fn because(form: &DeskForm) -> Result<String, Stop> {
    let because = form.get("because").split_whitespace().collect::<Vec<_>>().join(" ");
    match because.chars().count() {
        0 => Err(Stop::Settings("Say why: readers ask, and so will you in a year".to_owned())),
        1..=LONGEST => Ok(because.trim_end_matches('.').to_owned()),
        _ => Err(Stop::Settings(format!("The reason has more than {LONGEST} characters"))),
    }
}

async fn finish(site: &Site, form: &DeskForm, heading: &str, done: anyhow::Result<String>) -> Response {
    let error = match done {
        Ok(words) => return site.tell_editor(&form.editor, StatusCode::OK, heading, &[words]),
        Err(error) => error,
    };
    let Some(stop) = error.downcast_ref::<Stop>() else { return site.sorry("changing the calendar", &error) };
    let mut why = stop.to_string();
    why.push('.');
    match show(site, &form.editor, StatusCode::UNPROCESSABLE_ENTITY, &why, form.get("because")).await {
        Ok(response) => response,
        Err(error) => site.sorry("showing the calendar", &error),
    }
}
