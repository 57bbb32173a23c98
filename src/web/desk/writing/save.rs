//! Saving: by a button, which may do more than save, or by the script, quietly.

use super::super::super::Site;
use super::super::form::DeskForm;
use super::super::session::Editor;
use super::page::{Filled, show};
use super::{conflict, name};
use crate::jobs::writing::finds::Found;
use crate::jobs::writing::{Saved, Writing};
use crate::model::blog::Blog;
use crate::rules::parsing::sanitise;
use crate::rules::writing::commands::Command;
use crate::rules::writing::form::{Written, read};
use crate::rules::writing::mistakes::{LONGEST, web_address};
use crate::rules::writing::name_of;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// A button of the form.
pub async fn press(State(site): State<Arc<Site>>, form: DeskForm) -> Response {
    let mut written = read(form.form.fields());
    let blogs = site.list.borrow().clone();
    written.manuscript.apply(&written.command.clone());
    let what = match &written.command {
        // Whichever button it is, and even the Enter key: an address that was pasted is not lost.
        command if *command == Command::Find || !form.get("find").is_empty() => {
            add_find(&site, &blogs, &form, &mut written).await
        }
        command => Ok(next(command)),
    };
    match what {
        Ok(next) => finish(&site, &form.editor, &written, &next).await,
        Err(response) => response,
    }
}

/// Saves, and goes on to a page; what could not be saved comes back with all its words.
async fn finish(site: &Site, editor: &Editor, written: &Written, next: &str) -> Response {
    match save(site, editor, written).await {
        Ok(Saved::Kept { .. }) => site.on_to(next),
        Ok(Saved::Mistakes(mistakes)) => {
            let filled = Filled {
                typed: Some(&written.manuscript),
                opened: Some((&written.shown, written.revision)),
                mistakes: &mistakes,
                note: "Not saved yet: something below has to change first. All your words are still here.".to_owned(),
                ..Filled::default()
            };
            show(site, editor, StatusCode::UNPROCESSABLE_ENTITY, filled).await
        }
        Ok(Saved::Conflict(found)) => conflict::show(site, editor, written, &found, &[]).await,
        Ok(Saved::Fixed(edition)) => conflict::show_fixed(site, editor, written, &edition).await,
        Ok(Saved::Unknown) => unknown(site, editor),
        Err(error) => site.sorry("saving the draft", &error),
    }
}

pub async fn save(site: &Site, editor: &Editor, written: &Written) -> anyhow::Result<Saved> {
    let blogs = site.list.borrow().clone();
    let writing = site.writing(&blogs);
    let saved = writing.save(written, name(editor)).await?;
    if let Saved::Kept { is_new: true, revision } = saved {
        writing.note_saved(name(editor), format!("the draft, at revision {revision}")).await?;
    }
    Ok(saved)
}

fn unknown(site: &Site, editor: &Editor) -> Response {
    let words =
        ["This form belongs to no edition that friday knows. Go back to copy what you typed, and open the page anew.".to_owned()];
    site.tell_editor(editor, StatusCode::NOT_FOUND, "An unknown edition", &words)
}

/// Where a button leads.
fn next(command: &Command) -> String {
    match command {
        Command::Up(name) | Command::Down(name) | Command::First(name) | Command::PutBack(name) => format!("desk/write#{name}"),
        Command::Add(story) => format!("desk/write#s{story}"),
        Command::Swap(name) => format!("desk/write/swap?out={name}"),
        Command::Check => "desk/write/check".to_owned(),
        Command::Preview => "desk/write/preview".to_owned(),
        Command::Save => "desk/write?note=saved".to_owned(),
        Command::TakeOut(_) | Command::Forget(_) | Command::Find => "desk/write#items".to_owned(),
    }
}

