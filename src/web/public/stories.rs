//! The river.

use super::super::Site;
use crate::rules::pages::asked::Asked;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use std::sync::Arc;

/// What was asked for, newest first.
pub async fn stories(State(site): State<Arc<Site>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let asked = Asked::parse(&query.unwrap_or_default());
    let blogs = site.blogs();
    site.deliver(&headers, "the stories", site.publication(&blogs).stories(&asked).await).await
}
