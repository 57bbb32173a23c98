//! The desk's log: who did what, newest first.

use super::super::Site;
use super::session::Editor;
use crate::model::desk::AuditLine;
use crate::rules::pages::when;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;
use std::sync::Arc;

/// Lines on a page.
const LINES: u32 = 50;

/// Its routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/desk/log", get(log))
}

/// One line.
#[derive(Debug, Serialize)]
struct LineView {
    at: String,
    by: String,
    done: String,
    detail: String,
}

async fn log(State(site): State<Arc<Site>>, editor: Editor, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let value =
        |name: &str| url::form_urlencoded::parse(query.as_bytes()).find(|(field, _)| field == name).map(|(_, value)| value);
    let before = value("before").and_then(|before| before.parse().ok());
    let with_stars = value("stars").is_some();
    let mut found = match site.store.audit(LINES + 1, before, with_stars).await {
        Ok(found) => found,
        Err(error) => return site.sorry("reading the desk's log", &error.into()),
    };
    let has_more = found.len() > LINES as usize;
    found.truncate(LINES as usize);
    let older = found.last().map(|(row, _)| *row).filter(|_| has_more);
    let zone = site.settings.edition.calendar.zone;
    let view = |(_, line): (i64, AuditLine)| LineView {
        at: when::minute(line.at, zone),
        by: line.by,
        done: line.done,
        detail: line.detail,
    };
    let lines: Vec<LineView> = found.into_iter().map(view).collect();
    let values =
        context! { heading => "The log", here => "log", lines => Serde(lines), older, is_first => before.is_none(), with_stars };
    site.show_desk(&editor, StatusCode::OK, "web/desk/log.html", values)
}
