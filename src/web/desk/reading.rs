//! The reading view: the week's stories, and one tap to star.

use super::super::Site;
use super::super::pages::Page;
use super::form::DeskForm;
use super::session::{Editor, to};
use crate::jobs::reading;
use crate::model::address::EmailAddress;
use crate::model::blog::{Blog, BlogId};
use crate::rules::pages::reading::{Filter, Week, reading as view, starred_by};
use crate::rules::pages::when::day;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use minijinja::context;
use minijinja::value::{Serde, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// Its routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/desk", get(read)).route("/desk/star", post(star))
}

/// The week's stories, through the filter of the page's address.
async fn read(State(site): State<Arc<Site>>, editor: Editor, RawQuery(query): RawQuery) -> Response {
    let filter = Filter::read(&query.unwrap_or_default());
    match week(&site, &editor.session.address, &filter).await {
        Ok(values) => site.show_desk(&editor, StatusCode::OK, "web/desk/reading.html", values),
        Err(error) => site.sorry("gathering the week's stories", &error),
    }
}

async fn week(site: &Site, you: &EmailAddress, filter: &Filter) -> anyhow::Result<Value> {
    let (settings, now) = (&site.settings, site.clock.now());
    let list = site.list.borrow().clone();
    let head = context! { heading => "Read", here => "read" };
    let Some(found) = reading::week(&site.store, settings, &list, now).await? else { return Ok(head) };
    let blogs: HashMap<BlogId, Blog> = list.iter().map(|blog| (blog.id.clone(), blog.clone())).collect();
    let edition = &found.composed.edition;
    let zone = settings.edition.calendar.zone;
    let week = Week {
        ranked: &found.composed.ranked,
        content: &found.composed.content,
        left_out: &edition.edits.left_out,
        stars: &found.stars,
        blogs: &blogs,
        topics: &settings.ranking.topics,
        you,
        opens_at: edition.opens_at,
        language: &settings.edition.language,
        zone,
        now,
    };
    let (date, since) = (day(edition.period.date), day(edition.opens_at.with_timezone(&zone).date_naive()));
    Ok(context! { week => Serde(view(week, filter)), date, since, ..head })
}

/// A star is given or taken; without script the browser comes back to where it was.
async fn star(State(site): State<Arc<Site>>, headers: HeaderMap, form: DeskForm) -> Response {
    let (wanted, taken) = (form.get("star"), form.get("unstar"));
    let is_wanted = !wanted.is_empty();
    let Ok(story) = (if is_wanted { wanted } else { taken }).parse::<i64>() else { return gone(&site) };
    let editor = form.editor.session.address.clone();
    match site.store.star(story, editor, is_wanted, site.clock.now()).await {
        Ok(true) => {}
        Ok(false) => return gone(&site),
        Err(error) => return site.sorry("starring a story", &error.into()),
    }
    let is_script = headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes() == b"application/json");
    if is_script {
        return told(&site, &form.editor, story, is_wanted).await;
    }
    let back = Filter::read(form.get("back")).query();
    let query = if back.is_empty() { String::new() } else { format!("?{back}") };
    to(&site, &format!("desk{query}#s{story}"))
}

/// What the script puts in the page's place.
async fn told(site: &Site, editor: &Editor, story: i64, is_starred: bool) -> Response {
    let stars = match site.store.stars().await {
        Ok(stars) => stars,
        Err(error) => return site.sorry("reading the stars", &error.into()),
    };
    let by = starred_by(stars.iter().filter(|star| star.story == story), &editor.session.address);
    let body = serde_json::json!({ "starred": is_starred, "by": by }).to_string();
    let kind = [(header::CONTENT_TYPE, "application/json")];
    super::super::pages::with_headers((kind, body).into_response())
}

fn gone(site: &Site) -> Response {
    let paragraphs = vec![
        "This story is not among the week's any more: it went into an edition, or its blog left the list. Nothing was changed."
            .to_owned(),
    ];
    let link = Some(("Back to the week's stories".to_owned(), "desk".to_owned()));
    site.say(StatusCode::NOT_FOUND, &Page { heading: "Gone on".to_owned(), paragraphs, link, ..Page::default() })
}
