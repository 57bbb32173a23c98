//! For search engines.

use super::super::Site;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use std::sync::Arc;

/// `/sitemap.xml`
pub async fn sitemap(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let blogs = site.list.borrow().clone();
    site.deliver(&headers, "the map of the site", site.publication(&blogs).sitemap().await).await
}

/// `/robots.txt`
pub async fn robots(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let blogs = site.list.borrow().clone();
    site.answer(&headers, site.publication(&blogs).robots())
}
