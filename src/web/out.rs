//! For machines: feeds, a small API, the map of the site.

mod feeds;

use super::Site;
use axum::Router;
use axum::routing::get;
use std::sync::Arc;

/// Their routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/feeds", get(feeds::page))
        .route("/editions.atom", get(feeds::editions_atom))
        .route("/editions.json", get(feeds::editions_json))
}
