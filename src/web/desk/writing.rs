//! The writing view: picks, remarks, the check before sending, approval.

mod approve;
mod check;
mod conflict;
mod correct;
mod page;
mod plan;
mod preview;
mod progress;
mod save;
mod swap;

use super::super::Site;
use super::session::Editor;
use crate::jobs::writing::Writing;
use crate::model::Instant;
use crate::model::blog::Blog;
use crate::model::edition::Edition;
use crate::rules::composing::title::long_date;
use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use minijinja::context;
use std::sync::Arc;

pub use crate::jobs::writing::check::Answers;

/// Its routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/desk/write", get(page::page).post(save::press))
        .route("/desk/write/save", post(save::autosave))
        .route("/desk/write/token", get(save::token))
        .route("/desk/write/remark", post(save::remark))
        .route("/desk/write/merge", post(conflict::merge))
        .route("/desk/write/swap", get(swap::page).post(swap::swap))
        .route("/desk/write/check", get(check::page))
        .route("/desk/write/preview", get(preview::page))
        .route("/desk/write/preview/{part}", get(preview::part))
        .route("/desk/write/test", post(preview::test))
        .route("/desk/write/approve", get(approve::page).post(approve::approve))
        .route("/desk/write/pause", post(progress::pause))
        .route("/desk/write/resume", post(progress::resume))
        .route("/desk/write/plan", get(plan::page))
        .route("/desk/write/skip", post(plan::skip))
        .route("/desk/write/move", post(plan::move_to))
        .route("/desk/editions/{date}/correct", get(correct::page).post(correct::correct))
}

impl Site {
    /// What writing works with, just now.
    fn writing<'a>(&'a self, blogs: &'a [Blog]) -> Writing<'a> {
        Writing { store: &self.store, settings: &self.settings, blogs, now: self.clock.now() }
    }

    /// On to another page of the desk, so that a reload sends nothing twice.
    fn on_to(&self, page: &str) -> Response {
        let location = format!("{}{page}", self.settings.site.url.path());
        super::super::pages::with_headers((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response())
    }

    /// A page of a few sentences and a link back to the writing view.
    fn tell_editor(&self, editor: &Editor, status: StatusCode, heading: &str, paragraphs: &[String]) -> Response {
        self.show_desk(
            editor,
            status,
            "web/desk/told.html",
            context! { here => "write", heading, paragraphs => paragraphs.to_vec() },
        )
    }

    /// "12:00 on Friday 20 November 2026", where the digest is made.
    fn local(&self, at: Instant) -> String {
        let local = at.with_timezone(&self.settings.edition.calendar.zone);
        format!("{} on {}", local.format("%H:%M"), long_date(local.date_naive()))
    }
}

/// A value of the address's query; empty where it is missing.
fn asked(query: Option<&str>, name: &str) -> String {
    let mut pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// The editor's name in the log and on what they approve.
fn name(editor: &Editor) -> &str {
    editor.session.address.expose()
}

/// When an edition goes out, in words.
fn hour(site: &Site, due_at: Instant, now: Instant) -> String {
    if due_at <= now { "at once: its hour has come".to_owned() } else { format!("at {}", site.local(due_at)) }
}

/// What happened to an edition that is a draft no more.
fn what_happened(site: &Site, edition: &Edition) -> String {
    let by = edition.approved_by.as_deref().unwrap_or("somebody");
    let at = edition.approved_at.map(|at| format!(" at {}", site.local(at))).unwrap_or_default();
    format!(
        "The edition of {} was approved by {by}{at}. It is {} now, and its words are fixed.",
        long_date(edition.period.date),
        edition.state.word()
    )
}
