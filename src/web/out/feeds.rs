//! Feeds of editions and of the river, and the page that lists them.

use super::super::Site;
use super::super::texts;
use crate::model::published::FeedFormat;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use std::sync::Arc;

/// `/editions.atom`
pub async fn editions_atom(site: State<Arc<Site>>, headers: HeaderMap, query: RawQuery) -> Response {
    editions(site, headers, query, FeedFormat::Atom).await
}

/// `/editions.json`
pub async fn editions_json(site: State<Arc<Site>>, headers: HeaderMap, query: RawQuery) -> Response {
    editions(site, headers, query, FeedFormat::Json).await
}

async fn editions(State(site): State<Arc<Site>>, headers: HeaderMap, query: RawQuery, format: FeedFormat) -> Response {
    let Ok(before) = value(&query, "before").map(|date| date.parse()).transpose() else {
        return texts::not_found(State(site)).await;
    };
    let blogs = site.list.borrow().clone();
    site.deliver(&headers, "the feed of editions", site.publication(&blogs).editions_feed(format, before).await).await
}

/// `/feeds`
pub async fn page(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let blogs = site.list.borrow().clone();
    site.deliver(&headers, "the page of feeds", site.publication(&blogs).feeds_page()).await
}

/// The first value of a parameter; an empty one is none.
fn value(RawQuery(query): &RawQuery, name: &str) -> Option<String> {
    let query = query.as_deref().unwrap_or_default();
    let mut pairs = url::form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
    pairs.next().map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
}
