//! Pages that only tell.

use super::super::Site;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use std::sync::Arc;

/// For publishers who find us in their logs.
pub async fn about_our_fetcher(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.deliver(&headers, "a page of words", site.publication(&[]).about_our_fetcher()).await
}

/// For readers.
pub async fn what_we_keep(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.deliver(&headers, "a page of words", site.publication(&[]).what_we_keep()).await
}

/// For everybody who cannot use a page as it is.
pub async fn accessibility(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.deliver(&headers, "a page of words", site.publication(&[]).accessibility()).await
}
