//! Documents that anybody may keep: answered with validators, packed where that helps, and with 304 to who has them already
//! (RFC 9110 §13). No secret ever stands in one, so that packing tells nobody anything (BREACH).

use super::pages::with_headers;
use super::{Site, texts};
use crate::io::{packing, tokens};
use crate::model::Instant;
use crate::model::document::{ATOM, Document, JSON, JSON_FEED, OPML};
use crate::rules::publishing::conditional::{Conditions, Verdict, takes_gzip, verdict};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::{Arc, PoisonError};
use std::time::SystemTime;

/// Caches may keep a document this long, in seconds, and then have to ask again.
const KEPT: &str = "public, max-age=300";

/// Below this many bytes packing saves no packet on the wire.
const WORTH_PACKING: usize = 1400;

/// What scripts of other sites may read: it is public and the same for everybody, and no cookie plays a part in it.
const OPEN: [&str; 4] = [ATOM, JSON_FEED, JSON, OPML];

impl Site {
    /// A public document; the "not found" page where there is none.
    pub(super) async fn deliver(
        self: &Arc<Self>,
        request: &HeaderMap,
        what: &str,
        made: anyhow::Result<Option<Document>>,
    ) -> Response {
        match made {
            Ok(Some(document)) => self.answer(request, document),
            Ok(None) => texts::not_found(State(self.clone())).await,
            Err(error) => self.sorry(what, &error),
        }
    }

    /// 200 with the document, 304, or 412. A new start may have brought new templates, settings or words, and a new list other
    /// names and searches: what was fetched before has to be fetched again by those who ask by date alone.
    pub(super) fn answer(&self, request: &HeaderMap, document: Document) -> Response {
        // RFC 9110 §8.8.2.1: never later than the answer itself.
        let changed_at = document.changed_at.map(|at| at.max(self.listed_at()).min(self.clock.now()));
        let hash = tokens::sha256(document.body.as_bytes());
        let tag = format!("W/\"{}\"", hash.get(..20).unwrap_or_default());
        let response = match verdict(&conditions(request), &tag, changed_at) {
            Verdict::Send => whole(request, &document),
            Verdict::Known => StatusCode::NOT_MODIFIED.into_response(),
            Verdict::Failed => StatusCode::PRECONDITION_FAILED.into_response(),
        };
        labelled(with_headers(response), &document, tag, changed_at)
    }

    /// Since when the list in force has been: when its change was first seen here, or since the start.
    fn listed_at(&self) -> Instant {
        let list = self.list.borrow().clone();
        let mut seen = self.list_seen.lock().unwrap_or_else(PoisonError::into_inner);
        let at = match &*seen {
            Some((known, at)) if Arc::ptr_eq(known, &list) => *at,
            Some(_) => self.clock.now(),
            None => self.began_at,
        };
        *seen = Some((list, at));
        at
    }
}

/// The fields that a 304 has as well as a 200 (RFC 9110 §15.4.5).
fn labelled(mut response: Response, document: &Document, tag: String, changed_at: Option<Instant>) -> Response {
    let changed = changed_at.map(|at| httpdate::fmt_http_date(SystemTime::from(at)));
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    for (name, value) in [(header::ETAG, Some(tag)), (header::LAST_MODIFIED, changed)] {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            headers.insert(name, value);
        }
    }
    if OPEN.contains(&document.media_type) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    response
}

fn whole(request: &HeaderMap, document: &Document) -> Response {
    let kind = (header::CONTENT_TYPE, document.media_type);
    let is_worth_it = document.body.len() >= WORTH_PACKING && takes_gzip(&lines(request, header::ACCEPT_ENCODING));
    match is_worth_it.then(|| packing::gzip(document.body.as_bytes())) {
        Some(Ok(packed)) => ([kind, (header::CONTENT_ENCODING, "gzip")], packed).into_response(),
        Some(Err(_)) | None => ([kind], document.body.clone()).into_response(),
    }
}

fn conditions(request: &HeaderMap) -> Conditions<'_> {
    Conditions {
        if_match: lines(request, header::IF_MATCH),
        if_none_match: lines(request, header::IF_NONE_MATCH),
        if_modified_since: lines(request, header::IF_MODIFIED_SINCE),
        if_unmodified_since: lines(request, header::IF_UNMODIFIED_SINCE),
    }
}

/// A field's lines; one that is no text is there, but says nothing.
fn lines(request: &HeaderMap, name: HeaderName) -> Vec<&str> {
    request.get_all(name).iter().map(|value| value.to_str().unwrap_or_default()).collect()
}