/// Looks at the pasted address and puts what it is among the items.
async fn add_find(site: &Site, blogs: &[Blog], form: &DeskForm, written: &mut Written) -> Result<String, Response> {
    let typed = form.get("find");
    let again = async |why: &str, written: &Written| {
        let filled = Filled {
            typed: Some(&written.manuscript),
            opened: Some((&written.shown, written.revision)),
            note: "Not saved yet: the address below could not be added. All your words are still here.".to_owned(),
            find: typed,
            find_wrong: why.to_owned(),
            ..Filled::default()
        };
        show(site, &form.editor, StatusCode::UNPROCESSABLE_ENTITY, filled).await
    };
    let Some(url) = web_address(typed) else {
        return Err(again("This is no web address. It begins with https:// or http://.", written).await);
    };
    if written.manuscript.has_link(url.as_str()) {
        return Ok("desk/write?note=twice#items".to_owned());
    }
    let writing: Writing<'_> = site.writing(blogs);
    let draft = match writing.draft().await {
        Ok(Some(draft)) => draft,
        Ok(None) => return Err(unknown(site, &form.editor)),
        Err(error) => return Err(site.sorry("reading the draft", &error)),
    };
    let (note, item) = match writing.find(&site.fetcher, &draft, &url).await {
        Found::Page(item) => ("found", item),
        Found::Unread(item, why) => {
            tracing::info!("a find could not be read: {why}");
            ("unread", item)
        }
        Found::Story(story) => ("story", crate::model::edition::EditedItem::pick(story)),
    };
    let next = format!("desk/write?note={note}#{}", name_of(&item));
    written.manuscript.add(item);
    Ok(next)
}

/// The script's quiet saving: a short answer in JSON.
pub async fn autosave(State(site): State<Arc<Site>>, form: DeskForm) -> Response {
    let written = read(form.form.fields());
    let (status, answer) = match save(&site, &form.editor, &written).await {
        Ok(Saved::Kept { revision, .. }) => {
            let local = site.clock.now().with_timezone(&site.settings.edition.calendar.zone);
            (StatusCode::OK, serde_json::json!({ "revision": revision, "saved_at": local.format("%H:%M").to_string() }))
        }
        Ok(Saved::Mistakes(mistakes)) => {
            let why = mistakes.first().map(|mistake| mistake.why.clone()).unwrap_or_default();
            (StatusCode::UNPROCESSABLE_ENTITY, serde_json::json!({ "wrong": why, "fields": mistakes }))
        }
        Ok(Saved::Conflict(_)) => {
            (StatusCode::CONFLICT, serde_json::json!({ "conflict": "Somebody else has saved the draft since you opened it." }))
        }
        Ok(Saved::Fixed(_)) => {
            (StatusCode::CONFLICT, serde_json::json!({ "conflict": "The edition was approved while you were writing." }))
        }
        Ok(Saved::Unknown) => (StatusCode::NOT_FOUND, serde_json::json!({ "conflict": "This edition is gone." })),
        Err(error) => {
            tracing::error!("saving the draft failed: {error:#}");
            (StatusCode::SERVICE_UNAVAILABLE, serde_json::json!({ "wrong": "Something went wrong on our side." }))
        }
    };
    json(status, &answer)
}

/// A fresh token for a page whose session has ended and begun anew in another tab.
pub async fn token(editor: Editor) -> Response {
    json(StatusCode::OK, &serde_json::json!({ "token": editor.token }))
}

/// A remark as readers will see it.
pub async fn remark(State(site): State<Arc<Site>>, form: DeskForm) -> Response {
    let _ = site;
    let words = form.get("remark");
    if words.chars().count() > LONGEST {
        return json(StatusCode::PAYLOAD_TOO_LARGE, &serde_json::json!({ "html": "" }));
    }
    json(StatusCode::OK, &serde_json::json!({ "html": sanitise::remark(words) }))
}

fn json(status: StatusCode, value: &serde_json::Value) -> Response {
    let body = (status, [(header::CONTENT_TYPE, "application/json")], value.to_string());
    super::super::super::pages::with_headers(body.into_response())
}
