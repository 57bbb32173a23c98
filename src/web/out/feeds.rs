//! Feeds of editions and of the river, and the page that lists them.

use super::super::{Site, texts};
use crate::model::published::FeedFormat;
use crate::rules::pages::asked::Asked;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use std::sync::Arc;

/// `/editions.atom` and `/editions.json`; a part that nobody linked to is not there.
pub async fn editions(site: Arc<Site>, headers: HeaderMap, query: RawQuery, format: FeedFormat) -> Response {
    let Ok(before) = value(&query, "before").map(|date| date.parse()).transpose() else {
        return texts::not_found(State(site)).await;
    };
    let blogs = site.list.borrow().clone();
    site.deliver(&headers, "the feed of editions", site.publication(&blogs).editions_feed(format, before).await).await
}

/// `/stories.atom` and `/stories.json`, of any search.
pub async fn stories(site: Arc<Site>, headers: HeaderMap, RawQuery(query): RawQuery, format: FeedFormat) -> Response {
    let search = Asked::parse(&query.unwrap_or_default());
    let blogs = site.list.borrow().clone();
    site.deliver(&headers, "the feed of stories", site.publication(&blogs).stories_feed(format, &search).await).await
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
