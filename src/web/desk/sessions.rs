//! Where an editor is signed in, and the ways out: of one browser, or of all.

use super::super::Site;
use super::super::pages::Page;
use super::form::DeskForm;
use super::session::{Editor, set_cookie, to};
use crate::model::desk::{AuditLine, EditorSession};
use crate::rules::pages::when;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;
use std::sync::Arc;

/// Its routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/desk/sessions", get(list))
        .route("/desk/sessions/close", post(close))
        .route("/desk/sign-out", post(sign_out))
}

/// One browser.
#[derive(Debug, Serialize)]
struct SessionView {
    id: i64,
    browser: String,
    opened: String,
    seen: String,
    is_this: bool,
}

async fn list(State(site): State<Arc<Site>>, editor: Editor) -> Response {
    let zone = site.settings.edition.calendar.zone;
    let view = |session: EditorSession| SessionView {
        id: session.id,
        opened: when::minute(session.opened_at, zone),
        seen: when::minute(session.seen_at, zone),
        is_this: session.id == editor.session.id,
        browser: if session.browser.is_empty() { "A browser".to_owned() } else { session.browser },
    };
    match site.store.sessions_of(&editor.session.address, site.clock.now()).await {
        Ok(sessions) => {
            let sessions: Vec<SessionView> = sessions.into_iter().map(view).collect();
            let values = context! { heading => "Where you are signed in", sessions => Serde(sessions) };
            site.show_desk(&editor, StatusCode::OK, "web/desk/sessions.html", values)
        }
        Err(error) => site.sorry("listing an editor's sessions", &error.into()),
    }
}

/// One session, by its number, or all.
async fn close(State(site): State<Arc<Site>>, form: DeskForm) -> Response {
    let closed = match form.get("session") {
        "all" => close_all(&site, &form.editor).await,
        one => close_one(&site, &form.editor, one.parse().unwrap_or_default()).await,
    };
    match closed {
        Ok(true) => signed_out(&site),
        Ok(false) => to(&site, "desk/sessions"),
        Err(error) => site.sorry("closing a session", &error),
    }
}

/// Whether it was the editor's own, this very one.
async fn close_one(site: &Site, editor: &Editor, session: i64) -> anyhow::Result<bool> {
    if site.store.close_session(session, &editor.session.address, site.clock.now()).await? {
        note(site, editor, "signed out", "one browser").await?;
    }
    Ok(session == editor.session.id)
}

async fn close_all(site: &Site, editor: &Editor) -> anyhow::Result<bool> {
    let count = site.store.close_sessions_of(&editor.session.address, site.clock.now()).await?;
    note(site, editor, "signed out everywhere", &if count == 1 { "1 browser".to_owned() } else { format!("{count} browsers") })
        .await?;
    Ok(true)
}

async fn note(site: &Site, editor: &Editor, done: &str, detail: &str) -> anyhow::Result<()> {
    let (at, by) = (site.clock.now(), editor.session.address.expose().to_owned());
    Ok(site.store.note_audit(AuditLine { at, by, done: done.to_owned(), detail: detail.to_owned() }).await?)
}

async fn sign_out(State(site): State<Arc<Site>>, form: DeskForm) -> Response {
    match close_one(&site, &form.editor, form.editor.session.id).await {
        Ok(_) => signed_out(&site),
        Err(error) => site.sorry("signing an editor out", &error),
    }
}

fn signed_out(site: &Site) -> Response {
    let paragraphs = vec!["You have signed out of the desk.".to_owned()];
    let link = Some(("Sign in again".to_owned(), "desk/sign-in".to_owned()));
    let mut response = site.say(StatusCode::OK, &Page { heading: "Goodbye".to_owned(), paragraphs, link, ..Page::default() });
    // Letters, digits and punctuation alone.
    if let Ok(cookie) = HeaderValue::from_str(&set_cookie(site, "")) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}
