//! A dated note on an edition that is out. No mail goes again.

use super::super::super::Site;
use super::super::super::parts::Parts;
use super::super::super::texts;
use super::super::form::DeskForm;
use super::super::session::Editor;
use super::name;
use crate::model::desk::Correction;
use crate::model::edition::Edition;
use crate::rules::composing::title::long_date;
use crate::rules::parsing::sanitise;
use crate::rules::publishing::plain::kept;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use minijinja::context;
use std::sync::Arc;

/// Characters of a note.
const LONGEST: usize = 4_000;

/// The form, and the notes that are there already.
pub async fn page(State(site): State<Arc<Site>>, editor: Editor, Parts(date): Parts<String>) -> Response {
    match find(&site, &date).await {
        Ok(Some(edition)) => show(&site, &editor, StatusCode::OK, &edition, "", "").await,
        Ok(None) => texts::not_found(State(site)).await,
        Err(error) => site.sorry("reading an edition", &error),
    }
}

async fn find(site: &Site, date: &str) -> anyhow::Result<Option<Edition>> {
    let Ok(date) = date.parse::<NaiveDate>() else { return Ok(None) };
    Ok(site.store.edition(date).await?.filter(|edition| edition.state.is_frozen()))
}

async fn show(site: &Site, editor: &Editor, status: StatusCode, edition: &Edition, typed: &str, wrong: &str) -> Response {
    let corrections = match site.store.corrections(edition.id).await {
        Ok(corrections) => corrections,
        Err(error) => return site.sorry("reading corrections", &error.into()),
    };
    let notes = corrections
        .iter()
        .map(|one| context! { at => site.local(one.at), by => one.by.clone(), html => sanitise::remark(&one.note) });
    let values = context! {
        here => "write",
        heading => "Correct an edition",
        date => edition.period.date.to_string(),
        date_words => long_date(edition.period.date),
        is_out => edition.recipients_taken_at.is_some(),
        notes => notes.collect::<Vec<_>>(),
        typed,
        wrong,
    };
    site.show_desk(editor, status, "web/desk/correct.html", values)
}

/// Adds the note; the same note twice in a row is one.
pub async fn correct(State(site): State<Arc<Site>>, Parts(date): Parts<String>, form: DeskForm) -> Response {
    match try_correct(&site, &date, &form).await {
        Ok(Some(response)) => response,
        Ok(None) => texts::not_found(State(site)).await,
        Err(error) => site.sorry("correcting an edition", &error),
    }
}

async fn try_correct(site: &Site, date: &str, form: &DeskForm) -> anyhow::Result<Option<Response>> {
    let Some(edition) = find(site, date).await? else { return Ok(None) };
    let note = kept(form.get("note"));
    let wrong = match note.chars().count() {
        0 => "Write what was wrong and what is right.".to_owned(),
        1..=LONGEST => String::new(),
        length => format!("The note has {length} characters; {LONGEST} are the most. Nothing was cut off."),
    };
    if !wrong.is_empty() {
        return Ok(Some(show(site, &form.editor, StatusCode::UNPROCESSABLE_ENTITY, &edition, &note, &wrong).await));
    }
    let page = format!("desk/editions/{}/correct", edition.period.date);
    if site.store.corrections(edition.id).await?.last().is_some_and(|last| last.note == note) {
        return Ok(Some(site.on_to(&page)));
    }
    let by = name(&form.editor);
    if !site.store.correct(edition.id, Correction { at: site.clock.now(), by: by.to_owned(), note: note.clone() }).await? {
        let wrong = "It is not out yet: pause it and nobody gets it, or wait until it is sent.";
        return Ok(Some(show(site, &form.editor, StatusCode::CONFLICT, &edition, &note, wrong).await));
    }
    let blogs = site.list.borrow().clone();
    site.writing(&blogs).note(by, "corrected", format!("the edition of {}", edition.period.date)).await?;
    Ok(Some(site.on_to(&page)))
}
