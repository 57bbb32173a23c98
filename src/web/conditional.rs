//! Documents that anybody may keep: answered with validators, and with 304 to who has them already (RFC 9110 §13).

use super::pages::with_headers;
use super::{Site, texts};
use crate::io::tokens;
use crate::model::document::Document;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::SystemTime;

/// Caches may keep a document this long, in seconds, and then have to ask again.
const KEPT: &str = "public, max-age=300";

impl Site {
    /// A public document; the "not found" page where there is none.
    pub(super) async fn deliver(
        self: &Arc<Self>,
        request: &HeaderMap,
        what: &str,
        made: anyhow::Result<Option<Document>>,
    ) -> Response {
        match made {
            Ok(Some(document)) => answer(request, document),
            Ok(None) => texts::not_found(State(self.clone())).await,
            Err(error) => self.sorry(what, &error),
        }
    }
}

/// 200 with the document, or 304.
pub fn answer(request: &HeaderMap, document: Document) -> Response {
    let etag = format!("\"{}\"", tokens::sha256(document.body.as_bytes()).get(..20).unwrap_or_default());
    let changed = document.changed_at.map(|at| httpdate::fmt_http_date(SystemTime::from(at)));
    let is_known = is_known(request, &etag, document.changed_at.map(SystemTime::from));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, document.media_type)], document.body).into_response()
    };
    response = with_headers(response);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    for (name, value) in [(header::ETAG, Some(etag)), (header::LAST_MODIFIED, changed)] {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            headers.insert(name, value);
        }
    }
    response
}

/// If-None-Match decides where it is given; only without it does If-Modified-Since (RFC 9110 §13.2.2).
fn is_known(request: &HeaderMap, etag: &str, changed: Option<SystemTime>) -> bool {
    let mut tags = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).peekable();
    if tags.peek().is_some() {
        let same = |tag: &str| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag;
        return tags.flat_map(|value| value.split(',')).any(|tag| same(tag.trim()));
    }
    let since = request.get(header::IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
    match (since.and_then(|since| httpdate::parse_http_date(since).ok()), changed) {
        (Some(since), Some(changed)) => changed.duration_since(since).is_ok_and(|later| later.as_secs() == 0) || changed <= since,
        (Some(_), None) | (None, _) => false,
    }
}
