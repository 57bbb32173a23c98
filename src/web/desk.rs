//! The editors' pages. Nothing is shown to who is not signed in; every change needs a form of ours with the session's token.

mod form;
mod list;
mod log;
mod reading;
mod session;
mod sessions;
mod sign_in;
mod writing;

use super::Site;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use minijinja::context;
use minijinja::value::Value;
pub use session::Editor;
use std::sync::Arc;
pub use writing::Answers;

/// As on other pages, but our own small script may run and speak to us, and frames show our own previews.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// All of them.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/desk.js", get(script))
        .route("/desk.css", get(style))
        .merge(sign_in::routes())
        .merge(sessions::routes())
        .merge(log::routes())
        .merge(reading::routes())
        .merge(writing::routes())
        .merge(list::routes())
}

/// What the desk looks like, besides what all pages do.
async fn style(State(site): State<Arc<Site>>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")];
    (kind, site.desk_style.clone()).into_response()
}

/// The one script.
async fn script(State(site): State<Arc<Site>>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")];
    (kind, site.script.clone()).into_response()
}

impl Site {
    /// A page of the desk, which sees the editor's address and the token that its forms carry.
    pub(super) fn show_desk(&self, editor: &Editor, status: StatusCode, template: &str, values: Value) -> Response {
        let values = context! { editor => editor.session.address.expose(), token => &editor.token, ..values };
        let mut response = self.show(status, template, values);
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        response
    }
}
