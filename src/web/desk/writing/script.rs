//! The desk's one script: everything works without it.

use super::super::super::Site;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// As text; the template folder may replace it like every other file.
pub async fn script(State(site): State<Arc<Site>>) -> Response {
    let kind = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "max-age=3600"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (kind, site.script.clone()).into_response()
}
